// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTION_H
#define LANDLINE_CONNECTION_H

#include <Landline/closeinfo.h>
#include <Landline/connectioninfo.h>
#include <Landline/context.h>
#include <Landline/frame.h>
#include <Landline/landline_export.h>
#include <Landline/peeraddress.h>

#include <QtCore/qobject.h>

#include <chrono>
#include <memory>

namespace Landline {

class Encodings;
class Request;
class Route;

/// One live WebSocket connection, like a QWebSocket that knows its route and its context.
///
/// Lives in the thread of its worker and may be used from there only: in a controller's onOpen(), onMessage() and
/// onClose(), or in slots connected to its own signals. From anywhere else say fd() to a Sender. Landline owns it; it is
/// destroyed soon after closed(), when its handlers have returned: keep fds, not pointers.
///
/// It may be in any number of groups and belong to one user; a Sender reaches them by these names, see Audience. Both are
/// forgotten when it has ended: nothing is to be tidied up. onOpen() is the place to join() and bindUser(); middleware has
/// no connection yet.
class LANDLINE_EXPORT Connection : public QObject
{
    Q_OBJECT

public:
    ~Connection() override;

    /// The number of this connection: rising, never reused while the node lives. Not the kernel's descriptor.
    qint64 fd() const { return m_fd; }
    /// `<node>-<start epoch in ms>-<fd>`: unique over restarts and nodes.
    QString id() const;
    /// The name of the server whose routes answered.
    QString serverName() const;
    Route *route() const { return m_route; }
    /// What was asked for, e.g. "/chat/blue".
    QString path() const { return m_path; }
    /// The subprotocol that the 101 answered with, or empty.
    QString subprotocol() const { return m_subprotocol; }
    QHostAddress peerAddress() const { return m_peer.address(); }
    quint16 peerPort() const { return m_peer.port(); }
    /// Both, without making an object of the address.
    const PeerAddress &peer() const { return m_peer; }
    /// True if the client speaks TLS, see Request::isSecure().
    bool isSecure() const { return m_isSecure; }
    /// True if permessage-deflate (RFC 7692) was agreed on in the handshake.
    bool isCompressed() const { return m_isCompressed; }
    /// The User-Agent header of the handshake; "***" if it is redacted.
    QByteArray userAgent() const { return m_userAgent; }
    /// The number of the worker that owns it.
    int worker() const { return m_worker; }

    /// Values that live as long as this connection; the same object as the handshake's Request::context().
    Context &context() const { return *m_context; }

    /// True until the closing handshake begins on either side.
    bool isOpen() const { return m_state == State::Open; }

    /// Sends \a frame; a string, bytes that are UTF-8 and a literal are text. Queued; or Rejected when the send queue is
    /// full or the text is not UTF-8; or Gone when the connection is closing.
    ///
    /// A full queue is Rejected unless the server or the route says otherwise: with SlowConsumer::DropOldest the oldest
    /// messages make room, and it is Rejected only if even that is not enough; with SlowConsumer::Close this push closes the
    /// connection and says Gone.
    ///
    /// A frame that goes to many connections may be encoded once for all of them: give each push the same \a encodings, used
    /// for no other frame. A Sender does that.
    PushResult push(const Frame &frame, Encodings *encodings = nullptr);
    /// Sends a binary message.
    PushResult pushBinary(const QByteArray &bytes) { return push(Frame::fromBinary(bytes)); }

    /// Begins the closing handshake: sends \a code and \a reason (at most 123 bytes of UTF-8; a longer one is cut at a
    /// character). Hyperf calls this disconnect. Gone if it has begun already; Rejected, and nothing happens, if a server
    /// must not send \a code (see CloseCode::isSendable()).
    PushResult close(quint16 code = CloseCode::Normal, const QString &reason = {});

    /// The longest name of a group and of a user, in UTF-16 units.
    static constexpr qsizetype MaxNameLength = 255;

    /// Makes it a member of the group \a name, which need not exist; a second time changes nothing. Groups span routes,
    /// servers and workers. False, and nothing happens, if \a name is empty or longer than MaxNameLength, or if the
    /// connection has ended: in onClose() nobody joins any more.
    bool join(const QString &name);
    /// False if it is not a member.
    bool leave(const QString &name);
    void leaveAll();
    /// The groups that it is in, in the order of joining. onClose() can still read them.
    QStringList groups() const;

    /// Says whose connection this is; Swoole's bind(fd, uid). A user may have many connections, a connection one user: the
    /// last call holds, an empty \a id takes it back. False, and nothing happens, if \a id is longer than MaxNameLength or
    /// the connection has ended.
    bool bindUser(const QString &id);
    /// Whose connection this is, or empty. onClose() can still read it.
    QString user() const;

