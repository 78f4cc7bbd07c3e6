// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/epolleventdispatcher.h"

#include "server/runtime/dispatcherthread.h"

#include <QtCore/qsocketnotifier.h>
#include <QtCore/qtimer.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/timerfd.h>

using namespace Landline;

namespace {

std::atomic<int> waits = 0;
std::atomic<int> controls = 0;
std::atomic<int> wakeUps = 0;
std::atomic<int> reads = 0;
std::atomic<int> timerSettings = 0;

void resetCounts()
{
    waits = controls = wakeUps = reads = timerSettings = 0;
}

} // namespace

// The linker puts these in the place of the C library's, see CMakeLists.txt: what the dispatcher calls is counted.
extern "C" {
int __real_epoll_wait(int epoll, epoll_event *events, int size, int timeout);
int __real_epoll_ctl(int epoll, int operation, int descriptor, epoll_event *event);
int __real_eventfd_write(int descriptor, eventfd_t value);
int __real_eventfd_read(int descriptor, eventfd_t *value);
int __real_timerfd_settime(int descriptor, int flags, const itimerspec *value, itimerspec *old);

int __wrap_epoll_wait(int epoll, epoll_event *events, int size, int timeout);
int __wrap_epoll_ctl(int epoll, int operation, int descriptor, epoll_event *event);
int __wrap_eventfd_write(int descriptor, eventfd_t value);
int __wrap_eventfd_read(int descriptor, eventfd_t *value);
int __wrap_timerfd_settime(int descriptor, int flags, const itimerspec *value, itimerspec *old);

int __wrap_epoll_wait(int epoll, epoll_event *events, int size, int timeout)
{
    ++waits;
    return __real_epoll_wait(epoll, events, size, timeout);
}

int __wrap_epoll_ctl(int epoll, int operation, int descriptor, epoll_event *event)
{
    ++controls;
    return __real_epoll_ctl(epoll, operation, descriptor, event);
}

int __wrap_eventfd_write(int descriptor, eventfd_t value)
{
    ++wakeUps;
    return __real_eventfd_write(descriptor, value);
}

int __wrap_eventfd_read(int descriptor, eventfd_t *value)
{
    ++reads;
    return __real_eventfd_read(descriptor, value);
}

int __wrap_timerfd_settime(int descriptor, int flags, const itimerspec *value, itimerspec *old)
{
    ++timerSettings;
    return __real_timerfd_settime(descriptor, flags, value, old);
}
}

/// How often the dispatcher asks the kernel. That is what an event costs, as far as a test can tell; for the time see
/// benchmarks/dispatcher.
class tst_SystemCalls : public QObject
{
    Q_OBJECT

private slots:
    void perEvent_data();
    void perEvent();
    void notifierOnAndOff();
    void interestsOnAndOff();
    void anotherHandler();
    void unwatchIsAtOnce();
    void postedInTheThread();
    void wokenByAnotherThread();
    void timers();
    void timersThatDoNotFire();
};

