// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LISTENHOST_H
#define LANDLINE_LISTENHOST_H

#include <QtCore/qstring.h>

namespace Landline {

/// What is wrong with \a host as the host of a server, as the end of a sentence ("must be ..."), or
/// nothing: it may be an IPv4 or IPv6 address, or "localhost".
QString checkHost(const QString &host);

/// Whether servers on \a first and \a second with the same port would be in each other's way: the
/// same address, or one stands for all addresses of the other's kind.
bool hostsOverlap(const QString &first, const QString &second);

} // namespace Landline

#endif
