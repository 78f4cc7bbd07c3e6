// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_ADMINSOCKETPATH_H
#define LANDLINE_ADMINSOCKETPATH_H

#include <QtCore/qstring.h>

namespace Landline::Admin {

/// The longest path that a local socket can have, in bytes: sun_path less its end, and one more that QLocalSocket
/// (Qt 6.4) does not connect to.
inline constexpr int MaxSocketPathBytes = 106;

/// Where the admin socket of the node \a name is, unless it was told otherwise:
/// `$XDG_RUNTIME_DIR/landline/<name>.sock`; else, as root, `/run/landline/<name>.sock`;
/// else `landline-<uid>/<name>.sock` in the temporary directory.
QString defaultSocketPath(const QString &name);

/// The lock that a console holds while it watches the node on \a socketPath, so that a node which starts (again)
/// does not open a second console.
QString consoleLockPath(const QString &socketPath);

} // namespace Landline::Admin

#endif
