// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FORWARDED_H
#define LANDLINE_FORWARDED_H

#include "shared/ipnetwork.h"

#include <optional>

namespace Landline {

class RequestHead;

/// What a chain of trusted proxies says of a request in X-Forwarded-For, -Host and -Proto, which are comma lists that may
/// go over several lines. Each proxy appends to a list or replaces it. What stands left of the first address that is not
/// trusted may be the client's own invention.
struct Forwarded
{
    /// The rightmost address of X-Forwarded-For that is not trusted, with its port if there is one, else 0. The leftmost
    /// one if all are trusted. "unknown" and whatever else is no address end the list: the address to their right counts.
    PeerAddress client;
    /// The member of X-Forwarded-Host in the same place from the right as the client in X-Forwarded-For. The first member
    /// if the list is shorter or there is no X-Forwarded-For: a proxy that appends to one appends to both. Empty if it is
    /// not a host.
    QByteArray host;
    /// Likewise of X-Forwarded-Proto: "https" and "wss" are secure, "http" and "ws" are not. Nothing for another word.
    std::optional<bool> secure;
};

/// What \a head says if \a peer, the other end of the connection, is in \a trusted. If it is not: \a peer and no more.
Forwarded forwardedBy(const RequestHead &head, const PeerAddress &peer, const QList<IpNetwork> &trusted);

/// The first member of X-Forwarded-Host, whoever says so: the host that a browser asked for, unless a client that is no
/// browser wrote it. Empty if there is none.
QByteArray firstForwardedHost(const RequestHead &head);

} // namespace Landline

#endif
