// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINSERVER_H
#define LANDLINE_ADMINSERVER_H

#include <QtCore/qobject.h>
#include <QtCore/qstring.h>

#include <memory>

namespace Landline {

class AdminServerPrivate;
class Node;

/// The node's end of the admin link: a local socket on which consoles list, push and disconnect.
///
/// listen() before the node is started (so that a second node of that name stops early), and keep
/// it until the node has stopped; the node must outlive it. Lives in the thread of the node. Who
/// may connect: processes of the same user and of root, by the kernel's word (SO_PEERCRED); the
/// socket has mode 0600 from its first instant. What connects and is pushed, and what consoles do,
/// is kept as the events that consoles show; pushes and disconnects are also logged (category
/// landline.admin), without their payloads.
class AdminServer : public QObject
{
    Q_OBJECT

public:
    /// Why listen() failed, as an exit code of the program (sysexits.h).
    enum ExitCode {
        Ok = 0,
        CannotListen = 69, ///< another node has it, or something that is not ours is in its place
        NoPermission = 77, ///< the folder is not ours alone, or cannot be made
        InvalidPath = 78, ///< relative, or longer than a local socket's can be
    };
    Q_ENUM(ExitCode)

    /// The most consoles at a time.
    static constexpr int MaxSessions = 8;

    explicit AdminServer(Node *node, QObject *parent = nullptr);
    /// Says goodbye to every console and removes the socket, if it is still ours.
    ~AdminServer() override;

    /// Takes the socket at \a path (absolute, at most Admin::MaxSocketPathBytes). False with
    /// errorString() and exitCode().
    ///
    /// Its folder, and what is missing above that, is made with mode 0700. One that exists must not
    /// be a symbolic link; in Admin::defaultSocketPaths() it must be ours and closed
    /// to all others (0700), any other folder must be ours or root's and not writable by group or
    /// others. (So /tmp itself is refused, a folder in it is not.) A socket that was left behind is
    /// replaced once nobody answers on it; anything else there stays as it is. Beside it lies
    /// `<path>.lock`, which one node holds at a time. Both are removed at the end, if they are
    /// still ours.
    ///
    /// If the socket, its lock or the folder is removed later, they are made again within a second or
    /// so. Connected consoles go on.
    bool listen(const QString &path);
    /// The same at the first of Admin::defaultSocketPaths() that can be used. If that is not the first
    /// of all, a warning says why. False if another node of that \a name has it, and if none can be
    /// used, where exitCode() is NoPermission and errorString() has a reason for each.
    bool listenAtDefault(const QString &name);
    QString errorString() const;
    ExitCode exitCode() const;
    /// Where it listens. May be another of the default places later, if the first has been removed and
    /// cannot be made again.
    QString socketPath() const;

    /// Tells every console that the node stops now, and lets no more in: the socket is removed.
    /// Those that are connected lose the link when this object goes; until then no other node can
    /// take the socket.
    void sayGoodbye();

private:
    std::unique_ptr<AdminServerPrivate> d;
};

} // namespace Landline

#endif
