// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/echocontroller.h"

namespace Landline {

void EchoController::onMessage(Connection *connection, const Frame &frame)
{
    connection->push(frame);
}

} // namespace Landline
