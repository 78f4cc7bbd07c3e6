// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSHANDSHAKES_H
#define LANDLINE_TLSHANDSHAKES_H

#include "io/loglimit.h"
#include "io/timerwheel.h"
#include "io/transport.h"
#include "shared/peeraddress.h"

#include <functional>
#include <list>
#include <memory>

namespace Landline {

class BackendHost;
struct Entrance;

/// The TLS connections of one worker that are not encrypted yet: shakes hands with each client, and ends those that take too
/// long, speak something else, or are not let in.
///
/// A client has the handshake_timeout of its server for everything. One that speaks HTTP in plain text is told so in plain
/// text (400). A failed handshake is counted as RefusalReason::TlsHandshake and logged with OpenSSL's reason, a line in ten
/// seconds at most; a client that leaves before it has said anything is neither. Belongs to its thread.
class TlsHandshakes
{
public:
    /// \a transport is encrypted, and watched for nothing that matters: watch() it.
    using Done = std::function<void(std::unique_ptr<Transport> transport, const PeerAddress &peer, const Entrance &entrance)>;

    /// Each accepted descriptor leads to one call of \a done, or of BackendHost::descriptorClosed(), unless this is destroyed
    /// before.
    TlsHandshakes(BackendHost *host, DescriptorPoller *poller, const Done &done);
    /// Ends those that are left.
    ~TlsHandshakes();
    Q_DISABLE_COPY_MOVE(TlsHandshakes)

    /// Takes the \a descriptor of \a peer, which does not block. \a entrance has credentials, and lives longer.
    void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance);

private:
    class Client;

    void finish(Client *client, std::unique_ptr<Transport> transport);
    void end(Client *client);
    void remove(Client *client);
    void report(const PeerAddress &peer, const QString &reason);

    BackendHost *m_host;
    DescriptorPoller *m_poller;
    Done m_done;
    LogLimit m_log;
    TimerWheel m_wheel;
    std::list<Client> m_clients;
};

} // namespace Landline

#endif
