// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "chatcontroller.h"

#include <QJsonDocument>
#include <QJsonObject>

namespace {

QString nameOf(const Landline::Connection *connection)
{
    return connection->context().get(QStringLiteral("user")).toString();
}

} // namespace

ChatController::ChatController(const Landline::Sender &sender) : m_sender(sender) { }

void ChatController::onOpen(Landline::Connection *connection, const Landline::Request &)
{
    // RequireToken wrote the user into the context, before this connection existed.
    connection->context().set(QStringLiteral("label"), nameOf(connection));
    tellAll(nameOf(connection), QStringLiteral("has come"));
}

void ChatController::onMessage(Landline::Connection *connection, const Landline::Frame &frame)
{
    tellAll(nameOf(connection), frame.text());
}

void ChatController::onClose(Landline::Connection *connection, const Landline::CloseInfo &)
{
    tellAll(nameOf(connection), QStringLiteral("has left"));
}

void ChatController::tellAll(const QString &who, const QString &text) const
{
    const QJsonObject message{{QStringLiteral("who"), who}, {QStringLiteral("text"), text}};
    m_sender.pushToAll(QJsonDocument(message).toJson(QJsonDocument::Compact), QStringLiteral("ws"));
}
