// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_PEER_H
#define LANDLINE_PEER_H

#include "conformance/transcript.h"
#include "support/httpanswer.h"
#include "support/rawdeflate.h"

#include <QtCore/qbytearraylist.h>

#include <functional>
#include <memory>
#include <span>

#include <sys/types.h>

namespace Landline::Benchmark {
class TlsStream;
}

namespace Landline::Conformance {

/// A client on a bare socket. Unlike RawClient it needs no event loop: it waits in poll(2), because
/// this suite has thousands of conversations and nothing else to do meanwhile. The server runs in
/// other threads or elsewhere. Where the subject() speaks TLS, so does the client.
///
/// \code
/// Peer peer(port);
/// peer.shakeHands();
/// peer.send(ClientFrame::ping("1"));
/// QCOMPARE(peer.listen(1), says::pong("1"));
/// \endcode
class Peer
{
public:
    /// Connects to 127.0.0.1.
    explicit Peer(quint16 port);
    ~Peer();
    Q_DISABLE_COPY_MOVE(Peer)

    bool isConnected() const { return m_socket >= 0; }
    /// A handshake for "/" that offers \a extensions, if that is not empty; true if it was answered 101.
    bool shakeHands(const QByteArray &extensions = {});
    /// The Sec-WebSocket-Extensions of that answer; null if there was none.
    QByteArray extensions() const { return m_extensions; }
    /// Whatever was agreed on of permessage-deflate; nullptr if it was not.
    RawDeflate *deflate() const { return m_deflate.get(); }

    /// Sends \a bytes in one piece, as far as they fit into one. What comes meanwhile is kept.
    void send(const QByteArray &bytes);
    /// Sends the \a segments one by one, each when the server has read the ones before it.
    void sendApart(const QByteArrayList &segments);
    /// Ends our direction, as a client that has nothing more to say.
    void shutDown();
    /// Ends TCP at once, with a reset.
    void reset();

    /// Waits for the next answer to a request with \a method; status 0 if none came.
    HttpAnswer answer(const QByteArray &method = "GET");

    /// Waits until the server said \a count more things, closed or went silent; then everything
    /// that it said since the last call. Its close frame is answered, and TCP's end waited for.
    QByteArray listen(qsizetype count);
    /// Waits for \a event, and returns everything that came before it; or everything, if the end
    /// came first.
    QByteArray listenUntil(const QByteArray &event);
    /// Waits for the next frame, and returns its bytes as they are with whatever else has come.
    QByteArray listenToBytes();
    /// Waits for the end, however it comes.
    QByteArray listenToEnd();

private:
    void readUntil(const std::function<bool(const Transcript &)> &enough, Transcript *transcript);
    void waitForEnd(Transcript *transcript);
    bool beginTls();
    ssize_t write(QByteArrayView bytes);
    ssize_t read(std::span<char> buffer);
    void waitUntilRead();
    bool hasClosed() const;
    bool wait(short events);
    void readSome();

    QByteArray m_received;
    QByteArray m_extensions;
    std::unique_ptr<RawDeflate> m_deflate;
    std::unique_ptr<Benchmark::TlsStream> m_tls;
    int m_socket = -1;
    quint16 m_serverPort = 0;
    quint16 m_ownPort = 0;
    bool m_ended = false;
};

} // namespace Landline::Conformance

#endif
