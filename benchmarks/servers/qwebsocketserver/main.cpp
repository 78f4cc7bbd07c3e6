// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "echoserver.h"

#include <QtCore/qcoreapplication.h>

#include <cstdio>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Landline::Benchmark::EchoServer server;
    const QString url = server.listen();
    if (url.isEmpty())
        return 1;
    std::puts(qPrintable(url));
    std::fflush(stdout);
    return app.exec();
}
