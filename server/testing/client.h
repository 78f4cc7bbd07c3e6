// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_CLIENT_H
#define LANDLINE_TEST_CLIENT_H

#include <Landline/closecode.h>
#include <Landline/frame.h>
#include <Landline/landline_export.h>
#include <Landline/testing/httpresponse.h>
#include <Landline/testing/waiting.h>

#include <QtNetwork/qsslconfiguration.h>

#include <QtCore/qjsonobject.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qurl.h>

#include <memory>
#include <optional>

namespace Landline::Test {

class ClientPrivate;
class Node;

/// A WebSocket client for tests. It is strict: a server that breaks RFC 6455 fails the test.
///
/// \code
/// Landline::Test::Client client(node, "/chat?token=t1");
/// QVERIFY2(client.open(), qPrintable(client.errorString()));
/// QVERIFY(client.send("hello"));
/// QCOMPARE(client.nextText(), "hello");
/// QVERIFY(client.close());
/// QCOMPARE(client.closeCode(), 1000);
/// \endcode
///
/// Functions that wait run the event loop, so any number of clients works at once, and end as soon as what they wait for has
/// happened. Those that fail return an empty value and set errorString(): what was expected, what came instead, and within which
/// time. The same text is logged as a warning, so that a failed QCOMPARE shows it. open() alone logs none, since
/// a test may expect the refusal.
///
/// A client connects once. Its destructor ends TCP without a closing handshake. It offers no compression. Pings are answered
/// while the event loop runs.
class LANDLINE_EXPORT Client
{
public:
    /// Connects to \a path, which may have a query, of the first server of \a node. The node need not run before open(), and
    /// must outlive the client. A certificate is not verified, see setSslConfiguration().
    explicit Client(const Node &node, const QString &path = QStringLiteral("/"));
    /// Connects to any ws or wss URL: another server of a node, say, Client(node.url("/", "other")).
    explicit Client(const QUrl &url);
    Client(Client &&other) noexcept;
    ~Client();

    /// \name Before open()
    /// @{
    /// Replaces or removes (null) a field of the handshake's head: "Origin", "Authorization", and those that a handshake needs.
    void setHeader(const QByteArray &name, const QByteArray &value);
    void setCookie(const QByteArray &name, const QByteArray &value);
    /// The subprotocols to offer, the best one first.
    void setSubprotocols(const QStringList &subprotocols);
    /// Certificates to trust or to show. By default those of a Node's server are not verified.
    void setSslConfiguration(const QSslConfiguration &configuration);
    /// How long each function waits. Default: defaultTimeout().
    void setTimeout(std::chrono::milliseconds timeout);
    /// @}

    /// Connects and waits for the end of the handshake. False if it was refused, see httpStatus(), or failed.
    bool open();
    /// Begins to connect; waitForOpen() waits. For many clients at once.
    void startOpening();
    bool waitForOpen();
    bool isOpen() const;
    /// What the server answered to the handshake: 101, or the status that refused it. 0 while it has not answered.
    int httpStatus() const;
    /// The same with headers and body.
    HttpResponse httpResponse() const;
    /// The subprotocol that the server has chosen, or empty.
    QString subprotocol() const;
    /// The port of the client's own end; 0 before it is connected.
    quint16 localPort() const;

    /// Sends a message; strings, UTF-8 and literals are text. False unless the connection is open and a text is UTF-8. Does not
    /// wait.
    bool send(const Frame &message);
    bool sendBinary(const QByteArray &bytes);
    bool sendJson(const QJsonObject &object);

    /// Waits for the next message and takes it; nothing if none comes.
    std::optional<Frame> nextMessage();
    /// The same for a text message; null if none comes, or if the next message is binary.
    QString nextText();
    /// The same for a binary message; null if none comes, or if the next message is text.
    QByteArray nextBinary();
    /// The same for a text message that is a JSON object; empty if none comes, or if it is something else.
    QJsonObject nextJson();
    /// How many messages have come and were not taken.
    qsizetype pendingMessages() const;

    /// Sends a ping and waits for its pong. Everything that the server had sent before has come then. So a test shows, without
    /// waiting for a time, that nothing was sent:
    /// \code
    /// QVERIFY(client.ping());
    /// QCOMPARE(client.pendingMessages(), 0);
    /// \endcode
    bool ping();
    /// How many pings of the server have been answered.
    int pingsReceived() const;

    /// Sends a close frame and waits until the server has answered it and ended TCP. False if it does not, or if the connection
    /// was not open.
    bool close(quint16 code = CloseCode::Normal, const QString &reason = {});
    /// Ends TCP without a closing handshake: the server sees 1006.
    void abort();
    /// Waits until the connection has ended. False if it stays open.
    bool waitForClosed();
    /// Waits until the connection has ended. Returns the code of the server's close frame: 1005 if it had none, 1006 if TCP ended
    /// without one, 0 if the connection stays open.
    int closeCode();
    /// The reason in the server's close frame. Waits until the connection has ended.
    QString closeReason();

    /// Why the last function failed; empty if none has failed since open().
    QString errorString() const;

private:
    std::unique_ptr<ClientPrivate> d;
};

} // namespace Landline::Test

#endif
