// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ALLOWEDHOSTS_P_H
#define LANDLINE_ALLOWEDHOSTS_P_H

#include <QtCore/qstringlist.h>

namespace Landline {

/// True if \a allowed, which is like Settings::allowedHosts, has \a host, the value of a Host header. Case does not matter,
/// a dot at the end of a name does. A request that \a isSecure and names no port means 443, another 80. Only "*" has an
/// empty or malformed \a host.
bool isHostAllowed(const QByteArray &host, bool isSecure, const QStringList &allowed);

/// What is wrong with \a host as a member of Settings::allowedHosts, to be read behind "which", with what to write instead;
/// empty if nothing is.
QString complaintAboutHost(const QString &host);

} // namespace Landline

#endif
