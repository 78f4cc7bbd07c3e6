// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/node.h"

#include "controllers/stock.h"
#include "testing/client.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>

namespace Landline::Test {

static Q_LOGGING_CATEGORY(lcTestNode, "landline.test")

namespace {

constexpr int defaultWorkers = 2; // more than one, so that a test notices what workers do not share

NodeConfig defaultConfig()
{
    ServerConfig server;
    server.name = QStringLiteral("test");
    NodeConfig config;
    config.servers = {server};
    return config;
}

QString loopback(const QString &host)
{
    if (host == QLatin1String("0.0.0.0"))
        return QStringLiteral("127.0.0.1");
    return host == QLatin1String("::") ? QStringLiteral("::1") : host;
}

NodeConfig forTest(NodeConfig config)
{
    if (config.workers == 0)
        config.workers = defaultWorkers;
    for (ServerConfig &server : config.servers) {
        server.port = 0;
        server.host = loopback(server.host);
    }
    return config;
}

QString scheme(ServerType type, bool isSecure)
{
    const QString plain = type == ServerType::WebSocket ? QStringLiteral("ws") : QStringLiteral("http");
    return isSecure ? plain + QLatin1Char('s') : plain;
}

} // namespace

class NodePrivate
{
public:
    explicit NodePrivate(const NodeConfig &config) : node(forTest(config)) { }

    bool fail(const QString &text)
    {
        errorString = text;
        qCWarning(lcTestNode, "%ls", qUtf16Printable(text));
        return false;
    }

    LogCapture log; // first: the node's end is logged too
    Landline::Node node;
    QString errorString;
    QList<ConnectionInfo> opened;
    QList<Node::Closed> closed;
    std::chrono::milliseconds timeout = defaultTimeout();
};

Node::Node() : Node(defaultConfig()) { }

Node::Node(const NodeConfig &config) : d(std::make_unique<NodePrivate>(config))
{
    registerStock(d->node.registry());
    QObject::connect(&d->node, &Landline::Node::connectionOpened, &d->node,
                     [this](const ConnectionInfo &info) { d->opened.append(info); });
    QObject::connect(&d->node, &Landline::Node::connectionClosed, &d->node,
                     [this](const ConnectionInfo &info, const CloseInfo &close) { d->closed.append({info, close}); });
}

Node::~Node()
{
    stop();
}

Landline::Node &Node::node()
{
    return d->node;
}

QString Node::firstServer() const
{
    const QList<ServerConfig> servers = d->node.config().servers;
    return servers.isEmpty() ? QString() : servers.constFirst().name;
}

void Node::addRoutes(const std::function<void(Router &)> &define)
{
    d->node.addRoutes(firstServer(), define);
}

void Node::addRoutes(const QString &server, const std::function<void(Router &)> &define)
{
    d->node.addRoutes(server, define);
}

bool Node::start()
{
    if (d->node.start()) {
        d->errorString.clear();
        return true;
    }
    return d->fail(QStringLiteral("The node did not start: ") + d->node.errorString());
}

bool Node::stop()
{
    if (!d->node.isRunning())
        return true;
    bool hasStopped = false;
    const auto connection
            = QObject::connect(&d->node, &Landline::Node::stopped, &d->node, [&hasStopped] { hasStopped = true; });
    d->node.stop();
    waitFor([&hasStopped] { return hasStopped; }, d->timeout);
    QObject::disconnect(connection);
    if (hasStopped)
        return true;
    d->node.abort();
    return d->fail(QStringLiteral("The node did not stop within %1. Does a controller block its worker?")
                           .arg(durationText(d->timeout)));
}

QString Node::errorString() const
{
    return d->errorString;
}

QUrl Node::url(const QString &path, const QString &server) const
{
    const QString name = server.isEmpty() ? firstServer() : server;
    const QList<ServerConfig> servers = d->node.config().servers;
    const auto found = std::find_if(servers.cbegin(), servers.cend(),
                                    [&name](const ServerConfig &one) { return one.name == name; });
    const quint16 listening = port(name);
    if (listening == 0 || found == servers.cend())
        return {};
    const qsizetype query = path.indexOf(QLatin1Char('?'));
    const QString base = path.left(query < 0 ? path.size() : query);
    QUrl url;
    url.setScheme(scheme(found->type, found->tls.has_value()));
    url.setHost(found->tls ? QStringLiteral("localhost") : found->host);
    url.setPort(listening);
    url.setPath(base.startsWith(QLatin1Char('/')) ? base : QLatin1Char('/') + base, QUrl::TolerantMode);
    if (query >= 0)
        url.setQuery(path.mid(query + 1), QUrl::TolerantMode);
    return url;
}

quint16 Node::port(const QString &server) const
{
    const QString name = server.isEmpty() ? firstServer() : server;
    const QList<ServerInfo> listeners = d->node.listeners();
    for (const ServerInfo &listener : listeners) {
        if (listener.name == name)
            return listener.port;
    }
    return 0;
}

Sender Node::sender() const
{
    return d->node.sender();
}

QList<ConnectionInfo> Node::opened() const
{
    return d->opened;
}

QList<Node::Closed> Node::closed() const
{
    return d->closed;
}

bool Node::waitForOpened(qsizetype count)
{
    return waitFor([this, count] { return d->opened.size() >= count; }, d->timeout)
            || d->fail(QStringLiteral("Expected %1 connections to open within %2, got %3")
                               .arg(count)
                               .arg(durationText(d->timeout))
                               .arg(d->opened.size()));
}

bool Node::waitForClosed(qsizetype count)
{
    return waitFor([this, count] { return d->closed.size() >= count; }, d->timeout)
            || d->fail(QStringLiteral("Expected %1 connections to close within %2, got %3 of %4")
                               .arg(count)
                               .arg(durationText(d->timeout))
                               .arg(d->closed.size())
                               .arg(d->opened.size()));
}

qint64 Node::fd(const Client &client)
{
    const quint16 port = client.localPort();
    qint64 fd = 0;
    const auto find = [&] {
        // The last one, since the kernel uses ports again.
        for (const ConnectionInfo &info : std::as_const(d->opened)) {
            if (info.peerPort == port)
                fd = info.fd;
        }
        return fd != 0;
    };
    if (port == 0)
        d->fail(QStringLiteral("The client has no fd: it is not connected"));
    else if (!waitFor(find, d->timeout))
        d->fail(QStringLiteral("Expected a connection from port %1 within %2, but the node reports none")
                        .arg(port)
                        .arg(durationText(d->timeout)));
    return fd;
}

LogCapture &Node::log()
{
    return d->log;
}

void Node::setTimeout(std::chrono::milliseconds timeout)
{
    d->timeout = timeout;
}

} // namespace Landline::Test
