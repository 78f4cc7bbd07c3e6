// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_INSTALLQTBACKEND_H
#define LANDLINE_INSTALLQTBACKEND_H

#include <Landline/landline_export.h>

namespace Landline {

/// Makes BackendType::Qt available to the nodes of this program: QWebSocketServer and QAbstractHttpServer on Qt's sockets.
/// Call it once, before the first Node::start(). Any thread.
///
/// QtHttpServer is GPL, and so is a program that calls this.
LANDLINE_EXPORT void installQtBackend();

} // namespace Landline

#endif
