// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NGINX_H
#define LANDLINE_NGINX_H

#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>

/// A real nginx that passes everything on to one HTTP port.
class Nginx
{
public:
    Nginx();
    /// Ends it.
    ~Nginx();
    Q_DISABLE_COPY_MOVE(Nginx)

    static bool isInstalled();

    /// Waits until it takes clients. \a directives are those of its `location`, beside `proxy_pass`.
    bool start(quint16 upstream, const QByteArray &directives);
    quint16 port() const { return m_port; }
    QByteArray output() const { return m_output; }

private:
    static QString program();

    QTemporaryDir m_folder;
    QByteArray m_output;
    quint16 m_port = 0;
    QProcess m_process;
};

#endif
