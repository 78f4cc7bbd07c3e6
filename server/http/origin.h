// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ORIGIN_H
#define LANDLINE_ORIGIN_H

#include <QtCore/qstringlist.h>

namespace Landline {

class RequestHead;

/// What `allowed_origins` says unless it is configured.
inline constexpr char sameHost[] = "same-host";

/// True if the page that a browser opens this WebSocket for may do so (RFC 6455 section 10.2): browsers send cookies
/// along whatever page asks for it, so without this rule every page could speak in the name of its visitor.
///
/// \a allowed lists origins, which are compared in the form of normalizedOrigin(): "https://app.example.com", "null",
/// "file://". "same-host" allows pages that come from the host that the client connects to, on any port, and "*" all.
/// The host is that of the request or \a forwardedHost, what a proxy says that the client asked for.
/// A client without an Origin header is no browser and is always allowed. More than one Origin header, or one that is
/// not an origin, is allowed by "*" alone.
bool isOriginAllowed(const RequestHead &head, const QStringList &allowed, const QByteArray &forwardedHost = {});

} // namespace Landline

#endif
