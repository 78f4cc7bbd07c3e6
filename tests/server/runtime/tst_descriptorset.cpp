// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/loopclock.h"
#include "runtime/epolleventdispatcher.h"

#include "server/runtime/dispatcherthread.h"

#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporaryfile.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <cerrno>
#include <thread>
#include <vector>

using namespace Landline;
using namespace std::chrono_literals;

/// Descriptors watched by handlers, in a thread with an EpollEventDispatcher.
class tst_DescriptorSet : public QObject
{
    Q_OBJECT

private slots:
    void ofThisThread();
    void reportsWhatIsReady();
    void interestsChange();
    void reportsHangUpAsBoth();
    void noInterestReportsNothing();
    void anotherHandler();
    void unwatchWithinABatch();
    void handlerDeletesItself();
    void numberReusedWithinABatch();
    void refusesWhatIsNotOpen();
    void failsLaterAsReady();
    void regularFile();
    void closedWhileACopyIsOpen();
    void leavesTheRestToANestedLoop();
    void exclusiveWakesOneOfTheThreads();
    void exclusiveInterestsChange();
    void excludedWithSocketNotifiers();

    void turnEndsBeforeTheWait();
    void turnEndsWhenTheLoopQuits();
    void turnEndDoesNotWait();
    void turnEndsInANestedLoop();
    void nestedLoopsAreTold();
    void clockTurnsWithTheLoop();
};

namespace {

DescriptorPoller &poller()
{
    return *DescriptorPoller::ofThisThread();
}

void run(const std::function<void()> &body)
{
    runInThread(new EpollEventDispatcher, body);
}

/// Watches a descriptor for as long as it lives, counts, and does something then.
class Handler : public DescriptorHandler
{
public:
    explicit Handler(int descriptor, DescriptorPoller::Interests interests = DescriptorPoller::Readable,
                     const std::function<void()> &action = {})
        : then(action), m_descriptor(descriptor)
    {
        watched = poller().watch(descriptor, interests, this);
    }
    virtual ~Handler() { poller().unwatch(m_descriptor); }
    Q_DISABLE_COPY_MOVE(Handler)

    void descriptorReady(DescriptorPoller::Readiness ready) override
    {
        ++count;
        last = ready;
        if (then)
            then();
    }

    bool watched = false;
    int count = 0;
    DescriptorPoller::Readiness last;
    std::function<void()> then;

private:
    int m_descriptor;
};

class NestedLoops final : public NestedLoopHandler
{
public:
    NestedLoops() { poller().addNestedLoopHandler(this); }
    ~NestedLoops() { poller().removeNestedLoopHandler(this); }
    void nestedLoopWaits() override { ++count; }
    int count = 0;
};

class TurnEnd : public TurnEndHandler
{
public:
    explicit TurnEnd(const std::function<void()> &action = {}) : m_then(action) { }
    ~TurnEnd() override { poller().forgetTurnEnd(this); }
    void turnEnded() override
    {
        ++count;
        if (m_then)
            m_then();
    }

    int count = 0;

private:
    std::function<void()> m_then;
};

} // namespace

void tst_DescriptorSet::ofThisThread()
{
    runInThread(nullptr, [] { QCOMPARE(DescriptorPoller::ofThisThread(), nullptr); });
    std::thread([] { QCOMPARE(DescriptorPoller::ofThisThread(), nullptr); }).join();
    auto *dispatcher = new EpollEventDispatcher;
    runInThread(dispatcher, [dispatcher] { QCOMPARE(DescriptorPoller::ofThisThread(), dispatcher); });
}

void tst_DescriptorSet::reportsWhatIsReady()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here(), DescriptorPoller::Readable | DescriptorPoller::Writable);
        QVERIFY(handler.watched);
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Writable);
        sockets.send();
        turn();
        QCOMPARE(handler.count, 2);
        QCOMPARE(handler.last, DescriptorPoller::Readable | DescriptorPoller::Writable);
        turn(); // level-triggered
        QCOMPARE(handler.count, 3);
        poller().unwatch(sockets.here());
        poller().unwatch(sockets.here());
        turn();
        QCOMPARE(handler.count, 3);
    });
}

