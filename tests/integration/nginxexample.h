// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NGINXEXAMPLE_H
#define LANDLINE_NGINXEXAMPLE_H

#include <QtCore/qprocess.h>
#include <QtCore/qurl.h>

/// examples/nginx/run as a process: two real nodes behind a real nginx.
class NginxExample
{
public:
    NginxExample();
    /// Ends all three.
    ~NginxExample();
    Q_DISABLE_COPY_MOVE(NginxExample)

    static bool isInstalled();

    /// Waits until nginx takes clients.
    bool start();
    quint16 port() const { return m_port; }
    QUrl url(const QString &path) const;
    QByteArray output() const { return m_output; }

    /// Ctrl+C, so to speak, without waiting for its effect.
    void end() { m_process.terminate(); }
    bool isRunning() const { return m_process.state() != QProcess::NotRunning; }
    int exitCode() const { return m_process.exitCode(); }

private:
    quint16 m_port = 0;
    QByteArray m_output;
    QProcess m_process;
};

#endif
