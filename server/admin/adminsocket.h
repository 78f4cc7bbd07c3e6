// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINSOCKET_H
#define LANDLINE_ADMINSOCKET_H

#include "admin/adminserver.h"
#include "admin/socketlock.h"

#include <QtCore/qtimer.h>

#include <memory>
#include <sys/types.h>

class QSocketNotifier;

namespace Landline {

/// The listening end of the admin link, like a QLocalServer that takes nothing away from others.
///
/// It is not a QLocalServer, because that one (Qt 6.4) puts its socket over whatever is at the
/// path, removes whatever is there when it closes, and ends for good when the process is short of
/// descriptors, just when a console is needed.
///
/// The socket file is made with mode 0600 and only where nothing is. What is there is removed in
/// one case: it is a socket of ours and nobody listens on it, while we hold the lock. Call listen()
/// once; an event loop does the rest.
///
/// Each second it looks whether its files are still there, which cleaners of temporary folders, the
/// end of a login and people remove, and makes them again. Whatever else is in their place by then
/// stays, and it tries again later. Accepted connections are not concerned.
class AdminSocket : public QObject
{
    Q_OBJECT

public:
    explicit AdminSocket(QObject *parent = nullptr);
    /// As close().
    ~AdminSocket() override;

    /// Listens at \a path; for the rules of its folder see AdminServer::listen(). False with
    /// errorString(), exitCode().
    bool listen(const QString &path) { return listen(QStringList(path)); }
    /// Listens at the first of \a paths that can be used; obstacles() says why others cannot. A path
    /// that another node has, or where something that is not ours is, ends the search: CannotListen.
    bool listen(const QStringList &paths);
    /// Removes the socket unless it is another's by now, and lets nobody in any more. Other nodes
    /// are still kept away.
    void stopListening();
    /// The same, and removes the lock.
    void close();

    QString path() const { return m_path; }
    QStringList obstacles() const { return m_obstacles; }
    QString errorString() const { return m_errorString; }
    AdminServer::ExitCode exitCode() const { return m_exitCode; }

signals:
    /// Somebody has connected; the receiver owns \a descriptor, which is non-blocking.
    void accepted(int descriptor);

private:
    bool listenAtFirst();
    bool listenAt(const QString &path);
    void shut();
    bool isBoundHere() const;
    QString lockPath() const;
    void look();
    void restore();
    bool fail(AdminServer::ExitCode code, const QString &text);
    bool failForOwner(qint64 pid);
    bool checkPath(const QString &path);
    bool takeLock();
    bool clearPath();
    bool probe();
    bool bind();
    void accept();

    QStringList m_paths; ///< where it may be, the best first
    QStringList m_obstacles;
    QString m_path;
    QByteArray m_file; ///< the same as the system takes it
    QString m_errorString;
    AdminServer::ExitCode m_exitCode = AdminServer::Ok;
    SocketLock m_lock;
    std::unique_ptr<QSocketNotifier> m_notifier;
    QTimer m_resume;
    QTimer m_look;
    int m_waits = 0; ///< so many more looks until what is in the way is tried again
    int m_descriptor = -1;
    dev_t m_device = 0; ///< with m_inode: our socket file
    ino_t m_inode = 0;
    bool m_bound = false;
    bool m_complained = false;
    bool m_isMissing = false; ///< our socket has gone and could not be made again, which was logged
};

} // namespace Landline

#endif
