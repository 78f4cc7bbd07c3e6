// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/websocketbackend.h"

#include "api/route.h"

namespace Landline {

WebSocketBackend::WebSocketBackend(ConnectionHost *host, QObject *parent) : QObject(parent), m_host(host) { }

WebSocketBackend::~WebSocketBackend() = default;

QString WebSocketBackend::chosenSubprotocol(const Upgrade &upgrade)
{
    const QStringList spoken = upgrade.answer.route()->subprotocols();
    const QStringList offered = upgrade.request.offeredSubprotocols();
    for (const QString &subprotocol : offered) {
        if (spoken.contains(subprotocol))
            return subprotocol;
    }
    return {};
}

} // namespace Landline
