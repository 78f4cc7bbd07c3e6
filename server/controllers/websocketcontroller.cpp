// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/websocketcontroller.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcWebSocketController, "landline.controller")

void WebSocketController::onOpen(Connection *connection, const Request &)
{
    connection->push("Opened");
}

void WebSocketController::onMessage(Connection *connection, const Frame &frame)
{
    connection->push("Recv: " + frame.data());
}

void WebSocketController::onClose(Connection *connection, const CloseInfo &close)
{
    qCDebug(lcWebSocketController, "fd %lld closed with %d", static_cast<long long>(connection->fd()), close.code);
}

} // namespace Landline
