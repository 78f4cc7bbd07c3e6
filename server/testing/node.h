// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_NODE_H
#define LANDLINE_TEST_NODE_H

#include <Landline/landline_export.h>
#include <Landline/node.h>
#include <Landline/testing/logcapture.h>

#include <QtCore/qurl.h>

#include <memory>

namespace Landline::Test {

class Client;
class NodePrivate;

/// A Landline::Node for one test function. It listens on free ports of the loopback interface, runs in the test's process with
/// its own worker threads, and is stopped when it goes out of scope.
///
/// \code
/// Landline::Test::Node node;
/// node.addRoutes([](Landline::Router &router) { router.webSocket<EchoController>("/"); });
/// QVERIFY2(node.start(), qPrintable(node.errorString()));
/// \endcode
///
/// Call order: the constructor; addRoutes() and the like; start(). Tests may run in parallel, since no port is fixed. The stock
/// controllers and middleware have their names, as in a Program. There is no admin socket.
class LANDLINE_EXPORT Node
{
public:
    /// One WebSocket server named "test", without routes, with two workers. There is one controller of a route in each worker,
    /// as in production: state that all connections share does not belong into a controller.
    Node();
    /// The servers of \a config, for example NodeConfig::fromFile() of the file that the application runs with. Each port becomes
    /// a free one, and a host that stands for all interfaces becomes the loopback address. If \a config leaves the number of
    /// workers open, it is two. Everything else is as in \a config.
    explicit Node(const NodeConfig &config);
    /// Calls stop().
    ~Node();
    Q_DISABLE_COPY_MOVE(Node)

    /// The node itself: node->registerController<T>("name"), node->inspect(...).
    Landline::Node *operator->() { return &node(); }
    Landline::Node &node();

    /// Landline::Node::addRoutes() for the first server of the configuration, or for \a server.
    void addRoutes(const std::function<void(Router &)> &define);
    void addRoutes(const QString &server, const std::function<void(Router &)> &define);
    /// Landline::Node::addMiddleware() for the first server. For others use node->addMiddleware<T>(server, ...).
    template<std::derived_from<Middleware> T, typename... Arguments>
    void addMiddleware(const Arguments &...arguments)
    {
        node().addMiddleware<T>(firstServer(), arguments...);
    }

    /// True if the node listens and its workers run; else errorString() says why not.
    bool start();
    /// Closes every connection with 1001 and waits until the node has stopped. True if it has, or did not run. False, with a
    /// warning, if a controller keeps its worker from ending within the timeout.
    bool stop();
    /// Why the last function failed that returned false.
    QString errorString() const;

    /// "ws://127.0.0.1:PORT/path", or wss, http, https: as the server named \a server speaks, or the first one. \a path may have
    /// a query. Invalid unless the node runs.
    QUrl url(const QString &path = QStringLiteral("/"), const QString &server = {}) const;
    /// The port of the server named \a server, or of the first one. 0 unless the node runs.
    quint16 port(const QString &server = {}) const;
    /// Reaches the connections of the node, see Sender.
    Sender sender() const;

    /// The connections whose onOpen() has run, oldest first, those included that have ended.
    QList<ConnectionInfo> opened() const;
    /// How a connection ended, as the node sees it.
    struct Closed
    {
        ConnectionInfo info;
        CloseInfo close;
    };
    /// The connections whose onClose() has run, oldest first.
    QList<Closed> closed() const;
    /// Waits until opened() has \a count connections or more.
    bool waitForOpened(qsizetype count);
    /// Waits until closed() has \a count connections or more: what onClose() does can be tested then.
    bool waitForClosed(qsizetype count);
    /// The fd of the connection of \a client, for sender() and as Connection::fd(). Waits until onOpen() has run. 0, with
    /// errorString(), if the node does not report it.
    qint64 fd(const Client &client);

    /// Everything that was logged since the constructor, by Landline and by the application.
    LogCapture &log();

    /// How long the functions wait. Default: defaultTimeout().
    void setTimeout(std::chrono::milliseconds timeout);

private:
    QString firstServer() const;

    std::unique_ptr<NodePrivate> d;
};

} // namespace Landline::Test

#endif
