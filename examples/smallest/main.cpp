// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include <Landline/Landline>

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Landline::ServerConfig ws;
    ws.name = "ws";
    ws.port = 9502;
    Landline::NodeConfig config;
    config.servers = {ws};

    Landline::Node node(config);
    node.addRoutes("ws", [](Landline::Router &router) {
        router.webSocket("/").onMessage([](Landline::Connection *connection, const Landline::Frame &frame) {
            connection->push(frame);
        });
    });
    if (!node.start())
        return node.reportError();
    qInfo("%s", qPrintable(node.startupLines().join('\n')));
    return app.exec();
}
