// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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
/// listen() before the node is started (so that a second node of that name stops early), and keep it until the node
/// has stopped. Lives in the thread of the node. Who may connect: processes of the same user and of root, by the
/// kernel's word (SO_PEERCRED); the socket has mode 0600 in a folder of mode 0700 from its first instant.
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

    explicit AdminServer(Node *node, QObject *parent = nullptr);
    /// Says goodbye to every console and removes the socket, if it is still ours.
    ~AdminServer() override;

    /// Takes the socket at \a path (absolute). False with errorString() and exitCode().
    bool listen(const QString &path);
    QString errorString() const;
    ExitCode exitCode() const;
    QString socketPath() const;

    /// Tells every console that the node stops, at \a now. They lose the link when this object goes.
    void sayGoodbye();

private:
    std::unique_ptr<AdminServerPrivate> d;
};

} // namespace Landline

#endif