void tst_DescriptorSet::interestsChange()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here());
        sockets.send();
        poller().setInterests(sockets.here(), DescriptorPoller::NoInterest);
        turn();
        QCOMPARE(handler.count, 0);
        poller().setInterests(sockets.here(), DescriptorPoller::Writable);
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Writable);
        poller().setInterests(sockets.here(), DescriptorPoller::Readable);
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Readable);
        QCOMPARE(handler.count, 2);
    });
}

void tst_DescriptorSet::reportsHangUpAsBoth()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here(), DescriptorPoller::Writable);
        sockets.closeThere();
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Readable | DescriptorPoller::Writable);
    });
}

void tst_DescriptorSet::noInterestReportsNothing()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here(), DescriptorPoller::NoInterest);
        QVERIFY(handler.watched);
        sockets.closeThere();
        QVERIFY(!turn());
        poller().setInterests(sockets.here(), DescriptorPoller::Readable);
        poller().setInterests(sockets.here(), DescriptorPoller::NoInterest);
        QVERIFY(!turn());
        QCOMPARE(handler.count, 0);
    });
}

void tst_DescriptorSet::anotherHandler()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        Handler first(sockets.here());
        Handler second(sockets.here());
        turn();
        QCOMPARE(first.count, 0);
        QCOMPARE(second.count, 1);
    });
}

void tst_DescriptorSet::unwatchWithinABatch()
{
    run([] {
        SocketPair a, b;
        a.send();
        b.send();
        int count = 0;
        const auto end = [&] {
            ++count;
            poller().unwatch(a.here());
            poller().unwatch(b.here());
        };
        Handler first(a.here(), DescriptorPoller::Readable, end), second(b.here(), DescriptorPoller::Readable, end);
        turn();
        turn();
        QCOMPARE(count, 1);
    });
}

void tst_DescriptorSet::handlerDeletesItself()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        int count = 0;
        auto *handler = new Handler(sockets.here());
        handler->then = [&] {
            ++count;
            delete std::exchange(handler, nullptr);
        };
        turn();
        turn();
        QCOMPARE(count, 1);
    });
}

void tst_DescriptorSet::numberReusedWithinABatch()
{
    run([] {
        SocketPair first, second;
        std::unique_ptr<SocketPair> replacement;
        std::unique_ptr<Handler> handlers[2], heir;
        const auto replace = [&](std::unique_ptr<Handler> &other, SocketPair &pair) {
            if (heir)
                return;
            const int number = pair.here();
            other.reset();
            pair.closeHere();
            replacement = std::make_unique<SocketPair>();
            QCOMPARE(replacement->here(), number);
            heir = std::make_unique<Handler>(number);
        };
        const auto interest = DescriptorPoller::Readable;
        handlers[0] = std::make_unique<Handler>(first.here(), interest, [&] { replace(handlers[1], second); });
        handlers[1] = std::make_unique<Handler>(second.here(), interest, [&] { replace(handlers[0], first); });
        first.send();
        second.send();
        turn();
        QVERIFY(heir);
        QCOMPARE(heir->count, 0);
        replacement->send();
        turn();
        QCOMPARE(heir->count, 1);
        heir.reset();
    });
}

void tst_DescriptorSet::refusesWhatIsNotOpen()
{
    run([] {
        SocketPair sockets;
        const int number = sockets.here();
        sockets.closeHere();
        const Handler handler(number);
        QCOMPARE(errno, EBADF);
        QVERIFY(!handler.watched);
        QVERIFY(!Handler(-1).watched);
        QVERIFY(!turn());
    });
}

void tst_DescriptorSet::failsLaterAsReady()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here(), DescriptorPoller::NoInterest);
        const int number = sockets.here();
        sockets.closeHere();
        poller().setInterests(number, DescriptorPoller::Readable);
        handler.then = [&] { poller().unwatch(number); }; // recv() has said EBADF
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(handler.count, 1);
        QVERIFY(!turn());
    });
}

