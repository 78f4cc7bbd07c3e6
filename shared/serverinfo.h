// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SERVERINFO_H
#define LANDLINE_SERVERINFO_H

#include <Landline/namespace.h>

#include <QtCore/qstring.h>

namespace Landline {

/// One listening port. A plain value.
struct ServerInfo
{
    QString name; ///< of the server in the configuration
    ServerType type = ServerType::WebSocket;
    QString host; ///< as the configuration writes it
    quint16 port = 0;

    friend bool operator==(const ServerInfo &, const ServerInfo &) = default;
};

} // namespace Landline

#endif
