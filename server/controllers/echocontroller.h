// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ECHOCONTROLLER_H
#define LANDLINE_ECHOCONTROLLER_H

#include "api/controller.h"

namespace Landline {

/// Sends each message back as it came: same kind, same bytes.
class EchoController : public Controller
{
    Q_OBJECT

public slots:
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
};

} // namespace Landline

#endif
