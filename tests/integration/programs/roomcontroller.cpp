// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "roomcontroller.h"

const QByteArray RoomController::Config = "[node]\nname = \"room\"\nworkers = 2\n"
                                          "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                                          "[[server.route]]\npath = \"/\"\ncontroller = \"RoomController\"\n"
                                          "[app]\ngreeting = \"hello\"\n";

QStringList RoomController::check(const Landline::NodeConfig &config)
{
    const QString key = QStringLiteral("greeting");
    if (config.app().value(key).typeId() == QMetaType::QString)
        return {};
    return {config.appOrigin(key) + QStringLiteral(": greeting must be a string")};
}

void RoomController::onMessage(Landline::Connection *connection, const Landline::Frame &frame)
{
    connection->push(frame);
}
