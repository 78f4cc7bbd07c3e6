// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/native/nativebackend.h"

#include "api/route.h"
#include "io/descriptortransport.h"
#include "websocket/connectionhost.h"
#include "websocket/native/messagedeflate.h"
#include "websocket/native/nativeconnection.h"
#include "websocket/native/securechannel.h"
#include "websocket/upgradeanswer.h"

#include <QtCore/qloggingcategory.h>
#include <QtNetwork/qsslsocket.h>

#include <cerrno>
#include <cstring>

#include <fcntl.h>

Q_LOGGING_CATEGORY(lcNative, "landline.websocket")

namespace Landline {

namespace {

const CompressionSettings &compressionOf(const Route &route, const Settings &settings)
{
    return route.compression() ? *route.compression() : settings;
}

std::optional<DeflateAgreement> agreementOf(const Request &request, const Route &route, const Settings &settings)
{
    const CompressionSettings &compression = compressionOf(route, settings);
    if (!compression.compression)
        return std::nullopt;
    const bool mayDrop = route.slowConsumer(settings) == SlowConsumer::DropOldest;
    return agreeOnDeflate(request.header("Sec-WebSocket-Extensions"), compression, !mayDrop);
}

} // namespace

NativeBackend::NativeBackend(ConnectionHost *host, DescriptorPoller *poller, QObject *parent)
    : WebSocketBackend(host, parent), m_io(host, poller)
{
}

NativeBackend::~NativeBackend() = default;

QTcpSocket *NativeBackend::createSocket(QObject *parent)
{
    return new QTcpSocket(parent);
}

QSslSocket *NativeBackend::createSecureSocket(QObject *parent)
{
    return new QSslSocket(parent);
}

bool NativeBackend::upgrade(Upgrade upgrade)
{
    if (upgrade.socket) {
        upgrade.early = qobject_cast<QSslSocket *>(upgrade.socket) ? QByteArray() : upgrade.socket->readAll();
        upgrade.transport = transportOf(upgrade.socket, *upgrade.settings);
        if (!upgrade.transport)
            return false;
    }
    open(std::move(upgrade));
    return true;
}

/// Takes \a socket over; nullptr if that cannot be.
std::unique_ptr<Transport> NativeBackend::transportOf(QTcpSocket *socket, const Settings &settings)
{
    if (auto *secureSocket = qobject_cast<QSslSocket *>(socket))
        return std::make_unique<SecureChannel>(secureSocket, m_io.poller(), settings.closeWait);
    socket->flush();
    const int duplicate = ::fcntl(static_cast<int>(socket->socketDescriptor()), F_DUPFD_CLOEXEC, 0);
    if (duplicate < 0)
        qCWarning(lcNative, "A handshake is dropped: %s", strerror(errno));
    socket->abort(); // its own descriptor; the connection lives on in ours
    return duplicate < 0 ? nullptr : std::make_unique<DescriptorTransport>(duplicate, m_io.poller());
}

void NativeBackend::open(Upgrade &&upgrade)
{
    const Request &request = upgrade.request;
    Route *route = upgrade.answer.route();
    NativeConnection::Opening opening;
    opening.fd = host()->issueFd();
    opening.nodeId = host()->nodeId();
    opening.worker = host()->workerNumber();
    opening.subprotocol = route->chosenSubprotocol(request.offeredSubprotocols());
    opening.route = route;
    const std::optional<DeflateAgreement> agreement = agreementOf(request, *route, *upgrade.settings);
    std::unique_ptr<MessageDeflate> deflate;
    if (agreement)
        deflate = std::make_unique<MessageDeflate>(agreement->terms, compressionOf(*route, *upgrade.settings),
                                                   &m_io.deflatePool());
    auto *connection = new NativeConnection(opening, request, upgrade.settings, std::move(upgrade.transport), &m_io,
                                            std::move(deflate));
    host()->keepPlace(opening.fd, upgrade.place);
    connection->start(request,
                      upgradeAnswer(request.header("Sec-WebSocket-Key"), opening.subprotocol.toLatin1(),
                                    agreement ? agreement->answer : QByteArray(), upgrade.answer.headers()),
                      upgrade.early);
}

} // namespace Landline
