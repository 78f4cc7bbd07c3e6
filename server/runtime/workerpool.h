// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WORKERPOOL_H
#define LANDLINE_WORKERPOOL_H

#include "api/dispatch_p.h"
#include "runtime/blueprint.h"
#include "runtime/connectionquery.h"
#include "runtime/mailbox.h"
#include "runtime/reportrelay.h"

#include <QtCore/qthread.h>
#include <QtCore/qvarlengtharray.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace Landline {

class Acceptor;
class Admission;
class CommandQueue;
class Listener;
class PeerAddress;
class QueryQueue;
class Worker;

/// The worker threads of a node, and the way for commands and queries to them.
///
/// start(), accept(), closeAll() and finish() belong to the thread of the Node; what Dispatch has may be called from
/// any. A pool is for one start of the Node and is started once; after finish() it lives on only for calls that other
/// threads have begun and for a thread that a controller holds, and answers Stopped.
class WorkerPool : public Dispatch, public std::enable_shared_from_this<WorkerPool>
{
public:
    /// Who is told, in the thread that called start(), of what happens in the workers.
    class Observer
    {
    public:
        virtual ~Observer() = default;
        virtual void connectionOpened(const ConnectionInfo &info) = 0;
        virtual void connectionClosed(const ConnectionInfo &info, const CloseInfo &close) = 0;
        /// After closeAll(): the last connection of the last worker is gone.
        virtual void allClosed() = 0;
    };

    WorkerPool();
    ~WorkerPool() override;

    /// How many descriptors \a workers take that accept for \a servers, without any client.
    static int descriptorsFor(int workers, int servers) { return 1 + workers * (4 + servers); }

    /// Starts the threads and waits until each has built its worker. False with errors() if one could not; no thread
    /// is left then. \a observer may be told nothing any more after finish(). The Senders of controllers and middleware
    /// go through \a dispatch, or through this pool if that is nullptr.
    bool start(const std::shared_ptr<const Blueprint> &blueprint, Observer *observer,
               const std::shared_ptr<Dispatch> &dispatch = nullptr);
    /// What start() or accept() failed for.
    QStringList errors() const { return m_errors; }
    /// They failed for want of descriptors or threads, and not because something cannot be built.
    bool lacksResources() const { return m_lacksResources; }
    /// Whether the observer is told of single connections; not at first, since it has its price. Any thread.
    void setObserved(bool observed) { m_observed = observed; }

    /// Lets every worker accept what comes in by \a listener for the server numbered \a server in the configuration; a
    /// connection goes to the worker with the fewest sockets, whoever has accepted it. After start(). False with errors()
    /// if a worker cannot; then some may accept already, and finish() ends that.
    bool accept(const Listener &listener, int server);
    /// Gives every worker new \a credentials, one a server as in the Blueprint.
    void setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials);
    /// Accepts no more and closes every connection; the observer hears allClosed().
    void closeAll(quint16 code, const QString &reason);
    /// Ends the threads and waits for them. What is still connected is cut. A thread that a controller holds for longer
    /// than 1.5 s is left behind: it ends by itself as soon as the controller returns.
    void finish();

    /// Asks every worker; \a callback gets the merged answer in the calling thread, by its event loop.
    void query(const ConnectionQuery &query, const std::function<void(const ConnectionQueryResult &)> &callback);
    /// No console asks for changes any more; the next query of them begins anew.
    void stopTracking();

    void submit(Command command, ResultHandler handler, CallIn where) override;
    void list(const ConnectionsHandler &handler) override;
    void query(const NodeQuery &query, const QueryHandler &handler) override;

private:
    /// One worker as the others see it.
    struct WorkerHandle
    {
        const QThread *thread = nullptr; ///< only to tell whether one is in it
        std::shared_ptr<Mailbox> mailbox;
        Worker *worker = nullptr; ///< to be touched in its own thread only
        CommandQueue *commands = nullptr; ///< likewise
        QueryQueue *queries = nullptr; ///< likewise
        std::vector<std::unique_ptr<Acceptor>> acceptors; ///< likewise
        std::atomic<int> sockets = 0;
    };
    using WorkerHandles = QVarLengthArray<WorkerHandle *, 16>;

    bool startThread(QThread *thread, int number);
    bool fail(const QString &error);
    void run(WorkerHandle &handle, int number, const std::shared_ptr<const Blueprint> &blueprint, const Sender &sender,
             const std::shared_ptr<Mailbox> &home, const std::function<void(const QStringList &)> &built);
    WorkerHandle &leastLoaded();
    void adopt(int descriptor, const PeerAddress &peer, int server, const WorkerHandle &here);
    void report(Worker &worker, WorkerHandle &handle, const std::shared_ptr<Mailbox> &home, const QString &labelKey);
    void tell(const ReportRelay::Report &report);
    WorkerHandles ownersOf(const Command::Targets &targets) const;
    void collect(const ConnectionQuery &query, const std::function<void(const ConnectionQueryResult &)> &callback);

    std::vector<std::unique_ptr<WorkerHandle>> m_workers; ///< fixed once m_running
    std::vector<std::unique_ptr<QThread>> m_threads; ///< of the thread of the Node
    std::atomic<bool> m_running = false;
    std::atomic<bool> m_observed = false;
    std::shared_ptr<Admission> m_admission;
    QString m_labelKey; ///< of the configuration
    Observer *m_observer = nullptr;
    QStringList m_errors;
    bool m_lacksResources = false;
    int m_notEmptied = 0;
    std::mutex m_balance;
    size_t m_nextWorker = 0; ///< guarded by m_balance
};

} // namespace Landline

#endif
