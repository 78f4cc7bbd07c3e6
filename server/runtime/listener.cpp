// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/listener.h"

#include <QtCore/qloggingcategory.h>
#include <QtNetwork/qhostaddress.h>

Q_LOGGING_CATEGORY(lcListener, "landline.listener")

namespace Landline {

namespace {
constexpr int backlog = 4096; // Qt's 50 makes quick connects wait for a second SYN
constexpr std::chrono::milliseconds resumeTime = std::chrono::milliseconds(200);
} // namespace

Listener::Listener(QObject *parent) : QTcpServer(parent)
{
    setListenBacklogSize(backlog);
    m_resume.setSingleShot(true);
    m_resume.setInterval(resumeTime);
    connect(&m_resume, &QTimer::timeout, this, &QTcpServer::resumeAccepting);
    connect(this, &QTcpServer::acceptError, this, &Listener::pause);
}

bool Listener::bind(const QString &host, quint16 port)
{
    const QHostAddress address = host == QLatin1String("localhost") ? QHostAddress(QHostAddress::LocalHost)
                                                                    : QHostAddress(host);
    // Qt takes what is no address for every address.
    if (address.isNull()) {
        m_bindError = QStringLiteral("\"%1\" is no IP address").arg(host);
        return false;
    }
    const bool bound = listen(address, port);
    m_bindError = bound ? QString() : errorString();
    return bound;
}

void Listener::incomingConnection(qintptr descriptor)
{
    m_complained = false;
    emit accepted(descriptor);
}

void Listener::pause(QAbstractSocket::SocketError)
{
    // No descriptors left (EMFILE) as a rule. Qt has stopped accepting, for good unless it is told otherwise.
    if (!m_complained)
        qCWarning(lcListener, "Port %d accepts nobody just now: %ls", serverPort(), qUtf16Printable(errorString()));
    m_complained = true;
    pauseAccepting();
    m_resume.start();
}

} // namespace Landline
