// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "nginxexample.h"

#include "support/landlineprocess.h"
#include "support/patience.h"

#include <QtCore/qregularexpression.h>
#include <QtCore/qstandardpaths.h>

using namespace Landline;
using namespace Qt::StringLiterals;

NginxExample::NginxExample()
{
    m_process.setProcessChannelMode(QProcess::MergedChannels);
    QObject::connect(&m_process, &QProcess::readyRead, &m_process,
                     [this] { m_output += m_process.readAll(); });
}

NginxExample::~NginxExample()
{
    m_process.terminate();
    if (isRunning() && !m_process.waitForFinished(static_cast<int>(patience.count())))
        m_process.kill();
}

bool NginxExample::isInstalled()
{
    return !QStandardPaths::findExecutable(u"nginx"_s).isEmpty()
            || !QStandardPaths::findExecutable(u"nginx"_s, {u"/usr/sbin"_s}).isEmpty();
}

bool NginxExample::start()
{
    m_process.start(QStringLiteral(LANDLINE_SOURCE_DIR "/examples/nginx/run"),
                    {u"--landline"_s, LandlineProcess::program(), u"--port"_s, u"0"_s});
    static const QRegularExpression listening(u"nginx listening at 127\\.0\\.0\\.1:(\\d+)\n"_s);
    return eventually([this] {
               m_port = listening.match(QString::fromUtf8(m_output)).captured(1).toUShort();
               return m_port != 0 || !isRunning();
           })
            && m_port != 0;
}

QUrl NginxExample::url(const QString &path) const
{
    return QUrl(u"ws://127.0.0.1:%1%2"_s.arg(m_port).arg(path));
}
