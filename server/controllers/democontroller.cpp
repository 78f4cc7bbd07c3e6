// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/democontroller.h"

namespace Landline {

namespace {
constexpr qsizetype longestName = 64;
} // namespace

void DemoController::onOpen(Connection *connection, const Request &request)
{
    const QString name = request.query(QStringLiteral("name")).left(longestName);
    if (!name.isEmpty()) {
        connection->context().set(QStringLiteral("name"), name);
        connection->context().set(QStringLiteral("label"), name);
    }
    connection->push("{\"fd\": " + QByteArray::number(connection->fd()) + '}');
}

void DemoController::onMessage(Connection *connection, const Frame &frame)
{
    if (frame.isText())
        connection->push("Recv: " + frame.data());
    else
        connection->push(frame);
}

} // namespace Landline
