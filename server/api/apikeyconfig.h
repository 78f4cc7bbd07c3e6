// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APIKEYCONFIG_H
#define LANDLINE_APIKEYCONFIG_H

#include <QtCore/qbytearray.h>
#include <QtCore/qflags.h>
#include <QtCore/qstring.h>

namespace Landline {

/// What a key of the HTTP API may do.
enum class ApiScope {
    Read = 0x1, ///< list connections, groups and counters
    Push = 0x2, ///< push messages, change groups
    Disconnect = 0x4, ///< disconnect connections
};
Q_DECLARE_FLAGS(ApiScopes, ApiScope)
Q_DECLARE_OPERATORS_FOR_FLAGS(ApiScopes)

/// A key of the HTTP API as a configuration names it: `[[api_key]]`.
///
/// The secret comes from exactly one of `secret`, `secretFile` and `secretEnv`. Node::start() reads it.
struct ApiKeyConfig
{
    QString name; ///< unique in the node; logs and metrics show it
    QByteArray secret; ///< for applications that have it from elsewhere; a file has no key for it
    QString secretFile; ///< its first line is the secret; a file that every user can read is refused
    QString secretEnv; ///< the environment variable that holds the secret
    ApiScopes scopes;

    QString origin; ///< where it was written, "landline.toml:12:1", or empty
    QString secretOrigin; ///< likewise of secretFile or secretEnv

    friend bool operator==(const ApiKeyConfig &, const ApiKeyConfig &) = default;
};

} // namespace Landline

#endif