void tst_DescriptorSet::regularFile()
{
    run([] {
        QTemporaryFile file;
        QVERIFY(file.open());
        Handler handler(file.handle());
        QVERIFY(handler.watched);
        turn(QEventLoop::WaitForMoreEvents);
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(handler.count, 2);
        QCOMPARE(handler.last, DescriptorPoller::Readable);
        poller().unwatch(file.handle());
        QVERIFY(!turn());
    });
}

void tst_DescriptorSet::closedWhileACopyIsOpen()
{
    run([] {
        SocketPair sockets, others;
        auto handler = std::make_unique<Handler>(sockets.here());
        Handler other(others.here());
        const int copy = ::dup(sockets.here());
        sockets.closeHere(); // wrong: before unwatch()
        handler.reset();
        sockets.send();
        // The kernel reports it for as long as the copy is open; but the thread is not kept busy by that.
        QTest::ignoreMessage(QtWarningMsg, "A descriptor was closed while it was watched");
        turn();
        QVERIFY(!turn());
        others.send();
        turn();
        QCOMPARE(other.count, 1);
        eventDispatcher()->wakeUp();
        QVERIFY(turn(QEventLoop::WaitForMoreEvents));
        ::close(copy);
    });
}

void tst_DescriptorSet::leavesTheRestToANestedLoop()
{
    run([] {
        SocketPair a, b;
        a.send();
        b.send();
        int calls = 0;
        const auto nest = [&](SocketPair &sockets) {
            sockets.receive();
            if (++calls == 1)
                turn(); // finds the other one
        };
        const auto interest = DescriptorPoller::Readable;
        Handler first(a.here(), interest, [&] { nest(a); }), second(b.here(), interest, [&] { nest(b); });
        turn();
        turn();
        QCOMPARE(first.count, 1);
        QCOMPARE(second.count, 1);
    });
}

void tst_DescriptorSet::exclusiveWakesOneOfTheThreads()
{
    // Two threads wait for one listening socket by copies of it; each new connection is accepted, by one of them.
    constexpr int connections = 20;
    class Accepting final : public DescriptorHandler
    {
    public:
        explicit Accepting(int listening) : descriptor(listening) { }
        void descriptorReady(DescriptorPoller::Readiness) override
        {
            const int accepted = ::accept4(descriptor, nullptr, nullptr, SOCK_CLOEXEC);
            if (accepted < 0)
                return;
            ++count;
            ::close(accepted);
        }
        int descriptor;
        std::atomic<int> count = 0;
    };
    sockaddr address = {};
    address.sa_family = AF_UNIX; // autobind: the kernel chooses an abstract name
    const int listening = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    QVERIFY(::bind(listening, &address, sizeof address.sa_family) == 0 && ::listen(listening, connections) == 0);
    sockaddr_storage name = {};
    socklen_t size = sizeof name;
    QCOMPARE(::getsockname(listening, reinterpret_cast<sockaddr *>(&name), &size), 0);

    std::vector<std::unique_ptr<Accepting>> handlers;
    std::vector<std::unique_ptr<QThread>> threads;
    for (int i = 0; i < 2; ++i) {
        Accepting *handler = handlers.emplace_back(std::make_unique<Accepting>(::dup(listening))).get();
        auto &thread = threads.emplace_back(QThread::create([handler] {
            QVERIFY(poller().watch(handler->descriptor, DescriptorPoller::Readable, handler,
                                   DescriptorPoller::Sharing::Exclusive));
            QEventLoop().exec();
            poller().unwatch(handler->descriptor);
        }));
        thread->setEventDispatcher(new EpollEventDispatcher);
        thread->start();
    }
    for (int i = 0; i < connections; ++i) {
        const int client = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QCOMPARE(::connect(client, reinterpret_cast<sockaddr *>(&name), size), 0);
        QTRY_COMPARE(handlers[0]->count + handlers[1]->count, i + 1);
        ::close(client);
    }
    for (const auto &thread : threads) {
        thread->quit();
        QVERIFY(thread->wait(10'000));
    }
    for (const int open : {listening, handlers[0]->descriptor, handlers[1]->descriptor})
        ::close(open);
}

void tst_DescriptorSet::exclusiveInterestsChange()
{
    run([] {
        SocketPair sockets;
        Handler handler(sockets.here());
        constexpr auto exclusive = DescriptorPoller::Sharing::Exclusive;
        QVERIFY(poller().watch(sockets.here(), DescriptorPoller::Readable, &handler, exclusive));
        poller().setInterests(sockets.here(), DescriptorPoller::Readable | DescriptorPoller::Writable);
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Writable);
        poller().setInterests(sockets.here(), DescriptorPoller::NoInterest);
        sockets.send();
        QVERIFY(!turn());
        poller().setInterests(sockets.here(), DescriptorPoller::Readable);
        turn();
        QCOMPARE(handler.last, DescriptorPoller::Readable);
        QCOMPARE(handler.count, 2);
    });
}

void tst_DescriptorSet::excludedWithSocketNotifiers()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        Handler handler(sockets.here());
        turn(QEventLoop::ExcludeSocketNotifiers);
        QCOMPARE(handler.count, 0);
        turn();
        QCOMPARE(handler.count, 1);
    });
}

