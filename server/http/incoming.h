// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_INCOMING_H
#define LANDLINE_INCOMING_H

#include <Landline/landline_export.h>
#include "api/reply.h"
#include "http/admission.h"

namespace Landline {

struct Entrance;
class RequestHead;

// What Gate and HttpConnection do alike with a head that they have read.

/// The Request that \a head makes, with a context of its own and without a body. It came from \a peer, by TLS if it is
/// \a secure, by \a entrance; what the server's trusted proxies say of the client goes over both.
LANDLINE_PRIVATE_EXPORT Request incomingRequest(const RequestHead &head, const PeerAddress &peer, const Entrance &entrance, bool secure = false);
/// The same of a head that isHandshake().
Request incomingHandshake(const RequestHead &head, const PeerAddress &peer, const Entrance &entrance, bool secure = false);

/// What a handshake is told.
struct HandshakeAnswer
{
    Reply reply;
    std::shared_ptr<Admission::Place> place; ///< to be kept until there is a connection, or the answer is a refusal
    std::optional<RefusalReason> refusal; ///< why, where the pipeline was not asked
};

/// What the server that answers the handshakes of \a entrance says to \a request: a refusal if the Admission, the list of
/// hosts, checkHandshake() or the origin rule wants one, in this order, else the answer of the server's pipeline. A 101
/// of the router's lets it in.
LANDLINE_PRIVATE_EXPORT HandshakeAnswer answerHandshake(const RequestHead &head, Request request, const Entrance &entrance);

/// What the server that answers plain requests at \a entrance says to \a request: 421 if its host is not in allowed_hosts,
/// else the answer of the server's pipeline.
LANDLINE_PRIVATE_EXPORT Reply answerRequest(Request request, const Entrance &entrance);

/// True if \a response lets a handshake in, to its route().
LANDLINE_PRIVATE_EXPORT bool isLetIn(const Response &response);

/// Counts a handshake that \a response refuses; \a refusal is that of its HandshakeAnswer.
LANDLINE_PRIVATE_EXPORT void countRefusal(const Entrance &entrance, const std::optional<RefusalReason> &refusal, const Response &response);

} // namespace Landline

#endif
