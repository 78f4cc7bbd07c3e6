// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_THEMES_H
#define LANDLINE_THEMES_H

#include <QtCore/qobject.h>

#include <memory>

namespace Landline::Conformance {

/// The suite's test objects, each the whole of one theme of RFC 6455.
std::unique_ptr<QObject>
framing(); ///< section 5.2 and 5.3: heads, lengths, masks, and how bytes arrive
std::unique_ptr<QObject> fragmentation(); ///< section 5.4
std::unique_ptr<QObject> utf8(); ///< section 8.1
std::unique_ptr<QObject> control(); ///< section 5.5.2 and 5.5.3: ping and pong
std::unique_ptr<QObject> closing(); ///< section 5.5.1 and 7
std::unique_ptr<QObject> limits(); ///< section 10.4
std::unique_ptr<QObject> handshake(); ///< section 4.2
std::unique_ptr<QObject> deflate(); ///< RFC 7692: permessage-deflate

} // namespace Landline::Conformance

#endif
