// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINSOCKETPATH_H
#define LANDLINE_ADMINSOCKETPATH_H

#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

namespace Landline::Admin {

/// The longest path that a local socket can have, in bytes: sun_path less its end, and one more that QLocalSocket
/// (Qt 6.4) does not connect to.
inline constexpr int MaxSocketPathBytes = 106;

/// The value of XDG_RUNTIME_DIR, cleaned, or null if that is not set or not an absolute path.
QString runtimeFolder();

/// Where the admin socket of the node \a name may be, unless it is configured. A node takes the first that it can use, a
/// console the first with a node. In this order: `$XDG_RUNTIME_DIR/landline/<name>.sock`, if there is a runtimeFolder(); as
/// root, `/run/landline/<name>.sock`; `landline-<uid>/<name>.sock` in the temporary directory.
QStringList defaultSocketPaths(const QString &name);

/// The first of defaultSocketPaths().
QString defaultSocketPath(const QString &name);

/// The first of \a paths on which a process of this user or of root listens, or the first of all if there is none. Connects
/// to find out, and does not wait. \a paths must not be empty.
QString liveSocketPath(const QStringList &paths);

/// The lock that a console holds while it watches the node on \a socketPath, so that a node which starts (again)
/// does not open a second console.
QString consoleLockPath(const QString &socketPath);

} // namespace Landline::Admin

#endif
