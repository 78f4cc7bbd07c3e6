// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/commandline.h"
#include "app/logging.h"
#include "app/serverprogram.h"
#include "qt/installqtbackend.h"
#include "shared/descriptorlimit.h"
#include "shared/standardstreams.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qprocess.h>

#include <cstdio>

namespace {

/// What landline opens before its node counts for itself: the event loop, signals, the admin socket, a file now and then.
constexpr int descriptorsOfProgram = 10;

} // namespace

int main(int argc, char *argv[])
{
    Landline::openClosedStandardStreams();
    Landline::ignoreBrokenPipes();
    // Qt ends the process by SIGABRT where its event loop gets no descriptor.
    Landline::DescriptorLimit::raise();
    if (const QString shortage = Landline::DescriptorLimit::shortage(descriptorsOfProgram, QStringLiteral("landline needs"));
        !shortage.isEmpty()) {
        std::fprintf(stderr, "%s\n", qPrintable(shortage));
        return Landline::Node::CannotListen;
    }
    // Qt's glib dispatcher takes a microsecond more for each wake-up of a thread.
    qputenv("QT_NO_GLIB", "1");
    QCoreApplication application(argc, argv);
    QCoreApplication::setApplicationName(QStringLiteral("landline"));
    QCoreApplication::setApplicationVersion(QStringLiteral(LANDLINE_VERSION));
    Landline::installLogging();
    Landline::installQtBackend();

    const auto parsed = Landline::CommandLine::parse(QCoreApplication::arguments(),
                                                     QProcessEnvironment::systemEnvironment());
    if (const auto *answer = std::get_if<Landline::CommandLine::Answer>(&parsed)) {
        std::fputs(qPrintable(answer->output), stdout);
        Landline::printError(answer->errorOutput);
        return answer->exitCode;
    }
    const int exitCode = Landline::ServerProgram(std::get<Landline::CommandLine::Options>(parsed)).run();
    Landline::endProcess(exitCode);
}
