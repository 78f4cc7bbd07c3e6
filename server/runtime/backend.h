// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BACKEND_H
#define LANDLINE_BACKEND_H

#include <Landline/landline_export.h>
#include "shared/namespace.h"

#include <QtCore/qglobal.h>

#include <functional>
#include <memory>

namespace Landline {

class BackendHost;
class PeerAddress;
struct Entrance;

/// Turns the accepted descriptors of one worker into HTTP requests and WebSocket connections.
///
/// One instance a worker: made, used and destroyed in its thread. Everything above it, from the Pipeline to the Connection, is
/// the same for all backends.
class LANDLINE_PRIVATE_EXPORT Backend
{
public:
    using Factory = std::function<std::unique_ptr<Backend>(BackendHost *host)>;

    /// Ends what has not ended. Every Connection has been aborted before.
    virtual ~Backend();

    /// Takes the accepted \a descriptor of \a peer, which does not block, and speaks TLS on it if \a entrance has credentials.
    /// Each call leads to one BackendHost::descriptorClosed(), also from within. \a entrance lives longer; its credentials are
    /// those of this moment.
    virtual void accept(int descriptor, const PeerAddress &peer, const Entrance &entrance) = 0;

    /// The server stops: no HTTP request is begun any more. Idle connections end now, others behind the response to the request
    /// that they have begun, which says `Connection: close`; streams that wait for events end. BackendHost::drained() follows,
    /// by the event loop, when all responses are on their way. Connections are no matter of this.
    virtual void drain() = 0;

    /// Makes \a factory the one that nodes use for \a type from their next start on. Any thread.
    static void install(BackendType type, const Factory &factory);
    /// What was installed for \a type, or nothing.
    static Factory installed(BackendType type);

protected:
    Backend() = default;
    Q_DISABLE_COPY_MOVE(Backend)
};

} // namespace Landline

#endif
