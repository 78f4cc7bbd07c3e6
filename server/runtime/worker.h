// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WORKER_H
#define LANDLINE_WORKER_H

#include "api/dispatch_p.h"
#include "http/entrance.h"
#include "io/loglimit.h"
#include "runtime/backendhost.h"
#include "runtime/blueprint.h"
#include "runtime/commandqueue.h"
#include "runtime/connectiontable.h"
#include "runtime/connectionquery.h"
#include "runtime/queryqueue.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <memory>
#include <vector>

namespace Landline {

class Admission;
class Pipeline;

/// The routes, controllers and connections of one thread. It is made, used and destroyed in that thread, and so is all
/// that it owns.
class Worker : public QObject, private BackendHost
{
    Q_OBJECT

public:
    /// \a admission is that of all workers.
    Worker(int number, const std::shared_ptr<const Blueprint> &blueprint, const std::shared_ptr<Admission> &admission,
           const Sender &sender);
    ~Worker() override;

    /// The pipeline of \a server as each worker has it; what it makes are children of \a parent.
    static std::unique_ptr<Pipeline> makePipeline(const Blueprint &blueprint, const ServerConfig &server,
                                                  const Sender &sender, QObject *parent);

    /// Builds routes, controllers and backend. False with errors() if a route cannot be.
    bool build();
    QStringList errors() const { return m_errors; }

    /// Takes the accepted descriptor of \a peer, which came in by the server numbered \a server in the configuration.
    void adopt(int descriptor, const PeerAddress &peer, int server);

    /// Shows \a credentials, one a server as in the Blueprint, to whoever comes from now on.
    void setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials);

    /// The commands that this worker executes.
    CommandQueue &commands() { return m_commands; }
    /// The questions that this worker answers.
    QueryQueue &queries() { return m_queries; }
    ConnectionQueryResult query(const ConnectionQuery &query);
    /// No console asks for changes any more: the list of them ends.
    void stopTracking();

    /// Closes every connection with \a code and takes no more; emptied() follows when the last is gone, and HTTP requests that
    /// have begun are answered.
    void closeAll(quint16 code, const QString &reason);
    /// Cuts what is left and ends; every outcome is Stopped from now on.
    void tearDown();

signals:
    /// A connection has opened (after onOpen) or has ended (after onClose).
    void connectionOpened(Landline::Connection *connection);
    void connectionClosed(Landline::Connection *connection, const Landline::CloseInfo &close);
    /// An adopted descriptor is closed, upgraded or not; for the balance of the workers.
    void socketClosed();
    /// closeAll() has been called, and no connection and no unanswered request is left. Once.
    void emptied();

private:
    void makeEntrances();
    void tellIfEmptied();
    void giveMemoryBack();
    void record(const Connection *connection, const CloseInfo *close = nullptr);
    template<typename Function>
    void forEachConnection(const Function &function);
    Admin::Counters counters() const;
    NodeCounters traffic() const;

    void descriptorClosed() override;
    void drained() override;
    bool isClosing() const override;
    qint64 issueFd() override;
    QString nodeId() const override;
    int workerNumber() const override;
    Statistics &statistics() override { return m_statistics; }
    void keepPlace(qint64 fd, const std::shared_ptr<Admission::Place> &place) override;
    void entered(Connection *connection) override;
    void opened(Connection *connection) override;
    void left(Connection *connection, const CloseInfo &close) override;

    int m_number;
    std::shared_ptr<const Blueprint> m_blueprint;
    std::shared_ptr<Admission> m_admission;
    Sender m_sender;
    ConnectionTable m_table;
    QHash<qint64, std::shared_ptr<Admission::Place>> m_places; ///< of the connections, where there are caps
    std::shared_ptr<GroupIndex> m_groups; ///< of all routes
    std::shared_ptr<ChangeList> m_changes; ///< likewise
    QList<Route *> m_routes;
    CommandQueue m_commands;
    QueryQueue m_queries;
    qint64 m_opened = 0; ///< since the start
    qint64 m_closed = 0;
    Statistics m_statistics;
    LogLimit m_refusalLog;
    QStringList m_errors;
    std::vector<std::unique_ptr<Pipeline>> m_pipelines; ///< one a server, in the configuration's order
    std::vector<Entrance> m_entrances; ///< likewise
    std::unique_ptr<Backend> m_backend;
    QTimer m_giveBack;
    qsizetype m_descriptors = 0; ///< that the backend has
    qsizetype m_peak = 0; ///< most of them since memory was given back
    bool m_closing = false;
    bool m_drained = false; ///< the backend has answered the requests that it had
    bool m_emptied = false; ///< told once
};

} // namespace Landline

#endif
