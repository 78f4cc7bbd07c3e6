// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/landlineprocess.h"

#include "api/backendname_p.h"
#include "support/backendlimits.h"
#include "support/patience.h"

#include <QtCore/qfile.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtimer.h>

#include <sys/resource.h>

namespace Landline {

LandlineProcess::LandlineProcess(const QString &program)
    : m_program(program)
{
    const QProcessEnvironment inherited = QProcessEnvironment::systemEnvironment();
    const QStringList names = inherited.keys();
    for (const QString &name : names) {
        if (!name.startsWith(QLatin1String("LANDLINE_")))
            m_environment.insert(name, inherited.value(name));
    }
    m_environment.insert(QStringLiteral("XDG_RUNTIME_DIR"), m_folder.path());
    QObject::connect(&m_process, &QProcess::readyReadStandardOutput, &m_process,
                     [this] { m_output += m_process.readAllStandardOutput(); });
    QObject::connect(&m_process, &QProcess::readyReadStandardError, &m_process,
                     [this] { m_errorOutput += m_process.readAllStandardError(); });
}

LandlineProcess::~LandlineProcess()
{
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(static_cast<int>(patience.count()))) {
        m_process.kill();
        m_process.waitForFinished();
    }
}

QString LandlineProcess::program()
{
    return QStringLiteral(LANDLINE_PROGRAM);
}

void LandlineProcess::setConfig(const QByteArray &toml)
{
    const QByteArray text = QByteArray(toml).replace("@BACKEND@", backendName(testBackend()).toUtf8());
    m_config = m_folder.filePath(QStringLiteral("landline.toml"));
    QFile file(m_config);
    if (!file.open(QIODevice::WriteOnly) || file.write(text) != text.size())
        qFatal("%s cannot be written", qPrintable(m_config));
}

void LandlineProcess::setDescriptorLimit(int limit)
{
    m_process.setChildProcessModifier([limit] {
        const rlimit few = {static_cast<rlim_t>(limit), static_cast<rlim_t>(limit)};
        ::setrlimit(RLIMIT_NOFILE, &few);
    });
}

void LandlineProcess::launch(const QStringList &arguments)
{
    m_askedBy = 0;
    m_output.clear();
    m_errorOutput.clear();
    m_process.setProcessEnvironment(m_environment);
    m_process.setWorkingDirectory(m_folder.path());
    const QStringList config = m_config.isEmpty()
            ? QStringList()
            : QStringList{QStringLiteral("--config"), m_config};
    const QStringList command = m_launcher + QStringList{m_program} + config + arguments;
    m_process.start(command.first(), command.sliced(1), QIODevice::ReadOnly);
}

bool LandlineProcess::start(int listeners, const QStringList &arguments)
{
    launch(arguments);
    return eventually([this, listeners] {
               return (isRunning() && m_output.count(" Server listening at ") == listeners)
                       || m_process.state() == QProcess::NotRunning;
           })
            && isRunning();
}

int LandlineProcess::run(const QStringList &arguments)
{
    launch(arguments);
    return waitForEnd();
}

void LandlineProcess::askToEnd(int signal)
{
    m_askedBy = signal;
    send(signal);
}

void LandlineProcess::send(int signal)
{
    // Process 0 would be this one and its parents.
    if (isRunning())
        ::kill(static_cast<pid_t>(m_process.processId()), signal);
}

int LandlineProcess::waitForEnd()
{
#ifdef __SANITIZE_THREAD__
    // ThreadSanitizer keeps a signal that comes just before its thread goes to sleep, until there is another.
    QTimer again;
    QObject::connect(&again, &QTimer::timeout, &m_process, [this] {
        if (m_askedBy != 0 && isRunning())
            askToEnd(m_askedBy);
    });
    again.start(std::chrono::seconds(3));
#endif
    eventually([this] { return m_process.state() == QProcess::NotRunning; });
    if (m_process.state() != QProcess::NotRunning || m_process.exitStatus() == QProcess::CrashExit)
        return -1;
    return m_process.exitCode();
}

quint16 LandlineProcess::port(const QString &kind, int index) const
{
    static const QRegularExpression listening(
            QStringLiteral("^\\[INFO\\] (\\w+) Server listening at .*:(\\d+)(?: \\(TLS\\))?$"));
    const QStringList all = lines();
    for (const QString &line : all) {
        const QRegularExpressionMatch match = listening.match(line);
        if (match.hasMatch() && match.captured(1) == kind && index-- == 0)
            return match.captured(2).toUShort();
    }
    return 0;
}

} // namespace Landline
