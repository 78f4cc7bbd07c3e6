// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_CLIENTSTORM_H
#define LANDLINE_CLIENTSTORM_H

#include <QtCore/qset.h>
#include <QtCore/qstring.h>

#include <vector>

/// Thousands of WebSocket clients that all do the same at once. Their sockets are the system's own, without an object for
/// each: a client costs next to nothing, so the node sees them as fast as it can take them.
///
/// Nothing here needs an event loop; every function blocks until all clients have done it, and answers false with
/// errorString() when one of them could not. One thread at a time.
class ClientStorm
{
public:
    /// Of \a size clients for an echo on ws://127.0.0.1:\a port/.
    ClientStorm(quint16 port, int size);
    ~ClientStorm();
    Q_DISABLE_COPY_MOVE(ClientStorm)

    /// Lets this process and its children have as many descriptors as the system permits; false if that is not \a wanted.
    static bool raiseDescriptorLimit(quint64 wanted);

    /// Connects all and shakes hands.
    bool connectAll();
    /// Each sends a message and waits until it comes back.
    bool talk();
    /// Ends all connections, without a close frame.
    void leave();

    /// What distinguishes the connections at the node.
    QSet<quint16> ports() const;
    QString errorString() const { return m_errorString; }

private:
    struct Client
    {
        int descriptor = -1;
        quint16 port = 0;
    };

    bool open(Client *client);
    bool sendToAll(const QByteArray &bytes);
    bool receiveFromAll(qsizetype size);
    bool fail(const char *what);

    const quint16 m_port;
    std::vector<Client> m_clients;
    QString m_errorString;
};

#endif
