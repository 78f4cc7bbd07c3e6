// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LISTENER_H
#define LANDLINE_LISTENER_H

#include <QtNetwork/qtcpserver.h>

namespace Landline {

/// The listening socket of one server, in the thread of the Node. It binds and never accepts: each worker does that by
/// itself, with an Acceptor on a copy of descriptor().
///
/// bind() first for every server, so that a port which is taken stops the start as a whole; connections wait in the
/// kernel's queue until the workers accept. The port is never shared: SO_REUSEPORT would let a second node take half of
/// the clients without a word. With the Listener's end nobody listens any more, whoever still has a copy.
class Listener
{
public:
    Listener();
    ~Listener();
    Q_DISABLE_COPY_MOVE(Listener)

    /// Binds \a host (an address or "localhost") and \a port, 0 for any free one. False with bindError() if it cannot.
    bool bind(const QString &host, quint16 port);
    QString bindError() const { return m_bindError; }

    bool isListening() const { return m_server.isListening(); }
    /// The port that a 0 became.
    quint16 serverPort() const { return m_server.serverPort(); }
    /// The listening socket, which does not block; it stays the Listener's. -1 unless listening.
    int descriptor() const { return static_cast<int>(m_server.socketDescriptor()); }

private:
    QTcpServer m_server; ///< for its addresses and its words about what is wrong; paused for good
    QString m_bindError;
};

} // namespace Landline

#endif
