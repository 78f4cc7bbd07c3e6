// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_LANDLINEPROCESS_H
#define LANDLINE_LANDLINEPROCESS_H

#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>

#include <csignal>
#include <functional>

namespace Landline {

/// The real `landline`, built beside the tests, as a process of its own in a folder of its own: nothing of it
/// reaches another node of this user, and its LANDLINE_* environment is empty.
///
/// \code
/// LandlineProcess landline;
/// landline.setConfig(toml);
/// QVERIFY2(landline.start(2), landline.errorOutput());
/// client.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/").arg(landline.port("WebSocket"))));
/// landline.terminate();
/// QCOMPARE(landline.waitForEnd(), 0);
/// \endcode
class LandlineProcess
{
public:
    /// \a program is `landline`, or another one that is a Landline::Program.
    explicit LandlineProcess(const QString &program = LandlineProcess::program());
    /// Ends it by SIGTERM, and by SIGKILL if it does not listen to that.
    ~LandlineProcess();
    Q_DISABLE_COPY_MOVE(LandlineProcess)

    static QString program();
    /// The folder that is its XDG_RUNTIME_DIR and has its configuration.
    QString folder() const { return m_folder.path(); }
    QString filePath(const QString &name) const { return m_folder.filePath(name); }

    /// Writes \a toml, with testBackend() for "@BACKEND@", to landline.toml, which start() and run() then name
    /// with --config.
    void setConfig(const QByteArray &toml);
    QString configFile() const { return m_config; }
    void setEnvironment(const QString &name, const QString &value)
    {
        m_environment.insert(name, value);
    }

    /// What stands before the program in its command line, such as {"nohup"}; processId() is its.
    void setLauncher(const QStringList &launcher) { m_launcher = launcher; }
    /// Is run in the process before the program is, behind fork(): may do what a signal handler may.
    void setChildSetup(const std::function<void()> &setup) { m_process.setChildProcessModifier(setup); }
    /// Before start() and run(): how many descriptors it may open, as by `ulimit -n`. Takes the place of setChildSetup().
    void setDescriptorLimit(int limit);

    /// Starts it with \a arguments, and waits until \a listeners servers said that they listen.
    bool start(int listeners, const QStringList &arguments = {QStringLiteral("--no-gui")});
    /// Starts it with \a arguments, as they are behind --config, and waits for its end: the exit code, or -1.
    int run(const QStringList &arguments);

    bool isRunning() const { return m_process.state() == QProcess::Running; }
    qint64 processId() const { return m_process.processId(); }
    void terminate() { askToEnd(SIGTERM); }
    void interrupt() { askToEnd(SIGINT); } ///< as Ctrl+C does
    void hangUp() { send(SIGHUP); }
    void kill() { m_process.kill(); } ///< SIGKILL: nothing is tidied up
    /// Waits for its end: the exit code, or -1 if it crashed or goes on.
    int waitForEnd();

    /// What it wrote to stdout so far, by lines.
    QStringList lines() const
    {
        return QString::fromUtf8(m_output).split(QLatin1Char('\n'), Qt::SkipEmptyParts);
    }
    QByteArray output() const { return m_output; }
    /// What it wrote to stderr so far. For QVERIFY2 a pointer will do: it is valid until the next event.
    QByteArray errorOutput() const { return m_errorOutput; }
    /// The port of the \a index th "<kind> Server listening at host:port", of kind "WebSocket" or "HTTP"; or 0.
    quint16 port(const QString &kind, int index = 0) const;

private:
    void launch(const QStringList &arguments);
    void askToEnd(int signal);
    void send(int signal);

    QString m_program;
    QTemporaryDir m_folder;
    QProcessEnvironment m_environment;
    QString m_config;
    QStringList m_launcher;
    QByteArray m_output;
    QByteArray m_errorOutput;
    QProcess m_process;
    int m_askedBy = 0; ///< the last signal of terminate() or interrupt()
};

} // namespace Landline

#endif
