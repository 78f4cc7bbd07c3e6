// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NATIVEBACKEND_H
#define LANDLINE_NATIVEBACKEND_H

#include "native/httpconnections.h"
#include "native/iocontext.h"
#include "qt/httpsockets.h"
#include "runtime/backend.h"

namespace Landline {

/// The backend of our own, from the descriptor up: an HttpConnection on a Transport, and after a handshake a WebSocketConnection on
/// the same Transport.
class NativeBackend final : public Backend
{
public:
    /// The thread must have a DescriptorPoller.
    explicit NativeBackend(BackendHost *host);
    ~NativeBackend() override;

    /// A Backend::Factory.
    static std::unique_ptr<Backend> make(BackendHost *host);

    void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance) override;

private:
    void acceptSecure(const HttpSockets::Accepted &accepted);
    void open(HttpConnections::Accepted &&accepted);

    BackendHost *m_host;
    IoContext m_io;
    HttpConnections m_httpConnections;
    HttpSockets m_secureSockets;
};

} // namespace Landline

#endif
