// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/nativebackend.h"

#include "api/route.h"
#include "http/entrance.h"
#include "native/websocketconnection.h"
#include "runtime/backendhost.h"
#include "websocket/messagedeflate.h"
#include "websocket/upgradeanswer.h"

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

NativeBackend::NativeBackend(BackendHost *host)
    : m_host(host)
    , m_io(host, DescriptorPoller::ofThisThread())
    , m_httpConnections(
              DescriptorPoller::ofThisThread(), [this](HttpConnections::Accepted &&accepted) { open(std::move(accepted)); },
              [host] { host->descriptorClosed(); })
    , m_tlsHandshakes(host, DescriptorPoller::ofThisThread(),
                      [this](std::unique_ptr<Transport> transport, const PeerAddress &peer, const Entrance &entrance) {
                          m_httpConnections.adopt(std::move(transport), peer, &entrance);
                      })
{
}

NativeBackend::~NativeBackend() = default;

std::unique_ptr<Backend> NativeBackend::make(BackendHost *host)
{
    return std::make_unique<NativeBackend>(host);
}

void NativeBackend::accept(int descriptor, const PeerAddress &peer, const Entrance &entrance)
{
    if (entrance.credentials)
        m_tlsHandshakes.accept(descriptor, peer, entrance);
    else
        m_httpConnections.adopt(descriptor, peer, &entrance);
}

void NativeBackend::drain()
{
    m_httpConnections.drain([host = m_host] { host->drained(); });
}

void NativeBackend::open(HttpConnections::Accepted &&accepted)
{
    const Settings &settings = accepted.entrance->webSocketSettings;
    const Request &request = accepted.response.request();
    Route *route = accepted.response.route();
    WebSocketConnection::Opening opening;
    opening.fd = m_host->issueFd();
    opening.nodeId = m_host->nodeId();
    opening.worker = m_host->workerNumber();
    opening.subprotocol = route->chosenSubprotocol(request.offeredSubprotocols());
    opening.route = route;
    const std::optional<DeflateAgreement> agreement = agreementOf(request, *route, settings);
    opening.isCompressed = agreement.has_value();
    std::unique_ptr<MessageDeflate> deflate;
    if (agreement)
        deflate = std::make_unique<MessageDeflate>(agreement->terms, compressionOf(*route, settings),
                                                   &m_io.deflatePool());
    auto *connection = new WebSocketConnection(opening, request, &settings, std::move(accepted.transport), &m_io,
                                               std::move(deflate));
    m_host->keepPlace(opening.fd, accepted.place);
    connection->start(request,
                      upgradeAnswer(request.header("Sec-WebSocket-Key"), opening.subprotocol.toLatin1(),
                                    agreement ? agreement->answer : QByteArray(), accepted.response.headers()),
                      accepted.early);
}

} // namespace Landline
