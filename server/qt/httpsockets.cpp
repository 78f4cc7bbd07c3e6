// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/httpsockets.h"

#include "http/entrance.h"
#include "qt/gate.h"
#include "qt/tlsgate.h"
#include "runtime/backendhost.h"
#include "shared/peeraddress.h"

#include <QtCore/qloggingcategory.h>
#include <QtNetwork/qsslsocket.h>

#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcTls, "landline.tls")

namespace {

const QString markName = QStringLiteral("end of the socket");

} // namespace

HttpSockets::HttpSockets(BackendHost *host, const MakeSocket &makeSocket, const MakeSecureSocket &makeSecureSocket,
                         const Accept &accept)
    : m_host(host), m_makeSocket(makeSocket), m_makeSecureSocket(makeSecureSocket), m_accept(accept)
{
}

HttpSockets::~HttpSockets() = default;

void HttpSockets::accept(int descriptor, const PeerAddress &peer, const Entrance &entrance)
{
    if (entrance.credentials)
        return acceptSecure(descriptor, peer, entrance);
    QTcpSocket *socket = m_makeSocket(&m_sockets);
    if (take(socket, descriptor))
        readHead(socket, entrance);
}

void HttpSockets::acceptSecure(int descriptor, const PeerAddress &peer, const Entrance &entrance)
{
    QSslSocket *socket = m_makeSecureSocket(&m_sockets);
    if (!take(socket, descriptor))
        return;
    auto *gate = new TlsGate(socket, m_configurations.of(&entrance, entrance.credentials));
    connect(gate, &TlsGate::encrypted, this, [this, socket, &entrance] { readHead(socket, entrance); });
    connect(gate, &TlsGate::failed, this, [this, peer](const QString &reason) { handshakeFailed(peer, reason); });
    gate->start();
}

void HttpSockets::handshakeFailed(const PeerAddress &peer, const QString &reason)
{
    ++m_host->statistics().refused[RefusalReason::TlsHandshake];
    if (m_tlsLog.allows())
        qCInfo(lcTls, "A TLS handshake with %ls failed: %ls%s", qUtf16Printable(peer.address().toString()),
               qUtf16Printable(reason), m_tlsLog.unsaid().constData());
}

/// Makes \a socket one for \a descriptor. False if the descriptor is none, and then the socket is gone.
bool HttpSockets::take(QTcpSocket *socket, int descriptor)
{
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(descriptor);
        delete socket;
        m_host->descriptorClosed();
        return false;
    }
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    // ~QWebSocket disconnects whoever listens to the socket itself.
    auto *mark = new QObject(socket);
    mark->setObjectName(markName);
    connect(mark, &QObject::destroyed, this, [this] { m_host->descriptorClosed(); });
    return true;
}

void HttpSockets::readHead(QTcpSocket *socket, const Entrance &entrance)
{
    auto *gate = new Gate(socket, entrance, &m_frontend);
    ++m_unsettled;
    connect(gate, &Gate::settled, this, [this] {
        --m_unsettled;
        tellIfDrained();
    });
    connect(gate, &Gate::handshakeAccepted, this,
            [this, &entrance](QTcpSocket *accepted, const Request &request, const Response &answer,
                              const std::shared_ptr<Admission::Place> &place) {
                if (m_host->isClosing())
                    accepted->abort();
                else
                    m_accept({accepted, &entrance, request, answer, place});
            });
    gate->start(entrance.settings.headTimeout);
}

void HttpSockets::drain(const std::function<void()> &drained)
{
    m_drained = drained;
    const QList<Gate *> gates = m_sockets.findChildren<Gate *>();
    for (Gate *gate : gates)
        gate->drain();
    tellIfDrained();
}

void HttpSockets::tellIfDrained()
{
    if (!m_drained || m_unsettled > 0)
        return;
    // Not from within a Gate, which may be about to give a connection away.
    QMetaObject::invokeMethod(this, std::exchange(m_drained, nullptr), Qt::QueuedConnection);
}

void HttpSockets::forget(QTcpSocket *socket)
{
    if (QObject *mark = socket->findChild<QObject *>(markName, Qt::FindDirectChildrenOnly))
        disconnect(mark, nullptr, this, nullptr);
}

} // namespace Landline