namespace {

/// Reads what makes it ready.
class Reader final : public DescriptorHandler
{
public:
    explicit Reader(SocketPair *sockets) : m_sockets(sockets) { }
    void descriptorReady(DescriptorPoller::Readiness) override { receive(); }
    void receive()
    {
        m_sockets->receive();
        ++count;
    }
    int count = 0;

private:
    SocketPair *m_sockets;
};

/// Descriptors that never get ready.
class Idle
{
public:
    explicit Idle(int count)
    {
        for (int i = 0; i < count; ++i)
            m_descriptors.push_back(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    }
    ~Idle()
    {
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Idle)
    const std::vector<int> &descriptors() const { return m_descriptors; }

private:
    std::vector<int> m_descriptors;
};

bool raiseLimit(rlim_t wanted)
{
    rlimit limit = {};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max >= wanted;
}

void run(const std::function<void()> &body)
{
    runInThread(new EpollEventDispatcher, body);
}

} // namespace

void tst_SystemCalls::perEvent_data()
{
    QTest::addColumn<int>("idle");
    QTest::addColumn<bool>("notifiers");
    for (const int idle : {10, 10'000}) {
        QTest::addRow("handlers, %d idle", idle) << idle << false;
        QTest::addRow("notifiers, %d idle", idle) << idle << true;
    }
}

void tst_SystemCalls::perEvent()
{
    QFETCH(const int, idle);
    QFETCH(const bool, notifiers);
    if (!raiseLimit(rlim_t(idle) + 200))
        QSKIP("The hard limit of open descriptors is too low here");
    run([idle, notifiers] {
        constexpr int events = 500;
        const Idle descriptors(idle);
        SocketPair sockets;
        Reader reader(&sockets);
        DescriptorPoller *poller = DescriptorPoller::ofThisThread();
        QObject parent;
        if (notifiers) {
            for (const int descriptor : descriptors.descriptors())
                new QSocketNotifier(descriptor, QSocketNotifier::Read, &parent);
            const auto *notifier = new QSocketNotifier(sockets.here(), QSocketNotifier::Read, &parent);
            connect(notifier, &QSocketNotifier::activated, notifier, [&reader] { reader.receive(); });
        } else {
            for (const int descriptor : descriptors.descriptors())
                QVERIFY(poller->watch(descriptor, DescriptorPoller::Readable, &reader));
            QVERIFY(poller->watch(sockets.here(), DescriptorPoller::Readable, &reader));
        }
        turn();
        resetCounts();
        for (int i = 0; i < events; ++i) {
            sockets.send();
            QVERIFY(turn(QEventLoop::WaitForMoreEvents));
        }
        QCOMPARE(reader.count, events);
        QCOMPARE(waits, events); // one for each, however many are idle
        QCOMPARE(controls, 0);
        QCOMPARE(reads, 0);
        if (notifiers)
            return;
        for (const int descriptor : descriptors.descriptors())
            poller->unwatch(descriptor);
        poller->unwatch(sockets.here());
    });
}

void tst_SystemCalls::notifierOnAndOff()
{
    run([] {
        SocketPair sockets;
        resetCounts();
        QSocketNotifier read(sockets.here(), QSocketNotifier::Read);
        QSocketNotifier write(sockets.here(), QSocketNotifier::Write);
        QSocketNotifier exception(sockets.here(), QSocketNotifier::Exception);
        turn();
        QCOMPARE(controls, 1); // all three together
        for (int i = 0; i < 10; ++i) {
            write.setEnabled(false);
            write.setEnabled(true);
            turn();
        }
        QCOMPARE(controls, 1);
        write.setEnabled(false);
        exception.setEnabled(false);
        turn();
        QCOMPARE(controls, 2);
        read.setEnabled(false);
        QCOMPARE(controls, 3); // the last one at once
    });
}

void tst_SystemCalls::interestsOnAndOff()
{
    run([] {
        SocketPair sockets;
        Reader reader(&sockets);
        DescriptorPoller *poller = DescriptorPoller::ofThisThread();
        resetCounts();
        QVERIFY(poller->watch(sockets.here(), DescriptorPoller::Readable, &reader));
        QCOMPARE(controls, 1);
        for (int i = 0; i < 10; ++i) {
            poller->setInterests(sockets.here(), DescriptorPoller::Readable | DescriptorPoller::Writable);
            poller->setInterests(sockets.here(), DescriptorPoller::NoInterest);
            poller->setInterests(sockets.here(), DescriptorPoller::Readable);
            turn();
        }
        QCOMPARE(controls, 1);
        poller->setInterests(sockets.here(), DescriptorPoller::Writable);
        turn();
        QCOMPARE(controls, 2);
        poller->unwatch(sockets.here());
    });
}

void tst_SystemCalls::anotherHandler()
{
    run([] {
        SocketPair sockets;
        Reader first(&sockets), second(&sockets);
        DescriptorPoller *poller = DescriptorPoller::ofThisThread();
        QVERIFY(poller->watch(sockets.here(), DescriptorPoller::Readable, &first));
        resetCounts();
        QVERIFY(poller->watch(sockets.here(), DescriptorPoller::Readable, &second));
        sockets.send();
        turn();
        QCOMPARE(controls, 0);
        QCOMPARE(second.count, 1);
        poller->unwatch(sockets.here());
    });
}

void tst_SystemCalls::unwatchIsAtOnce()
{
    run([] {
        SocketPair sockets;
        Reader reader(&sockets);
        DescriptorPoller *poller = DescriptorPoller::ofThisThread();
        QVERIFY(poller->watch(sockets.here(), DescriptorPoller::Readable, &reader));
        resetCounts();
        poller->setInterests(sockets.here(), DescriptorPoller::Writable);
        poller->unwatch(sockets.here());
        QCOMPARE(controls, 1);
        turn();
        QCOMPARE(controls, 1);
    });
}

void tst_SystemCalls::postedInTheThread()
{
    run([] {
        turn();
        resetCounts();
        int called = 0;
        QObject context;
        for (int i = 0; i < 10; ++i)
            QMetaObject::invokeMethod(&context, [&called] { ++called; }, Qt::QueuedConnection);
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(called, 10);
        QCOMPARE(wakeUps, 0); // it is awake
        QCOMPARE(waits, 1);
    });
}

void tst_SystemCalls::wokenByAnotherThread()
{
    run([] {
        turn();
        resetCounts();
        QAbstractEventDispatcher *dispatcher = eventDispatcher();
        std::thread waker([dispatcher] {
            for (int i = 0; i < 100; ++i)
                dispatcher->wakeUp();
        });
        waker.join();
        QVERIFY(turn(QEventLoop::WaitForMoreEvents));
        QCOMPARE(wakeUps, 0); // it has not waited

        std::atomic<bool> waiting = false;
        connect(dispatcher, &QAbstractEventDispatcher::aboutToBlock, dispatcher, [&waiting] { waiting = true; });
        std::thread other([&waiting, dispatcher] {
            while (!waiting)
                std::this_thread::yield();
            dispatcher->wakeUp();
        });
        QVERIFY(turn(QEventLoop::WaitForMoreEvents));
        other.join();
        QVERIFY(wakeUps <= 1);
        QCOMPARE(reads, 0);
        QCOMPARE(waits, 2);
    });
}

void tst_SystemCalls::timers()
{
    run([] {
        QTimer timer;
        int timeouts = 0;
        QObject::connect(&timer, &QTimer::timeout, &timer, [&timeouts] { ++timeouts; });
        timer.setTimerType(Qt::PreciseTimer);
        timer.start(2);
        turn();
        resetCounts();
        while (timeouts < 10)
            turn(QEventLoop::WaitForMoreEvents);
        QVERIFY2(waits <= 10, qPrintable(QString::number(waits))); // none too early
        QCOMPARE(controls, 0);
        QVERIFY2(timerSettings <= 10, qPrintable(QString::number(timerSettings)));
    });
}

void tst_SystemCalls::timersThatDoNotFire()
{
    run([] {
        SocketPair sockets;
        Reader reader(&sockets);
        DescriptorPoller::ofThisThread()->watch(sockets.here(), DescriptorPoller::Readable, &reader);
        QTimer timer;
        timer.start(60'000);
        turn();
        resetCounts();
        for (int i = 0; i < 10; ++i) {
            sockets.send();
            timer.start(60'000); // later each time
            turn(QEventLoop::WaitForMoreEvents);
        }
        QCOMPARE(reader.count, 10);
        QCOMPARE(waits, 10);
        QCOMPARE(timerSettings, 0);
        DescriptorPoller::ofThisThread()->unwatch(sockets.here());
    });
}

QTEST_GUILESS_MAIN(tst_SystemCalls)
#include "tst_systemcalls.moc"
