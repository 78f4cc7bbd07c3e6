// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ENDPOINT_H
#define LANDLINE_ENDPOINT_H

#include <QtCore/qstring.h>

namespace Landline {

/// "host:port", with brackets around an IPv6 address: "127.0.0.1:9502", "[::1]:9502".
QString endpoint(const QString &host, quint16 port);

/// The same of a client, or \a address alone if \a port is 0: a proxy did not say it.
QString peerEndpoint(const QString &address, quint16 port);

/// Where a client of this machine reaches what listens on \a host and \a port: every address becomes the loopback one.
QString reachableEndpoint(const QString &host, quint16 port);

} // namespace Landline

#endif
