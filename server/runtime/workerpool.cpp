// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/workerpool.h"

#include "api/admission.h"
#include "api/connection.h"
#include "api/encodings.h"
#include "runtime/acceptor.h"
#include "runtime/collection.h"
#include "runtime/epolleventdispatcher.h"
#include "runtime/gathering.h"
#include "runtime/listener.h"
#include "runtime/worker.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qloggingcategory.h>

#include <cerrno>
#include <future>
#include <limits>

#include <fcntl.h>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcPool, "landline.worker")

namespace Landline {

namespace {

constexpr std::chrono::milliseconds threadEndTime = std::chrono::milliseconds(1500);

QList<Outcome> allOf(const QList<qint64> &fds, PushResult result)
{
    QList<Outcome> outcomes;
    outcomes.reserve(fds.size());
    for (const qint64 fd : fds)
        outcomes.append({fd, result});
    return outcomes;
}

/// The fds that \a audience names and that belong to no worker, each once.
QList<qint64> ownedByNobody(const Audience &audience)
{
    QSet<qint64> fds;
    const QList<qint64> named = audience.fds();
    for (const qint64 fd : named) {
        if (ConnectionTable::owner(fd, 1) < 0)
            fds.insert(fd);
    }
    const QList<qint64> excepted = audience.exceptedFds();
    for (const qint64 fd : excepted)
        fds.remove(fd);
    return fds.values();
}

/// \a receipt as one that is called \a where the caller wants it.
template<typename Answer>
std::function<void(const Answer &)> calledIn(Dispatch::CallIn where, const std::function<void(const Answer &)> &receipt)
{
    if (!receipt || where == Dispatch::CallIn::AnyThread)
        return receipt;
    return [home = Mailbox::ofThisThread(), receipt](const Answer &answer) {
        home->post([receipt, answer] { receipt(answer); });
    };
}

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
    m_notEmptied = blueprint->workers;
    const std::shared_ptr<Mailbox> home = Mailbox::ofThisThread();
    std::vector<std::future<QStringList>> results;
    for (int number = 0; number < blueprint->workers && m_errors.isEmpty(); ++number) {
        Island &island = *m_islands.emplace_back(std::make_unique<Island>());
        auto built = std::make_shared<std::promise<QStringList>>();
        QThread *thread = QThread::create([this, &island, number, blueprint, sender, home, built] {
            run(island, number, blueprint, sender, home,
                [built](const QStringList &errors) { built->set_value(errors); });
        });
        island.thread = thread;
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

void WorkerPool::run(Island &island, int number, const std::shared_ptr<const Blueprint> &blueprint, const Sender &sender,
                     const std::shared_ptr<Mailbox> &home, const std::function<void(const QStringList &)> &built)
{
    // It may be left behind by everybody else.
    const std::shared_ptr<WorkerPool> self = shared_from_this();
    Worker worker(number, blueprint, m_admission, sender);
    island.worker = &worker;
    island.mailbox = Mailbox::ofThisThread();
    report(worker, island, home, blueprint->config.labelKey);
    worker.build();
    built(worker.errors());
    QEventLoop loop;
    loop.exec();
    island.acceptors.clear();
    worker.tearDown();
    island.mailbox->close();
    // A letter of accept() that nobody had read is read by close().
    island.acceptors.clear();
}

void WorkerPool::tell(const ReportRelay::Report &report)
{
    if (report.close)
        m_observer->connectionClosed(report.info, *report.close);
    else
        m_observer->connectionOpened(report.info);
}

void WorkerPool::report(Worker &worker, Island &island, const std::shared_ptr<Mailbox> &home, const QString &labelKey)
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
    QObject::connect(&worker, &Worker::socketClosed, &worker, [&island] { --island.sockets; });
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
    for (const auto &island : m_islands) {
        const int copy = ::fcntl(listener.descriptor(), F_DUPFD_CLOEXEC, 0);
        if (copy < 0) {
            return fail(QStringLiteral("A worker cannot accept connections at port %1: %2")
                                .arg(port->number)
                                .arg(qt_error_string(errno)));
        }
        const bool posted = island->mailbox->post([this, &here = *island, copy, port, server] {
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

WorkerPool::Island &WorkerPool::leastLoaded()
{
    // Acceptors that choose at the same time must not choose the same. Among those with equally few they take turns.
    const std::lock_guard lock(m_balance);
    size_t least = m_nextIsland++ % m_islands.size();
    for (size_t i = 0; i < m_islands.size(); ++i) {
        if (m_islands[i]->sockets < m_islands[least]->sockets)
            least = i;
    }
    ++m_islands[least]->sockets;
    return *m_islands[least];
}

void WorkerPool::adopt(int descriptor, const PeerAddress &peer, int server, const Island &here)
{
    Island &island = leastLoaded();
    if (&island == &here) {
        island.worker->adopt(descriptor, peer, server);
    } else if (!island.mailbox->post(
                       [&island, descriptor, peer, server] { island.worker->adopt(descriptor, peer, server); })) {
        --island.sockets;
        ::close(descriptor);
    }
}

void WorkerPool::setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials)
{
    for (const auto &island : m_islands)
        island->mailbox->post([&here = *island, credentials] { here.worker->setCredentials(credentials); });
}

void WorkerPool::closeAll(quint16 code, const QString &reason)
{
    for (const auto &island : m_islands) {
        island->mailbox->post([&here = *island, code, reason] {
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

void WorkerPool::submit(const Order &order, const Receipt &receipt, CallIn where)
{
    const Receipt answer = calledIn(where, receipt);
    if (!m_running) {
        if (answer)
            answer(allOf(order.fds, PushResult::Stopped));
    } else if (!order.audience.isEmpty()) {
        submitToAudience(order, answer);
    } else if (order.fds.size() == 1) {
        submitToOne(order, answer);
    } else {
        submitToMany(order, answer);
    }
}

void WorkerPool::submitToOne(const Order &order, const Receipt &receipt)
{
    const int owner = ConnectionTable::owner(order.fds.constFirst(), static_cast<int>(m_islands.size()));
    if (owner >= 0)
        carryOut(*m_islands[static_cast<size_t>(owner)], order, order.fds, receipt);
    else if (receipt)
        receipt(allOf(order.fds, PushResult::Unknown));
}

void WorkerPool::submitToMany(const Order &order, const Receipt &receipt)
{
    const int workers = static_cast<int>(m_islands.size());
    std::vector<QList<qint64>> fds(m_islands.size() + 1);
    std::vector<QList<qsizetype>> places(m_islands.size() + 1);
    for (qsizetype i = 0; i < order.fds.size(); ++i) {
        // Numbers that nobody issues are gathered at 0.
        const auto part = static_cast<size_t>(ConnectionTable::owner(order.fds.at(i), workers) + 1);
        fds[part].append(order.fds.at(i));
        places[part].append(i);
    }
    const auto collection = std::make_shared<Collection>(order.fds.size(), workers + 1, receipt);
    collection->add(places[0], allOf(fds[0], PushResult::Unknown));
    for (size_t part = 1; part < fds.size(); ++part) {
        if (fds[part].isEmpty()) {
            collection->add({}, {});
            continue;
        }
        carryOut(*m_islands[part - 1], order, fds[part],
                 [collection, where = places[part]](const QList<Outcome> &outcomes) {
                     collection->add(where, outcomes);
                 });
    }
}

/// \a order for all workers.
Order WorkerPool::forAll(Order order) const
{
    if (order.kind == Order::Kind::Push && m_islands.size() > 1)
        order.encodings = std::make_shared<Encodings>(order.frame.data());
    return order;
}

void WorkerPool::submitToAudience(const Order &asked, const Receipt &receipt)
{
    const Order order = forAll(asked);
    const auto gathering = std::make_shared<Gathering<QList<Outcome>>>(
            allOf(ownedByNobody(order.audience), PushResult::Unknown), m_islands.size(), receipt);
    for (const auto &island : m_islands)
        carryOut(*island, order, {}, [gathering](const QList<Outcome> &outcomes) { gathering->add(outcomes); });
}

void WorkerPool::deliver(const Order &asked, const DeliveryReceipt &receipt, CallIn where)
{
    const DeliveryReceipt answer = calledIn(where, receipt);
    Delivery others;
    others.isStopped = !m_running;
    if (!m_running || asked.audience.isEmpty()) {
        if (answer)
            answer(others);
        return;
    }
    const Order order = forAll(asked);
    others.unknown = ownedByNobody(order.audience).size();
    const auto gathering = std::make_shared<Gathering<Delivery>>(others, m_islands.size(), answer);
    for (const auto &island : m_islands) {
        const auto letter = [&here = *island, order, gathering] {
            here.worker->deliver(order, [gathering](const Delivery &delivery) { gathering->add(delivery); });
        };
        if (QThread::currentThread() == island->thread)
            letter();
        else if (!island->mailbox->post(letter))
            gathering->add({.isStopped = true});
    }
}

void WorkerPool::carryOut(Island &island, const Order &order, const QList<qint64> &fds, const Receipt &receipt)
{
    const auto letter = [&island, order, fds, receipt] { island.worker->carryOut(order, fds, receipt); };
    if (QThread::currentThread() == island.thread)
        letter();
    else if (!island.mailbox->post(letter) && receipt)
        receipt(allOf(fds, PushResult::Stopped));
}

void WorkerPool::query(const ConnectionQuery &query, const std::function<void(const ConnectionQueryResult &)> &callback)
{
    collect(query, [home = Mailbox::ofThisThread(), callback](const ConnectionQueryResult &result) {
        home->post([callback, result] { callback(result); });
    });
}

void WorkerPool::stopTracking()
{
    if (!m_running)
        return;
    for (const auto &island : m_islands)
        island->mailbox->post([&here = *island] { here.worker->stopTracking(); });
}

void WorkerPool::list(const Listing &listing)
{
    ConnectionQuery query;
    query.limit = std::numeric_limits<int>::max();
    collect(query, [listing](const ConnectionQueryResult &result) { listing(result.rows); });
}

void WorkerPool::collect(const ConnectionQuery &query, const std::function<void(const ConnectionQueryResult &)> &callback)
{
    struct Merging
    {
        std::mutex mutex;
        ConnectionQueryResult result;
        size_t missing;
    };
    if (!m_running) {
        ConnectionQueryResult nothing;
        nothing.finish(query);
        callback(nothing);
        return;
    }
    const auto merging = std::make_shared<Merging>();
    merging->missing = m_islands.size();
    const auto add = [merging, query, callback](const ConnectionQueryResult &result) {
        const std::lock_guard lock(merging->mutex);
        merging->result += result;
        if (--merging->missing > 0)
            return;
        merging->result.finish(query);
        callback(merging->result);
    };
    for (const auto &island : m_islands) {
        const auto letter = [&island = *island, query, add] { add(island.worker->query(query)); };
        if (QThread::currentThread() == island->thread)
            letter();
        else if (!island->mailbox->post(letter))
            add({});
    }
}

} // namespace Landline
