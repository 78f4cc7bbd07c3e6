// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "soakserver.h"

#include <QtCore/qcoreapplication.h>

/// soak-server CONFIGURATION: see SoakServer.
int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Landline::SoakServer server(Landline::NodeConfig::fromFile(app.arguments().value(1)));
    return server.start() ? app.exec() : server.reportError();
}
