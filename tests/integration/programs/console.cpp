// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "roomcontroller.h"

#include <Landline/QtBackend>

#include <QtCore/qcoreapplication.h>

/// A console application: the example of docs/embedding.md, and what tst_programs asks it for.
int main(int argc, char *argv[])
{
    Landline::installQtBackend();
    QCoreApplication::setApplicationVersion(QStringLiteral("1.2"));
    Landline::Program program(argc, argv);
    program.setDescription(QStringLiteral("A room."));
    program.setDefaultConfiguration(RoomController::Config);
    program.addOption(QCommandLineOption(QStringLiteral("topic"), QStringLiteral("What is talked about."), QStringLiteral("TEXT")));
    program.addConfigurationCheck(RoomController::check);
    program.node().registerController<RoomController>(QStringLiteral("RoomController"));
    program.node().addRoutes(QStringLiteral("ws"), [topic = program.value(QStringLiteral("topic"))](Landline::Router &router) {
        router.get(QStringLiteral("/topic"), [topic](const Landline::Request &) { return topic; });
    });
    return program.run();
}
