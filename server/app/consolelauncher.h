// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONSOLELAUNCHER_H
#define LANDLINE_CONSOLELAUNCHER_H

#include <QtCore/qobject.h>
#include <QtCore/qprocess.h>
#include <QtCore/qstring.h>

namespace Landline {

/// Opens `landline-admin` as a process of its own on the node's admin socket, and ends it with the
/// node.
///
/// The node never depends on it: that there is no display, that the program is missing or that it
/// fails is said in the log, and that is all. A console that watches this socket already (it holds
/// its lock) is left alone and found again: a restarted node does not open a second one.
class ConsoleLauncher : public QObject
{
    Q_OBJECT

public:
    explicit ConsoleLauncher(const QString &socketPath, QObject *parent = nullptr);
    ~ConsoleLauncher() override;

    /// Starts the console as `nohup` would; for a node that was started that way. Before launch().
    void setHangupIgnored(bool ignored);
    /// Starts the console, unless there is no display or one is open.
    void launch();
    /// Ends the console that launch() started, gently first; nothing else.
    void end();

private:
    static bool hasDisplay();
    static QString program();
    bool isAlreadyOpen() const;
    void logErrors();
    void reportEnd(int exitCode, QProcess::ExitStatus status);

    QString m_socketPath;
    QProcess m_process;
    bool m_ending = false;
};

} // namespace Landline

#endif
