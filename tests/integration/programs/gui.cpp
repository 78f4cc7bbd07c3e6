// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "roomcontroller.h"

#include <Landline/QtBackend>

#include <QtWidgets/qapplication.h>
#include <QtWidgets/qlabel.h>

/// A GUI application; a message to /window closes its window.
int main(int argc, char *argv[])
{
    Landline::installQtBackend();
    QApplication app(argc, argv);
    QApplication::setApplicationVersion(QStringLiteral("1.2"));
    Landline::Program program(argc, argv);
    program.setDescription(QStringLiteral("A room."));
    program.setDefaultConfiguration(RoomController::Config);
    program.addConfigurationCheck(RoomController::check);
    program.node().registerController<RoomController>(QStringLiteral("RoomController"));
    QLabel window(QStringLiteral("Room"));
    program.node().addRoutes(QStringLiteral("ws"), [&window](Landline::Router &router) {
        router.webSocket(QStringLiteral("/window")).onMessage([&window](Landline::Connection *, const Landline::Frame &) {
            QMetaObject::invokeMethod(&window, &QWidget::close);
        });
    });
    if (!program.start())
        return program.exitCode();
    window.show();
    return app.exec();
}
