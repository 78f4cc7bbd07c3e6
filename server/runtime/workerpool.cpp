// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/workerpool.h"

#include "api/connection.h"
#include "http/admission.h"
#include "runtime/acceptor.h"
#include "runtime/epolleventdispatcher.h"
#include "runtime/listener.h"
#include "runtime/pendingcommand.h"
#include "runtime/worker.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qloggingcategory.h>

#include <cerrno>
#include <future>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcPool, "landline.worker")

namespace {

constexpr std::chrono::milliseconds threadEndTime = std::chrono::milliseconds(1500);

} // namespace

WorkerPool::WorkerPool() = default;

WorkerPool::~WorkerPool()
{
    finish();
}

bool WorkerPool::start(const std::shared_ptr<const Blueprint> &blueprint, Observer *observer,
                       const std::shared_ptr<Dispatch> &dispatch)
{
    const Sender sender(dispatch ? dispatch : shared_from_this());
    m_observer = observer;
    m_admission = std::make_shared<Admission>(blueprint->config);
    m_labelKey = blueprint->config.labelKey;
    m_notEmptied = blueprint->workers;
    const std::shared_ptr<Mailbox> home = Mailbox::ofThisThread();
    std::vector<std::future<QStringList>> results;
    for (int number = 0; number < blueprint->workers && m_errors.isEmpty(); ++number) {
        WorkerHandle &handle = *m_workers.emplace_back(std::make_unique<WorkerHandle>());
        auto built = std::make_shared<std::promise<QStringList>>();
        QThread *thread = QThread::create([this, &handle, number, blueprint, sender, home, built] {
            run(handle, number, blueprint, sender, home,
                [built](const QStringList &errors) { built->set_value(errors); });
        });
        handle.thread = thread;
        if (startThread(m_threads.emplace_back(thread).get(), number))
            results.push_back(built->get_future());
    }
    for (auto &result : results) {
        // Every worker builds the same, so the first that complains says it all.
        const QStringList errors = result.get();
        if (m_errors.isEmpty())
            m_errors = errors;
    }
    if (m_errors.isEmpty())
        m_running = true;
    else
        finish();
    return m_errors.isEmpty();
}

bool WorkerPool::startThread(QThread *thread, int number)
{
    thread->setObjectName(QStringLiteral("Worker#%1").arg(number));
    auto dispatcher = std::make_unique<EpollEventDispatcher>();
    if (const int error = dispatcher->error(); error != 0)
        return fail(QStringLiteral("%1 cannot be started: %2").arg(thread->objectName(), qt_error_string(error)));
    thread->setEventDispatcher(dispatcher.release());
    thread->start();
    if (thread->isRunning())
        return true;
    delete thread->eventDispatcher(); // the end of a thread does that, and this one never ran
    return fail(QStringLiteral("%1 cannot be started: no more threads").arg(thread->objectName()));
}

bool WorkerPool::fail(const QString &error)
{
    m_lacksResources = true;
    m_errors = QStringList(error);
    return false;
}

void WorkerPool::run(WorkerHandle &handle, int number, const std::shared_ptr<const Blueprint> &blueprint,
                     const Sender &sender, const std::shared_ptr<Mailbox> &home,
                     const std::function<void(const QStringList &)> &built)
{
    // It may be left behind by everybody else.
    const std::shared_ptr<WorkerPool> self = shared_from_this();
    Worker worker(number, blueprint, m_admission, sender);
    handle.worker = &worker;
    handle.commands = &worker.commands();
    handle.queries = &worker.queries();
    handle.mailbox = Mailbox::ofThisThread();
    report(worker, handle, home, blueprint->config.labelKey);
    worker.build();
    built(worker.errors());
    QEventLoop loop;
    loop.exec();
    handle.acceptors.clear();
    worker.tearDown();
    handle.mailbox->close();
    // close() may have run a task of accept().
    handle.acceptors.clear();
}

void WorkerPool::tell(const ReportRelay::Report &report)
{
    if (report.close)
        m_observer->connectionClosed(report.info, *report.close);
    else
        m_observer->connectionOpened(report.info);
}

