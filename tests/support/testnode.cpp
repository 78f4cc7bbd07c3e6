// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/testnode.h"

#include "controllers/stock.h"
#include "support/backendlimits.h"
#include "support/patience.h"

namespace Landline {

namespace {

NodeConfig forTest(NodeConfig config)
{
    // A test of one backend says so in its configuration, and runs without the variable.
    if (qEnvironmentVariableIsSet("LANDLINE_TEST_BACKEND"))
        config.backend = testBackend();
    for (ServerConfig &server : config.servers)
        server.port = 0;
    return config;
}

} // namespace

const QByteArray TestNode::twoServers = R"(
[node]
workers = 2

[[server]]
name = "http"
type = "http"
port = 0

[[server]]
name = "ws"
type = "websocket"
port = 0
)";

TestNode::TestNode(const QByteArray &toml)
    : TestNode(NodeConfig::fromToml(toml, QStringLiteral("test.toml")))
{ }

TestNode::TestNode(const NodeConfig &config)
    : m_node(forTest(config))
{
    registerStock(m_node.registry());
    QObject::connect(&m_node, &Node::connectionOpened, &m_node,
                     [this](const ConnectionInfo &info) { m_opened.append(info); });
    QObject::connect(&m_node, &Node::connectionClosed, &m_node,
                     [this](const ConnectionInfo &info, const CloseInfo &close) {
                         m_closed.append({info, close});
                     });
}

TestNode::~TestNode()
{
    stop();
}

const char *TestNode::error()
{
    m_error = m_node.errorString().toUtf8();
    return m_error.constData();
}

void TestNode::stop()
{
    if (!m_node.isRunning())
        return;
    bool stopped = false;
    const auto connection
            = QObject::connect(&m_node, &Node::stopped, &m_node, [&stopped] { stopped = true; });
    m_node.stop();
    eventually([&stopped] { return stopped; });
    QObject::disconnect(connection);
}

quint16 TestNode::port(const QString &server) const
{
    const QList<ServerInfo> listeners = m_node.listeners();
    for (const ServerInfo &listener : listeners) {
        if (listener.name == server)
            return listener.port;
    }
    return 0;
}

QUrl TestNode::url(const QString &server, const QString &path) const
{
    const QString origin = m_node.isSecure(server) ? QStringLiteral("wss://localhost") : QStringLiteral("ws://127.0.0.1");
    return QUrl(QStringLiteral("%1:%2%3").arg(origin).arg(port(server)).arg(path));
}

} // namespace Landline
