// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/websocketbackend.h"

namespace Landline {

WebSocketBackend::WebSocketBackend(ConnectionHost *host, QObject *parent) : QObject(parent), m_host(host) { }

WebSocketBackend::~WebSocketBackend() = default;

} // namespace Landline