void WorkerPool::report(Worker &worker, WorkerHandle &handle, const std::shared_ptr<Mailbox> &home,
                        const QString &labelKey)
{
    const std::weak_ptr<WorkerPool> weak = weak_from_this();
    auto *relay = new ReportRelay(home, [weak](const std::vector<ReportRelay::Report> &reports) {
        for (const ReportRelay::Report &report : reports) {
            if (const std::shared_ptr<WorkerPool> pool = weak.lock(); pool && pool->m_observer)
                pool->tell(report);
        }
    });
    relay->setParent(&worker);
    QObject::connect(&worker, &Worker::connectionOpened, relay, [this, relay, labelKey](Connection *connection) {
        if (m_observed.load(std::memory_order_relaxed))
            relay->tell({connection->info(labelKey), {}});
    });
    QObject::connect(&worker, &Worker::connectionClosed, relay,
                     [this, relay, labelKey](Connection *connection, const CloseInfo &close) {
                         if (m_observed.load(std::memory_order_relaxed))
                             relay->tell({connection->info(labelKey), close});
                     });
    QObject::connect(&worker, &Worker::socketClosed, &worker, [&handle] { --handle.sockets; });
    QObject::connect(&worker, &Worker::emptied, relay, [home, weak, relay] {
        relay->flush();
        home->post([weak] {
            const std::shared_ptr<WorkerPool> pool = weak.lock();
            if (pool && pool->m_observer && --pool->m_notEmptied == 0)
                pool->m_observer->allClosed();
        });
    });
}

bool WorkerPool::accept(const Listener &listener, int server)
{
    const auto port = std::make_shared<Acceptor::Port>(listener.serverPort());
    for (const auto &handle : m_workers) {
        const int copy = ::fcntl(listener.descriptor(), F_DUPFD_CLOEXEC, 0);
        if (copy < 0) {
            return fail(QStringLiteral("A worker cannot accept connections at port %1: %2")
                                .arg(port->number)
                                .arg(qt_error_string(errno)));
        }
        const bool posted = handle->mailbox->post([this, &here = *handle, copy, port, server] {
            here.acceptors.push_back(std::make_unique<Acceptor>(
                    copy, port, [this, &here, server](int descriptor, const PeerAddress &peer) {
                        adopt(descriptor, peer, server, here);
                    }));
        });
        if (!posted)
            ::close(copy);
    }
    return true;
}

WorkerPool::WorkerHandle &WorkerPool::leastLoaded()
{
    // Acceptors that choose at the same time must not choose the same. Among those with equally few they take turns.
    const std::lock_guard lock(m_balance);
    size_t least = m_nextWorker++ % m_workers.size();
    for (size_t i = 0; i < m_workers.size(); ++i) {
        if (m_workers[i]->sockets < m_workers[least]->sockets)
            least = i;
    }
    ++m_workers[least]->sockets;
    return *m_workers[least];
}

void WorkerPool::adopt(int descriptor, const PeerAddress &peer, int server, const WorkerHandle &here)
{
    WorkerHandle &handle = leastLoaded();
    if (&handle == &here) {
        handle.worker->adopt(descriptor, peer, server);
    } else if (!handle.mailbox->post(
                       [&handle, descriptor, peer, server] { handle.worker->adopt(descriptor, peer, server); })) {
        --handle.sockets;
        ::close(descriptor);
    }
}

void WorkerPool::setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials)
{
    for (const auto &handle : m_workers)
        handle->mailbox->post([&here = *handle, credentials] { here.worker->setCredentials(credentials); });
}

void WorkerPool::closeAll(quint16 code, const QString &reason)
{
    for (const auto &handle : m_workers) {
        handle->mailbox->post([&here = *handle, code, reason] {
            here.acceptors.clear();
            here.worker->closeAll(code, reason);
        });
    }
}

void WorkerPool::finish()
{
    m_running = false;
    m_observer = nullptr;
    for (const auto &thread : m_threads)
        thread->quit();
    const QDeadlineTimer deadline(threadEndTime);
    for (auto &thread : m_threads) {
        if (thread->wait(deadline))
            continue;
        // To terminate it would run destructors in the middle of the controller, or end the process. It has all that it
        // needs: it keeps this pool.
        qCCritical(lcPool, "%ls does not end, a controller holds it: it is left behind",
                   qUtf16Printable(thread->objectName()));
        QThread *leftBehind = thread.release();
        QObject::connect(leftBehind, &QThread::finished, leftBehind, &QObject::deleteLater);
    }
    m_threads.clear();
    m_admission.reset(); // the workers that are left have it as well
}

