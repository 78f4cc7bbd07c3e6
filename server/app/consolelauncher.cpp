// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "app/consolelauncher.h"

#include "shared/adminsocketpath.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qlockfile.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qstandardpaths.h>

#include <csignal>

namespace Landline {

static Q_LOGGING_CATEGORY(lcConsole, "landline.console")

namespace {
constexpr int endTime = 1000; // ms until a console that does not end is killed
} // namespace

ConsoleLauncher::ConsoleLauncher(const QString &socketPath, QObject *parent)
    : QObject(parent)
    , m_socketPath(socketPath)
{
    // Read, not forwarded: a stderr that nobody reads would stop the console at its first warning.
    connect(&m_process, &QProcess::readyReadStandardError, this, &ConsoleLauncher::logErrors);
    m_process.setStandardOutputFile(QProcess::nullDevice());
    m_process.setStandardInputFile(QProcess::nullDevice());
    connect(&m_process, &QProcess::errorOccurred, this, [this](QProcess::ProcessError error) {
        if (error == QProcess::FailedToStart)
            qCWarning(lcConsole, "The console does not start (%ls); the node runs on without it.",
                      qUtf16Printable(m_process.errorString()));
    });
    connect(&m_process, &QProcess::finished, this, &ConsoleLauncher::reportEnd);
}

ConsoleLauncher::~ConsoleLauncher()
{
    end();
}

void ConsoleLauncher::setHangupIgnored(bool ignored)
{
    // The node's handler does not survive exec(), and the default would end the console.
    if (ignored)
        m_process.setChildProcessModifier([] { ::signal(SIGHUP, SIG_IGN); });
}

void ConsoleLauncher::logErrors()
{
    m_process.setReadChannel(QProcess::StandardError);
    while (m_process.canReadLine())
        qCWarning(lcConsole, "landline-admin: %s", m_process.readLine().trimmed().constData());
}

void ConsoleLauncher::launch()
{
    if (!hasDisplay()) {
        qCInfo(lcConsole,
               "No display: running headless. \"landline-admin --connect %ls\" opens the console.",
               qUtf16Printable(m_socketPath));
        return;
    }
    if (isAlreadyOpen()) {
        qCInfo(lcConsole, "A console is open on %ls already; it will find this node.",
               qUtf16Printable(m_socketPath));
        return;
    }
    const QString path = program();
    if (path.isEmpty()) {
        qCWarning(lcConsole,
                  "The console does not start: there is no landline-admin beside this program nor in "
                  "PATH; "
                  "the node runs on without it.");
        return;
    }
    m_process.start(path, {QStringLiteral("--connect"), m_socketPath});
}

void ConsoleLauncher::end()
{
    m_ending = true;
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(endTime)) {
        m_process.kill();
        m_process.waitForFinished(endTime);
    }
}

bool ConsoleLauncher::hasDisplay()
{
    return !qEnvironmentVariableIsEmpty("DISPLAY")
            || !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")
            || !qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM");
}

QString ConsoleLauncher::program()
{
    const QString name = QStringLiteral("landline-admin");
    const QString beside
            = QStandardPaths::findExecutable(name, {QCoreApplication::applicationDirPath()});
    return beside.isEmpty() ? QStandardPaths::findExecutable(name) : beside;
}

bool ConsoleLauncher::isAlreadyOpen() const
{
    QLockFile lock(Admin::consoleLockPath(m_socketPath));
    lock.setStaleLockTime(0);
    if (lock.tryLock())
        return false;
    // Only a console that holds it counts, not a folder in which no lock can be made.
    return lock.error() == QLockFile::LockFailedError;
}

void ConsoleLauncher::reportEnd(int exitCode, QProcess::ExitStatus status)
{
    if (m_ending)
        return;
    if (status == QProcess::CrashExit || exitCode != 0)
        qCWarning(lcConsole, "The console has failed (%s %d); the node runs on without it.",
                  status == QProcess::CrashExit ? "signal" : "exit code", exitCode);
    else
        qCInfo(lcConsole,
               "The console was closed; the node runs on. \"landline-admin --connect %ls\" opens "
               "it again.",
               qUtf16Printable(m_socketPath));
}

} // namespace Landline
