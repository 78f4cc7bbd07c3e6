// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODE_H
#define LANDLINE_NODE_H

#include <Landline/closeinfo.h>
#include <Landline/connectioninfo.h>
#include <Landline/landline_export.h>
#include <Landline/nodeconfig.h>
#include <Landline/registry.h>
#include <Landline/router.h>
#include <Landline/sender.h>
#include <Landline/serverinfo.h>

#include <QtCore/qdatetime.h>
#include <QtCore/qobject.h>

#include <memory>
#include <tuple>

namespace Landline {

class NodePrivate;

/// A whole Landline server as one object, like a QTcpServer that brings its threads, routes and controllers along.
///
/// Configure it, say what answers (registerController() for names in the configuration, addRoutes() and addMiddleware()
/// for C++), then start() it and run the event loop of its thread. Works in a console program and inside a GUI
/// application alike: the node belongs to the thread that made it, controllers run in its workers.
///
/// A node is idle, runs after start(), or is stopping between stop() and stopped(); then it is idle again and may be
/// started again, any number of times. Each start binds the ports, makes new workers, routes and controllers and has a new
/// startedAt(); the configuration, the Senders and the connections to signals stay. No fd is issued twice while the node
/// lives, however often it is started: one that was kept from before a stop() is Gone, and never another client's.
///
/// \code
/// Landline::Node node(Landline::NodeConfig::fromFile("landline.toml"));
/// node.addRoutes("ws", [](Landline::Router &router) {
///     router.webSocket("/").onMessage([](Landline::Connection *connection, const Landline::Frame &frame) {
///         connection->push(frame);
///     });
/// });
/// return node.start() ? app.exec() : node.reportError();
/// \endcode
class LANDLINE_EXPORT Node : public QObject
{
    Q_OBJECT

public:
    /// The exit codes of a program that could not start its node (sysexits.h).
    enum ExitCode {
        Ok = 0,
        Failed = 1, ///< start() of a node that runs or is stopping
        CannotListen = 69, ///< a port cannot be bound, or too few descriptors or threads are left
        InvalidConfiguration = 78,
    };
    Q_ENUM(ExitCode)

    explicit Node(const NodeConfig &config, QObject *parent = nullptr);
    /// Cuts all connections if it still runs; stop() first to close them properly.
    ~Node() override;

    NodeConfig config() const;

    /// Gives \a T the \a name that `controller` in a configuration may say; see Registry::addController().
    template<typename T>
    void registerController(const QString &name) { registry().addController<T>(name); }
    template<std::derived_from<Middleware> T>
    void registerMiddleware(const QString &name) { registry().addMiddleware<T>(name); }
    /// All names at once, to fill by hand.
    Registry &registry();

    /// Adds the routes that \a define writes down to the server named \a server. It is called once in each worker, in
    /// that worker's thread, during start(); and once by check(), in the caller's thread.
    void addRoutes(const QString &server, const std::function<void(Router &)> &define);
    /// Lets every request and handshake of \a server go through a T, made of copies of \a arguments in each worker, or of
    /// a Sender where T takes one; behind the middleware added before it.
    template<std::derived_from<Middleware> T, typename... Arguments>
    void addMiddleware(const QString &server, const Arguments &...arguments);

    /// Checks configuration, names and routes without binding a port or starting a thread: controllers and middleware are
    /// made and destroyed here. False with errorString() and exitCode(). A node that runs does not notice.
    bool check();
    /// Binds every port, then starts the workers. False with errorString() and exitCode(); nothing half-started stays, and
    /// the next start() may succeed.
    ///
    /// It is refused, with Failed, while the node runs or is stopping: nothing of the node changes but these two. It is also
    /// refused if the process cannot open the descriptors that the node needs before its first clients; the limit itself is
    /// never changed.
    ///
    /// It makes the process ignore SIGPIPE if the signal's action is the default, which would end the process; stop() does not
    /// undo that. A handler that the application has set is kept.
    bool start();
    /// Reads the certificates and keys of all servers again, from the same files; clients who come from now on get the new
    /// ones, those who are here do not notice. All or nothing: if anything is wrong with a file the old ones stay, and this
    /// is false with errorString(). Only while it runs.
    bool reloadCertificates();
    /// Takes no more clients, closes all connections with 1001 and ends the workers; stopped() follows, within 4 s.
    ///
    /// stopped() always follows, also if nothing runs: because the node was never started, could not start or has stopped
    /// already. It is emitted by the event loop, never from within stop(), so it can be connected to before or after the
    /// call. Further calls before it change nothing: all of them have the same stopped(). The only exceptions: a start() that
    /// succeeds after a stop() of an idle node withdraws its stopped(), and a node that is destroyed emits none.
    void stop();
    /// Ends a stop() that is under way: cuts the connections that are left and emits stopped() before it returns. Without a
    /// stop() nothing happens.
    void abort();
    /// True from start() to stop(); false while it is stopping.
    bool isRunning() const;

    /// What start(), check() or reloadCertificates() failed for; one line an error. Empty after a start() that succeeded.
    QString errorString() const;
    /// The exit code for the last start() or check() that failed; Ok after a start() that succeeded.
    ExitCode exitCode() const;
    /// Prints errorString() on stderr and returns exitCode(), for the end of main().
    int reportError() const;

    /// Reaches the connections of this node; may be asked for before the start and kept beyond the end. After another
    /// start() it reaches the new connections. While the node does not run every result is Stopped.
    Sender sender() const;
    /// What listens, websocket servers first, with the port that a 0 became. Empty unless running.
    QList<ServerInfo> listeners() const;
    /// True if the server named \a server speaks TLS.
    bool isSecure(const QString &server) const;
    int workerCount() const;
    /// When start() last succeeded; in ms since the epoch it is the middle part of every connection's id.
    QDateTime startedAt() const;
    /// "[INFO] Worker#0 started." and the lines of all listeners, as Hyperf prints them.
    QStringList startupLines() const;

signals:
    /// From within start(): ports and workers are there, clients are being accepted.
    void started();
    /// The end of stop(), by the event loop: no connection and no worker is left, and start() may be called again, even
    /// from a slot of this signal. The exception is a worker that a controller holds: it ends when the controller returns.
    void stopped();
    /// A client has come and its onOpen() has run, in a worker; told here, in the thread of the node.
    void connectionOpened(const Landline::ConnectionInfo &info);
    /// A client has gone and its onClose() has run.
    void connectionClosed(const Landline::ConnectionInfo &info, const Landline::CloseInfo &close);

protected:
    void connectNotify(const QMetaMethod &signal) override;

private:
    friend class NodePrivate;

    void addMiddlewareMaker(const QString &server,
                            const std::function<std::shared_ptr<Middleware>(const Router &router)> &make);

    std::unique_ptr<NodePrivate> d;
};

template<std::derived_from<Middleware> T, typename... Arguments>
void Node::addMiddleware(const QString &server, const Arguments &...arguments)
{
    addMiddlewareMaker(server, [kept = std::make_tuple(arguments...)](const Router &router) -> std::shared_ptr<Middleware> {
        return std::apply([&router](const auto &...each) { return router.make<T>(each...); }, kept);
    });
}

} // namespace Landline

#endif