void WorkerPool::submit(Command command, ResultHandler handler, CallIn where)
{
    if (!m_running)
        return Dispatch::stopped()->submit(std::move(command), std::move(handler), where);
    const auto home = handler && where == CallIn::CallersThread ? Mailbox::ofThisThread() : nullptr;
    const WorkerHandles owners = ownersOf(command.targets);
    const auto pending = std::make_shared<PendingCommand>(std::move(command), qMax<qsizetype>(owners.size(), 1),
                                                          std::move(handler), home);
    for (WorkerHandle *owner : owners) {
        if (QThread::currentThread() == owner->thread)
            owner->commands->add(pending);
        else if (!owner->mailbox->post(std::bind_front(&CommandQueue::add, owner->commands, pending)))
            pending->addStopped();
    }
    if (owners.isEmpty())
        pending->addResult({});
}

/// The workers that \a targets may belong to.
WorkerPool::WorkerHandles WorkerPool::ownersOf(const Command::Targets &targets) const
{
    WorkerHandles owners;
    const auto addOwner = [&](qint64 fd) {
        const int owner = ConnectionTable::owner(fd, static_cast<int>(m_workers.size()));
        if (owner >= 0 && !owners.contains(m_workers[static_cast<size_t>(owner)].get()))
            owners.append(m_workers[static_cast<size_t>(owner)].get());
    };
    if (const auto *fd = std::get_if<qint64>(&targets)) {
        addOwner(*fd);
    } else if (const auto *fds = std::get_if<QList<qint64>>(&targets)) {
        for (const qint64 each : *fds)
            addOwner(each);
    } else if (!std::get<Audience>(targets).isEmpty()) {
        for (const auto &handle : m_workers)
            owners.append(handle.get());
    }
    return owners;
}

void WorkerPool::query(const ConnectionQuery &query, const std::function<void(const ConnectionQueryResult &)> &callback)
{
    collect(query, [home = Mailbox::ofThisThread(), callback](const ConnectionQueryResult &result) {
        home->post(std::bind_front(callback, result));
    });
}

void WorkerPool::stopTracking()
{
    if (!m_running)
        return;
    for (const auto &handle : m_workers)
        handle->mailbox->post([&here = *handle] { here.worker->stopTracking(); });
}

void WorkerPool::query(const NodeQuery &query, const QueryHandler &handler)
{
    if (!m_running)
        return Dispatch::query(query, handler);
    WorkerHandles asked;
    if (query.type == NodeQuery::Type::Connection)
        asked = ownersOf(query.fd);
    else
        std::transform(m_workers.begin(), m_workers.end(), std::back_inserter(asked), [](const auto &handle) { return handle.get(); });
    if (asked.isEmpty())
        return handler({});
    const auto results = std::make_shared<ResultCollector<NodeQueryResult>>(static_cast<size_t>(asked.size()));
    const auto add = [results, query, handler](const NodeQueryResult &part) {
        std::optional<NodeQueryResult> result = results->add(part);
        if (!result)
            return;
        result->finish(query);
        handler(*result);
    };
    for (WorkerHandle *handle : asked) {
        if (QThread::currentThread() == handle->thread)
            handle->queries->add(query, add);
        else if (!handle->mailbox->post([handle, query, add] { handle->queries->add(query, add); }))
            add(NodeQueryResult::stopped());
    }
}

void WorkerPool::list(const ConnectionsHandler &handler)
{
    ConnectionQuery query;
    query.limit = std::numeric_limits<int>::max();
    query.labelKey = m_labelKey;
    collect(query, [handler](const ConnectionQueryResult &result) { handler(result.rows); });
}

void WorkerPool::collect(const ConnectionQuery &query,
                         const std::function<void(const ConnectionQueryResult &)> &callback)
{
    if (!m_running) {
        ConnectionQueryResult nothing;
        nothing.finish(query);
        return callback(nothing);
    }
    const auto results = std::make_shared<ResultCollector<ConnectionQueryResult>>(m_workers.size());
    const auto add = [results, query, callback](const ConnectionQueryResult &part) {
        std::optional<ConnectionQueryResult> result = results->add(part);
        if (!result)
            return;
        result->finish(query);
        callback(*result);
    };
    for (const auto &handle : m_workers) {
        const auto task = [&handle = *handle, query, add] { add(handle.worker->query(query)); };
        if (QThread::currentThread() == handle->thread)
            task();
        else if (!handle->mailbox->post(task))
            add({});
    }
}

} // namespace Landline
