// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/consoleoptions.h"
#include "gui/languages.h"
#include "gui/mainwindow.h"
#include "gui/nodesession.h"
#include "shared/adminsocketpath.h"
#include "shared/standardstreams.h"
#include "shared/unixsignals.h"

#include <QtCore/qlocale.h>
#include <QtCore/qlockfile.h>
#include <QtCore/qprocess.h>
#include <QtWidgets/qapplication.h>

#include <cstdio>
#include <memory>
#include <utility>

using namespace Landline;
using Gui::ConsoleOptions;

static ConsoleOptions readOptions(int argc, char **argv)
{
    const QCoreApplication reader(argc, argv);
    return ConsoleOptions::parse(QCoreApplication::arguments());
}

static int end(const QString &output, int exitCode)
{
    std::fputs(qUtf8Printable(output), exitCode == ConsoleOptions::Success ? stdout : stderr);
    return exitCode;
}

int main(int argc, char *argv[])
{
    openClosedStandardStreams();
    ignoreBrokenPipes();
    const ConsoleOptions options = readOptions(argc, argv);
    if (options.ends)
        return end(options.output, options.exitCode);
    const QString problem = Gui::displayProblem(QProcess::systemEnvironment());
    if (!problem.isEmpty())
        return end(problem, ConsoleOptions::Failure);

    QApplication application(argc, argv);
    QApplication::setApplicationDisplayName(QStringLiteral("Landline Console"));
    QGuiApplication::setDesktopFileName(QStringLiteral("landline-admin"));
    Gui::installLanguage(&application, QLocale::system());

    Gui::MainWindow window(options.socketPaths);
    UnixSignals unixSignals;
    QObject::connect(&unixSignals, &UnixSignals::terminationRequested, &window, [&window] {
        window.close();
        QCoreApplication::quit();
    });

    // Tells a node that starts that it need not open a console. Its folder may come with the node,
    // and the node may be in another place, so it is tried again.
    std::unique_ptr<QLockFile> lock;
    QString lockedFor;
    const auto tryToLock = [&lock, &lockedFor](const QString &socketPath) {
        if (std::exchange(lockedFor, socketPath) != socketPath) {
            lock = std::make_unique<QLockFile>(Admin::consoleLockPath(socketPath));
            lock->setStaleLockTime(0);
        }
        if (!lock->isLocked())
            lock->tryLock(0);
    };
    tryToLock(options.socketPath);
    QObject::connect(window.session(), &Gui::NodeSession::linkChanged, &window,
                     [&] { tryToLock(window.session()->socketPath()); });

    window.show();
    window.start();
    return QApplication::exec();
}
