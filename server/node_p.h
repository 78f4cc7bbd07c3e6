// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODE_P_H
#define LANDLINE_NODE_P_H

#include "node.h"
#include "runtime/blueprint.h"
#include "runtime/currentpool.h"
#include "runtime/workerpool.h"

#include <QtCore/qtimer.h>

#include <vector>

namespace Landline {

class Listener;

/// What a Node consists of, and what it does for the admin socket. Belongs to the thread of the node.
class NodePrivate final : public WorkerPool::Observer
{
public:
    NodePrivate(Node *node, const NodeConfig &config);
    ~NodePrivate() override;
    Q_DISABLE_COPY_MOVE(NodePrivate)

    static NodePrivate *get(Node *node) { return node->d.get(); }

    /// Looks through the live connections of all workers; \a callback runs in this thread unless \a context died.
    void query(const ConnectionQuery &query, QObject *context,
               const std::function<void(const ConnectionQueryResult &)> &callback);
    /// The last events of connections, of all starts. Nothing is recorded until it is activated. Lives as long as the node.
    ConnectionHistory *history() const { return m_blueprint->history.get(); }

    /// No console asks for changes any more: the workers need not keep a list of them.
    void stopTracking();

private:
    friend class Node;

    enum class State { Idle, Running, Stopping };

    bool check();
    bool start();
    bool reloadCertificates();
    void stop();
    QList<ServerInfo> listeners() const;
    bool isSecure(const QString &server) const;
    QStringList startupLines() const;

    bool fail(Node::ExitCode code, const QStringList &errors);
    QStringList configurationErrors() const;
    QString descriptorShortage() const;
    bool bindAndAccept();
    bool bindAll();
    bool startWorkers();
    QStringList loadCredentials();
    void finish();

    // What the pool reports becomes the node's signals.
    void connectionOpened(const ConnectionInfo &info) override;
    void connectionClosed(const ConnectionInfo &info, const CloseInfo &close) override;
    void allClosed() override { finish(); }

    Node *q;
    std::shared_ptr<Blueprint> m_blueprint;
    std::shared_ptr<CurrentPool> m_dispatch;
    std::shared_ptr<WorkerPool> m_pool; ///< of the last start
    Sender m_sender;
    std::vector<std::unique_ptr<Listener>> m_listeners; ///< in the configuration's order
    QStringList m_errors;
    quint64 m_questions = 0; ///< about changes, over all starts
    QDateTime m_startedAt;
    QTimer m_stopTimer;
    Node::ExitCode m_exitCode = Node::Ok;
    State m_state = State::Idle;
    bool m_owesStopped = false; ///< stop() was called while nothing ran
};

} // namespace Landline

#endif
