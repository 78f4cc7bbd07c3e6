// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NATIVEBACKEND_H
#define LANDLINE_NATIVEBACKEND_H

#include "native/httpconnections.h"
#include "native/iocontext.h"
#include "native/tlshandshakes.h"
#include "runtime/backend.h"

namespace Landline {

/// The backend of our own, from the descriptor up: a Transport, plain or when its TLS handshake is done, then an HttpConnection on
/// it, and after a WebSocket handshake a WebSocketConnection.
class NativeBackend final : public Backend
{
public:
    /// The thread must have a DescriptorPoller.
    explicit NativeBackend(BackendHost *host);
    ~NativeBackend() override;

    /// A Backend::Factory.
    static std::unique_ptr<Backend> make(BackendHost *host);

    void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance) override;
    void drain() override;

private:
    void open(HttpConnections::Accepted &&accepted);

    BackendHost *m_host;
    IoContext m_io;
    HttpConnections m_httpConnections;
    TlsHandshakes m_tlsHandshakes;
};

} // namespace Landline

#endif