void tst_DescriptorSet::turnEndsBeforeTheWait()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        TurnEnd end, forgotten;
        Handler handler(sockets.here(), DescriptorPoller::Readable, [&] {
            poller().callAtTurnEnd(&end);
            poller().callAtTurnEnd(&end);
            poller().callAtTurnEnd(&forgotten);
            poller().forgetTurnEnd(&forgotten);
            QCOMPARE(end.count, 0);
            sockets.receive();
        });
        int atWait = 0;
        QEventLoop loop;
        connect(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, &loop, [&] {
            if (handler.count == 0)
                return;
            atWait = end.count;
            loop.quit();
        });
        loop.exec();
        QCOMPARE(atWait, 1);
        QCOMPARE(end.count, 1);
        QCOMPARE(forgotten.count, 0);
    });
}

void tst_DescriptorSet::turnEndsWhenTheLoopQuits()
{
    run([] {
        TurnEnd end;
        QEventLoop loop;
        QTimer::singleShot(1, &loop, [&] {
            poller().callAtTurnEnd(&end);
            loop.quit();
        });
        loop.exec();
        QCOMPARE(end.count, 1);
    });
}

void tst_DescriptorSet::nestedLoopsAreTold()
{
    run([] {
        NestedLoops loops;
        SocketPair sockets;
        sockets.send();
        Handler handler(sockets.here(), DescriptorPoller::Readable, [&] {
            QCOMPARE(loops.count, 0);
            poller().setInterests(sockets.here(), DescriptorPoller::NoInterest);
            turn();
            turn();
        });
        turn();
        turn();
        QCOMPARE(handler.count, 1);
        QCOMPARE(loops.count, 2); // once in each turn of the inner ones, never in the outer one
    });
}

void tst_DescriptorSet::turnEndDoesNotWait()
{
    run([] {
        TurnEnd *self = nullptr;
        TurnEnd again([&] {
            if (self->count < 5)
                poller().callAtTurnEnd(self);
        });
        self = &again;
        poller().callAtTurnEnd(&again);
        // Nothing else would end a wait.
        for (int i = 0; i < 4; ++i)
            turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(again.count, 4);
        turn();
        QCOMPARE(again.count, 5);
    });
}

void tst_DescriptorSet::turnEndsInANestedLoop()
{
    run([] {
        TurnEnd end;
        int within = 0;
        QTimer::singleShot(0, eventDispatcher(), [&] {
            poller().callAtTurnEnd(&end);
            turn();
            within = end.count;
        });
        turn();
        QCOMPARE(within, 1);
        QCOMPARE(end.count, 1);
    });
}

void tst_DescriptorSet::clockTurnsWithTheLoop()
{
    run([] {
        turn();
        const qint64 first = LoopClock::now();
        compute(3ms);
        QCOMPARE(LoopClock::now(), first);
        turn();
        QVERIFY(LoopClock::now() >= first + 3);
    });
}

QTEST_GUILESS_MAIN(tst_DescriptorSet)
#include "tst_descriptorset.moc"