    /// Cuts TCP without a closing handshake; the peer sees 1006. onClose() has run when this returns.
    virtual void abort() = 0;

    /// Bytes accepted by push() that the kernel has not taken yet.
    virtual qint64 queuedBytes() const = 0;

    /// How many groups info() lists if it is not told otherwise: a row of the console is to stay small.
    static constexpr qsizetype GroupsInInfo = 8;
    /// A row of the console's table: this connection now. \a labelKey names the context value shown as its label. It lists the
    /// first \a groupLimit groups.
    ConnectionInfo info(const QString &labelKey = {}, qsizetype groupLimit = GroupsInInfo) const;
    /// What has come and gone by this connection: whole messages, and bytes of payload.
    struct Traffic
    {
        qint64 messagesIn = 0;
        qint64 messagesOut = 0;
        qint64 bytesIn = 0;
        qint64 bytesOut = 0; ///< as queued
        qint64 messagesDropped = 0; ///< of messagesOut: those that slowConsumer has taken out of the queue again
    };
    const Traffic &traffic() const { return m_traffic; }
    /// The value \a key of the context as text: what the console shows as the label.
    QString label(const QString &key) const;
    /// When onOpen() was called, in ms since the epoch.
    qint64 openedTime() const { return m_openedAt; }
    /// When a message last went in or out, in ms since the epoch.
    qint64 lastActiveTime() const { return m_lastActive; }
    /// How long the last ping and its answer took, through our send queue and the peer's; negative while none was
    /// answered. Pings are sent to silent clients only, see Settings::heartbeatIdle.
    virtual std::chrono::microseconds roundTrip() const { return std::chrono::microseconds(-1); }

signals:
    /// A message came. Emitted after that of the Route.
    void messageReceived(const Landline::Frame &frame);
    /// More waits in the send queue than half of its limit: who produces for this client had better pause. Once, until
    /// queueDrained() has been emitted. Swoole: BufferFull.
    ///
    /// This one and the next come at the end of a turn of the worker's event loop, never from within push(), and tell how
    /// it is then: what came and went within a turn is not told.
    void queueFilled();
    /// After queueFilled(): only a quarter of the limit is left, or less. Swoole: BufferEmpty.
    void queueDrained();
    /// The connection has ended. Emitted after that of the Route, exactly once.
    void closed(const Landline::CloseInfo &close);

protected:
    /// What a backend knows when it has let a handshake in.
    struct Opening
    {
        qint64 fd = 0;
        QString nodeId; ///< "<node>-<start epoch in ms>"
        int worker = 0;
        QString subprotocol;
        bool isCompressed = false;
        Route *route = nullptr;
    };

    Connection(const Opening &opening, const Request &request, QObject *parent);

    /// Puts \a frame, which is valid, into the send queue. \a encodings, if there are any, are those of \a frame.
    virtual PushResult send(const Frame &frame, Encodings *encodings) = 0;
    /// Sends the close frame and ends TCP when the peer has answered or the time for it is over.
    virtual void sendClose(quint16 code, const QString &reason) = 0;

    /// For the backend, in this order: open, then receive for each message, then finish once.
    void open(const Request &request);
    void receive(const Frame &frame);
    void finish(const CloseInfo &close);
    /// \a count messages that have been queued will not be sent.
    void countDropped(qint64 count);
    /// The peer's close frame came or the transport fails: no push is taken any more.
    void setClosing();

    void connectNotify(const QMetaMethod &signal) override;

private:
    enum class State : quint8 { Opening, Open, Closing, Closed };

    struct Membership;

    void touch();
    void noteChange();
    bool mayBeCalled(const QString &name) const;
    Membership &membership();
    void forgetIfEmpty();
    void leaveUser();

    // There may be a hundred thousand of these: what is here is shared with others or small.
    qint64 m_fd = 0;
    QString m_nodeId;
    QString m_path; ///< the Route's pattern where it is the same
    QString m_subprotocol; ///< the Route's
    QByteArray m_userAgent;
    PeerAddress m_peer;
    std::shared_ptr<Context> m_context;
    std::unique_ptr<Membership> m_membership; ///< nullptr where there is neither group nor user
    Route *m_route = nullptr;
    qint64 m_openedAt = 0;
    qint64 m_lastActive = 0;
    Traffic m_traffic;
    quint32 m_notedIn = 0; ///< the ChangeList's round in which it was put on the list
    qint16 m_worker = 0;
    State m_state : 5 = State::Opening;
    bool m_isSecure : 1;
    bool m_isCompressed : 1;
    bool m_isObserved : 1 = false; ///< somebody has connected to messageReceived()
};

} // namespace Landline

#endif
