// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/acceptor.h"
#include "runtime/epolleventdispatcher.h"
#include "runtime/listener.h"

#include "server/runtime/dispatcherthread.h"

#include <QtCore/qeventloop.h>
#include <QtCore/qscopeguard.h>
#include <QtNetwork/qhostaddress.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <mutex>
#include <vector>

#include <sys/resource.h>

using namespace Landline;

class tst_Acceptor : public QObject
{
    Q_OBJECT

private slots:
    void acceptsEachConnectionOnce();
    void descriptorsDoNotBlock();
    void mayBeDestroyedByWhoIsCalled();
    void endsWithTheListener();
    void outOfDescriptors();
};

namespace {

/// Threads with an Acceptor each, for one Listener; keeps what they accept until the end.
class Workers
{
public:
    Workers(const Listener &listener, int count)
    {
        const auto port = std::make_shared<Acceptor::Port>(listener.serverPort());
        for (int i = 0; i < count; ++i) {
            const int copy = ::dup(listener.descriptor());
            auto &thread = m_threads.emplace_back(QThread::create([this, port, copy] {
                const Acceptor acceptor(copy, port, [this](int descriptor, const PeerAddress &) { keep(descriptor); });
                QEventLoop().exec();
            }));
            thread->setEventDispatcher(new EpollEventDispatcher);
            thread->start();
        }
    }
    ~Workers()
    {
        for (const auto &thread : m_threads) {
            thread->quit();
            thread->wait();
        }
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Workers)

    std::vector<int> descriptors() const
    {
        const std::lock_guard lock(m_mutex);
        return m_descriptors;
    }
    size_t accepted() const { return descriptors().size(); }

private:
    void keep(int descriptor)
    {
        const std::lock_guard lock(m_mutex);
        m_descriptors.push_back(descriptor);
    }

    mutable std::mutex m_mutex;
    std::vector<int> m_descriptors;
    std::vector<std::unique_ptr<QThread>> m_threads;
};

std::unique_ptr<QTcpSocket> connectedTo(const Listener &listener)
{
    auto client = std::make_unique<QTcpSocket>();
    client->connectToHost(QHostAddress::LocalHost, listener.serverPort());
    return client->waitForConnected() ? std::move(client) : nullptr;
}

/// Lowers the limit and takes every descriptor below it, until the end.
class Shortage
{
public:
    Shortage()
    {
        ::getrlimit(RLIMIT_NOFILE, &m_before);
        const int highest = ::dup(0);
        const rlimit low = {rlim_t(highest) + 20, m_before.rlim_max};
        ::setrlimit(RLIMIT_NOFILE, &low);
        ::close(highest);
        for (int taken = ::dup(0); taken >= 0; taken = ::dup(0))
            m_taken.push_back(taken);
    }
    ~Shortage()
    {
        while (!m_taken.empty())
            giveOne();
        ::setrlimit(RLIMIT_NOFILE, &m_before);
    }
    Q_DISABLE_COPY_MOVE(Shortage)

    void giveOne()
    {
        ::close(m_taken.back());
        m_taken.pop_back();
    }

private:
    rlimit m_before = {};
    std::vector<int> m_taken;
};

std::atomic<int> warnings = 0;
std::atomic<int> recoveries = 0;

void countMessages(QtMsgType, const QMessageLogContext &context, const QString &text)
{
    if (qstrcmp(context.category, "landline.listener") != 0)
        return;
    warnings += text.contains(QStringLiteral("accepts nobody just now: Too many open files"));
    recoveries += text.contains(QStringLiteral("accepts again"));
}

} // namespace

void tst_Acceptor::acceptsEachConnectionOnce()
{
    constexpr size_t count = 100; // more than it takes in one turn
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    std::vector<std::unique_ptr<QTcpSocket>> clients;
    while (clients.size() < count) {
        clients.push_back(connectedTo(listener)); // waits in the kernel's queue
        QVERIFY(clients.back());
    }
    const Workers workers(listener, 3);
    QTRY_COMPARE(workers.accepted(), count);
    clients.push_back(connectedTo(listener));
    QTRY_COMPARE(workers.accepted(), count + 1);
}

void tst_Acceptor::descriptorsDoNotBlock()
{
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    const Workers workers(listener, 1);
    const auto client = connectedTo(listener);
    QTRY_COMPARE(workers.accepted(), 1u);
    const int descriptor = workers.descriptors().front();
    QVERIFY(::fcntl(descriptor, F_GETFL) & O_NONBLOCK);
    QVERIFY(::fcntl(descriptor, F_GETFD) & FD_CLOEXEC);
}

void tst_Acceptor::mayBeDestroyedByWhoIsCalled()
{
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    const auto first = connectedTo(listener), second = connectedTo(listener);
    runInThread(new EpollEventDispatcher, [&listener] {
        int count = 0;
        std::unique_ptr<Acceptor> acceptor;
        acceptor = std::make_unique<Acceptor>(::dup(listener.descriptor()), std::make_shared<Acceptor::Port>(1),
                                              [&](int descriptor, const PeerAddress &) {
                                                  ++count;
                                                  acceptor.reset();
                                                  ::close(descriptor);
                                              });
        QVERIFY(turnUntil([&acceptor] { return !acceptor; }));
        QCOMPARE(count, 2);
    });
}

void tst_Acceptor::endsWithTheListener()
{
    auto listener = std::make_unique<Listener>();
    QVERIFY(listener->bind("127.0.0.1", 0));
    runInThread(new EpollEventDispatcher, [&listener] {
        const Acceptor acceptor(::dup(listener->descriptor()), std::make_shared<Acceptor::Port>(1),
                                [](int descriptor, const PeerAddress &) { ::close(descriptor); });
        listener.reset();
        QVERIFY(turn()); // it is told
        QVERIFY(!turn()); // and that is all: no busy loop
    });
}

void tst_Acceptor::outOfDescriptors()
{
    Listener listener;
    QVERIFY(listener.bind("127.0.0.1", 0));
    warnings = recoveries = 0;
    const QtMessageHandler handler = qInstallMessageHandler(countMessages);
    const auto restore = qScopeGuard([handler] { qInstallMessageHandler(handler); });

    const Workers workers(listener, 2);
    const auto alive = connectedTo(listener);
    QTRY_COMPARE(workers.accepted(), 1u);
    auto shortage = std::make_unique<Shortage>();
    shortage->giveOne(); // for the client's own socket
    const auto late = connectedTo(listener);
    QVERIFY(late); // the kernel lets it in
    QTRY_COMPARE(warnings, 1);
    QCOMPARE(workers.accepted(), 1u);
    QCOMPARE(::send(workers.descriptors().front(), "x", 1, 0), 1);
    QTRY_COMPARE(alive->bytesAvailable(), 1);
    QCOMPARE(recoveries, 0);

    shortage.reset();
    QTRY_COMPARE(workers.accepted(), 2u);
    QTRY_COMPARE(recoveries, 1);
    QCOMPARE(warnings, 1);
    const auto next = connectedTo(listener);
    QTRY_COMPARE(workers.accepted(), 3u);
    QCOMPARE(warnings, 1);
}

QTEST_GUILESS_MAIN(tst_Acceptor)
#include "tst_acceptor.moc"
