// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "guestcontroller.h"
#include "mainwindow.h"

#include <QApplication>

namespace {

const QByteArray configuration = R"(
[node]
name = "guests"
label_key = "label"

[[server]]
name = "ws"
type = "websocket"
host = "127.0.0.1"
port = 9502
)";

} // namespace

int main(int argc, char *argv[])
{
    QApplication app(argc, argv);
    Inbox inbox; // before the program, so that it outlives the workers
    Landline::Program program(argc, argv);
    program.setDescription("A server with a window.");
    program.setDefaultConfiguration(configuration);
    program.setConsoleWanted(false);
    program.node().addRoutes("ws", [&inbox](Landline::Router &router) { router.webSocket<GuestController>("/", &inbox); });
    if (!program.start())
        return program.exitCode();

    MainWindow window(&program.node(), &inbox);
    window.show();
    return app.exec();
}
