// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_LISTENER_H
#define LANDLINE_LISTENER_H

#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>

namespace Landline {

/// Accepts for one server, in the thread of the Node, and hands over descriptors, never sockets.
///
/// bind() first for every server, so that a port which is taken stops the start as a whole; connections wait in the
/// kernel's queue until accepting begins with the event loop.
class Listener : public QTcpServer
{
    Q_OBJECT

public:
    explicit Listener(QObject *parent = nullptr);

    /// Binds \a host (an address or "localhost") and \a port, 0 for any free one. False with bindError() if it cannot.
    bool bind(const QString &host, quint16 port);
    QString bindError() const { return m_bindError; }

signals:
    /// A connection was accepted; the receiver owns \a descriptor.
    void accepted(qintptr descriptor);

protected:
    void incomingConnection(qintptr descriptor) override;

private:
    void pause(QAbstractSocket::SocketError error);

    QTimer m_resume;
    QString m_bindError;
    bool m_complained = false;
};

} // namespace Landline

#endif
