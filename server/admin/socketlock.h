// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SOCKETLOCK_H
#define LANDLINE_SOCKETLOCK_H

#include <QtCore/qstring.h>

namespace Landline {

/// The file beside the admin socket that only one node holds at a time, like a QLockFile that the
/// kernel keeps.
///
/// The lock is flock(2)'s, so it ends with its process, however that ends; there are no stale locks
/// to guess about. (A QLockFile takes the pid in the file for its owner's. A node that was killed
/// in a container and restarts there has the same pid again, and could never start.) The file's
/// content is the owner's pid, for messages only.
class SocketLock
{
public:
    enum class Result {
        Taken,
        Held, ///< by another node, see owner()
        Foreign, ///< what is at the path is not a lock file, and stays as it is
        Failed, ///< see errorString()
    };

    SocketLock() = default;
    ~SocketLock() { release(); }
    Q_DISABLE_COPY_MOVE(SocketLock)

    /// Takes the lock \a path, or says at once why not. Not again before release().
    Result take(const QString &path);
    /// Removes the file and lets go. Nothing happens unless the lock is taken.
    void release();
    /// True while the lock \a path is taken and its file is there. Without the file another node could take a new one.
    bool holds(const QString &path) const;

    /// The pid of who holds it, after Held; 0 if that is not known.
    qint64 owner() const { return m_owner; }
    QString errorString() const { return m_errorString; }

private:
    Result tryOpen();
    bool isStillInPlace() const;
    void close();

    QByteArray m_path;
    QString m_errorString;
    qint64 m_owner = 0;
    int m_file = -1;
};

} // namespace Landline

#endif
