// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "nginx.h"

#include "support/patience.h"

#include <QtCore/qfile.h>
#include <QtCore/qstandardpaths.h>
#include <QtNetwork/qtcpserver.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

constexpr char config[] = R"(
worker_processes 1;
pid nginx.pid;
error_log stderr notice;
daemon off;
events { worker_connections 64; }
http {
    access_log off;
    client_body_temp_path body;
    proxy_temp_path proxy;
    fastcgi_temp_path fastcgi;
    uwsgi_temp_path uwsgi;
    scgi_temp_path scgi;
    upstream node { server 127.0.0.1:@UPSTREAM@; keepalive 4; }
    server {
        listen 127.0.0.1:@PORT@;
        location / {
            proxy_pass http://node;
            @DIRECTIVES@
        }
    }
}
)";

} // namespace

Nginx::Nginx()
{
    // nginx started by root gives its temporary folders to another user, who has to get at them.
    QFile::setPermissions(m_folder.path(), QFile::permissions(m_folder.path()) | QFile::ExeGroup | QFile::ExeOther);
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    QObject::connect(&m_process, &QProcess::readyRead, &m_process, [this] { m_output += m_process.readAll(); });
}

Nginx::~Nginx()
{
    m_process.terminate();
    if (m_process.state() != QProcess::NotRunning && !m_process.waitForFinished(static_cast<int>(patience.count())))
        m_process.kill();
}

QString Nginx::program()
{
    const QString found = QStandardPaths::findExecutable(u"nginx"_s);
    return found.isEmpty() ? QStandardPaths::findExecutable(u"nginx"_s, {u"/usr/sbin"_s}) : found;
}

bool Nginx::isInstalled()
{
    return !program().isEmpty();
}

bool Nginx::start(quint16 upstream, const QByteArray &directives)
{
    QTcpServer free;
    free.listen(QHostAddress::LocalHost);
    m_port = free.serverPort();
    free.close();
    QFile file(m_folder.filePath(u"nginx.conf"_s));
    if (!file.open(QIODevice::WriteOnly))
        return false;
    file.write(QByteArray(config)
                       .replace("@UPSTREAM@", QByteArray::number(upstream))
                       .replace("@PORT@", QByteArray::number(m_port))
                       .replace("@DIRECTIVES@", directives));
    file.close();
    m_process.start(program(), {u"-e"_s, u"stderr"_s, u"-p"_s, m_folder.path(), u"-c"_s, file.fileName()});
    return eventually([this] { return m_output.contains("start worker processes") || m_process.state() == QProcess::NotRunning; })
            && m_process.state() != QProcess::NotRunning;
}
