// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/logging.h"

#include <Landline/Program>
#include <Landline/Version>
#ifdef LANDLINE_HAS_QT_BACKEND
#include <Landline/QtBackend>
#endif

#include <QtCore/qcoreapplication.h>

namespace {

int run(int &argc, char *argv[])
{
    QCoreApplication::setApplicationName(QStringLiteral("landline"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LANDLINE_VERSION_STR));
#ifdef LANDLINE_HAS_QT_BACKEND
    Landline::installQtBackend();
#endif
    Landline::Program program(argc, argv);
    program.setDescription(QStringLiteral("A WebSocket server for Qt, with a desktop console."));
    return program.run();
}

} // namespace

int main(int argc, char *argv[])
{
    Landline::endProcess(run(argc, argv));
}
