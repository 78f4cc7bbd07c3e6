// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RECEIVEQUEUE_H
#define LANDLINE_RECEIVEQUEUE_H

#include <QtCore/qglobal.h>

#include <optional>

namespace Landline::Conformance {

/// How many bytes the other end of a TCP connection over 127.0.0.1 has received and not read yet.
/// Nothing if there is no such connection any more, or if this kernel does not tell (Linux does, by
/// sock_diag(7)).
///
/// A test that cuts a frame in two waits for 0 between the halves: only then does the server see
/// them apart.
std::optional<quint32> unreadByServer(quint16 serverPort, quint16 clientPort);

} // namespace Landline::Conformance

#endif
