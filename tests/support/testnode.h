// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTNODE_H
#define LANDLINE_TESTNODE_H

#include "node.h"

#include <QtCore/qurl.h>

namespace Landline {

/// A Node for one test function: the stock controllers have their names, every port is any free one, the backend
/// is that of the run (see testBackend()), and it is stopped properly when it goes out of scope.
///
/// \code
/// TestNode node(TestNode::twoServers);
/// node->addRoutes("ws", [](Router &router) { router.webSocket<EchoController>("/"); });
/// QVERIFY2(node.start(), node.error());
/// client.open(node.url("ws"));
/// \endcode
class TestNode
{
public:
    /// One server of each kind, "http" and "ws", with 2 workers and without routes.
    static const QByteArray twoServers;

    explicit TestNode(const QByteArray &toml);
    /// Whatever ports \a config names become 0.
    explicit TestNode(const NodeConfig &config);
    ~TestNode();
    Q_DISABLE_COPY_MOVE(TestNode)

    Node *operator->() { return &m_node; }

    bool start() { return m_node.start(); }
    /// Why start() failed, for QVERIFY2.
    const char *error();
    /// Closes every connection with 1001 and waits for the end.
    void stop();

    quint16 port(const QString &server) const;
    /// "ws://127.0.0.1:port/path", or "wss://localhost:port/path" with TLS, of the server named \a server.
    QUrl url(const QString &server, const QString &path = QStringLiteral("/")) const;

    /// Who came and who went so far, as the node's signals told it.
    QList<ConnectionInfo> opened() const { return m_opened; }
    struct Departure
    {
        ConnectionInfo info;
        CloseInfo close;
    };
    QList<Departure> closed() const { return m_closed; }
    /// The fd of the connection that came last, or 0.
    qint64 lastFd() const { return m_opened.isEmpty() ? 0 : m_opened.constLast().fd; }

private:
    Node m_node;
    QByteArray m_error;
    QList<ConnectionInfo> m_opened;
    QList<Departure> m_closed;
};

} // namespace Landline

#endif
