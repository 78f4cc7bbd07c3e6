// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/epolleventdispatcher.h"

#include "server/runtime/dispatcherthread.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qtemporaryfile.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>
#include <QtNetwork/qtcpsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <thread>
#include <vector>

#include <netinet/in.h>

using namespace Landline;
using namespace std::chrono_literals;

/// What an application may expect of an event dispatcher. Each case runs on Qt's own and on ours: what Qt's does not
/// pass is no expectation.
class tst_EpollEventDispatcher : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase_data();
    void isTheOne();

    void postedEventsInOrder();
    void eventsPostedByEvents();
    void postedFromOtherThreads();
    void deferredDelete();
    void waitsForTheFirstEvent();
    void doesNotWaitAfterWakeUp();
    void wakeUpFromAnotherThread();
    void interruptFromAnotherThread();
    void interruptedByAPostedEvent();
    void tellsWhenItWaits();
    void threadQuits();
    void nestedLoops();
    void quitFromANestedLoop();

    void readNotifier();
    void writeNotifier();
    void exceptionNotifier();
    void allTypesOnOneDescriptor();
    void hangUp();
    void disabledAndEnabled();
    void secondNotifierOfTheType();
    void deletedWhileItIsActivated();
    void deletedWithinABatch();
    void numberReusedWithinABatch();
    void closedBeforeDisabled();
    void closedAndEnabled();
    void regularFile();
    void excludeSocketNotifiers();
    void notifiersInANestedLoop();
    void movedHere();
    void tcpSockets();

    void timerFires_data();
    void timerFires();
    void timersInOrder();
    void zeroTimers();
    void zeroTimerAmongDescriptors();
    void timerStopsItself();
    void timerStopsAnother();
    void timerStartedByATimer();
    void timerNotFiredWithinItself();
    void timersInANestedLoop();
    void lateTimerFiresOnce();
    void remainingTime();
    void registeredTimers();
    void unregisterTimersOfAnObject();
    void excludeTimers();
    void deletedLaterThanANestedLoop();

private:
    static void run(const std::function<void()> &body)
    {
        QFETCH_GLOBAL(bool, epoll);
        runInThread(epoll ? new EpollEventDispatcher : nullptr, body);
    }
};

namespace {

/// Notes what it gets, and does something then.
class Receiver : public QObject
{
    Q_OBJECT

public:
    bool event(QEvent *event) override
    {
        if (event->type() < QEvent::User)
            return QObject::event(event);
        received.append(event->type() - QEvent::User);
        if (then)
            then();
        return true;
    }
    void timerEvent(QTimerEvent *event) override
    {
        timers.append(event->timerId());
        if (then)
            then();
    }

    void post(int number) { QCoreApplication::postEvent(this, new QEvent(QEvent::Type(QEvent::User + number))); }

    QList<int> received;
    QList<int> timers;
    std::function<void()> then;
};

/// A notifier that counts.
class Notifier : public QSocketNotifier
{
    Q_OBJECT

public:
    Notifier(int descriptor, Type type, const std::function<void()> &then = {}) : QSocketNotifier(descriptor, type)
    {
        connect(this, &QSocketNotifier::activated, this, [this, then] {
            ++count;
            if (then)
                then();
        });
    }

    int count = 0;
};

} // namespace

void tst_EpollEventDispatcher::initTestCase_data()
{
    QTest::addColumn<bool>("epoll");
    QTest::newRow("qt") << false;
    QTest::newRow("epoll") << true;
}

void tst_EpollEventDispatcher::isTheOne()
{
    run([] {
        QFETCH_GLOBAL(bool, epoll);
        QCOMPARE(qobject_cast<EpollEventDispatcher *>(eventDispatcher()) != nullptr, epoll);
        // CMake's ENVIRONMENT of the test takes care that Qt's is the one that polls.
        QVERIFY(epoll || eventDispatcher()->inherits("QEventDispatcherUNIX"));
    });
}

void tst_EpollEventDispatcher::postedEventsInOrder()
{
    run([] {
        Receiver receiver;
        QList<int> expected;
        for (int i = 0; i < 100; ++i) {
            receiver.post(i);
            expected.append(i);
        }
        QCOMPARE(receiver.received, QList<int>());
        QVERIFY(turn());
        QCOMPARE(receiver.received, expected);
    });
}

void tst_EpollEventDispatcher::eventsPostedByEvents()
{
    run([] {
        Receiver receiver;
        receiver.then = [&] {
            if (receiver.received.size() < 5)
                receiver.post(static_cast<int>(receiver.received.size()));
            else
                eventDispatcher()->interrupt();
        };
        receiver.post(0);
        // The thread must not go to sleep over what was posted while events were delivered.
        while (receiver.received.size() < 5)
            turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(receiver.received, QList<int>({0, 1, 2, 3, 4}));
    });
}

void tst_EpollEventDispatcher::postedFromOtherThreads()
{
    run([] {
        constexpr int each = 5'000;
        Receiver receiver;
        receiver.then = [&receiver] {
            if (receiver.received.size() == 3 * each)
                eventDispatcher()->interrupt();
        };
        std::vector<std::thread> posters;
        for (int number = 0; number < 3; ++number) {
            posters.emplace_back([&receiver, number] {
                for (int i = 0; i < each; ++i)
                    receiver.post(number);
            });
        }
        // One that is missed would leave it waiting.
        while (receiver.received.size() < 3 * each)
            turn(QEventLoop::WaitForMoreEvents);
        for (std::thread &poster : posters)
            poster.join();
        QCOMPARE(receiver.received.size(), 3 * each);
        QCOMPARE(receiver.received.count(1), each);
    });
}

void tst_EpollEventDispatcher::deferredDelete()
{
    run([] {
        QPointer<QObject> object = new QObject;
        QEventLoop loop;
        connect(object, &QObject::destroyed, &loop, [&loop] { loop.quit(); });
        object->deleteLater();
        loop.exec();
        QVERIFY(!object);
    });
}

void tst_EpollEventDispatcher::waitsForTheFirstEvent()
{
    run([] {
        Receiver receiver;
        receiver.startTimer(40ms, Qt::PreciseTimer);
        QElapsedTimer time;
        time.start();
        while (receiver.timers.isEmpty())
            turn(QEventLoop::WaitForMoreEvents);
        QVERIFY(time.elapsed() >= 40);
    });
}

void tst_EpollEventDispatcher::doesNotWaitAfterWakeUp()
{
    run([] {
        turn();
        eventDispatcher()->wakeUp();
        eventDispatcher()->wakeUp();
        QVERIFY(turn(QEventLoop::WaitForMoreEvents));
        QVERIFY(!turn()); // however often it was called
    });
}

void tst_EpollEventDispatcher::wakeUpFromAnotherThread()
{
    run([] {
        QAbstractEventDispatcher *dispatcher = eventDispatcher();
        for (int i = 0; i < 200; ++i) {
            std::atomic<bool> over = false;
            // At any moment: before the wait, while it begins, and within it.
            std::thread waker([&, i] {
                if (i % 3 == 0)
                    std::this_thread::yield();
                over = true;
                dispatcher->wakeUp();
            });
            while (!over)
                turn(QEventLoop::WaitForMoreEvents);
            waker.join();
        }
        QVERIFY(true);
    });
}

void tst_EpollEventDispatcher::interruptFromAnotherThread()
{
    run([] {
        QEventLoop loop;
        std::thread quitter;
        connect(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock, &loop, [&] {
            if (!quitter.joinable())
                quitter = std::thread([&loop] { loop.exit(7); });
        });
        QCOMPARE(loop.exec(), 7);
        quitter.join();
    });
}

void tst_EpollEventDispatcher::interruptedByAPostedEvent()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        Receiver receiver;
        receiver.then = [] { eventDispatcher()->interrupt(); };
        receiver.post(1);
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(receiver.received, QList<int>({1}));
        QCOMPARE(notifier.count, 0); // nothing more was begun
        turn();
        QCOMPARE(notifier.count, 1);
    });
}

void tst_EpollEventDispatcher::tellsWhenItWaits()
{
    run([] {
        turn();
        QSignalSpy aboutToBlock(eventDispatcher(), &QAbstractEventDispatcher::aboutToBlock);
        QSignalSpy awake(eventDispatcher(), &QAbstractEventDispatcher::awake);
        turn();
        QCOMPARE(aboutToBlock.size(), 0);
        QCOMPARE(awake.size(), 1);
        Receiver receiver;
        receiver.startTimer(1ms);
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(aboutToBlock.size(), 1);
        QCOMPARE(awake.size(), 2);
    });
}

void tst_EpollEventDispatcher::threadQuits()
{
    QFETCH_GLOBAL(bool, epoll);
    QThread thread;
    if (epoll)
        thread.setEventDispatcher(new EpollEventDispatcher);
    static std::atomic<int> finished; // emitted in that thread, which a spy is not made for
    finished = 0;
    connect(&thread, &QThread::finished, &thread, [] { ++finished; }, Qt::DirectConnection);
    thread.start();
    thread.quit();
    QVERIFY(thread.wait(10'000));
    QCOMPARE(finished.load(), 1);
}

void tst_EpollEventDispatcher::nestedLoops()
{
    run([] {
        QList<int> log;
        QEventLoop outer, inner;
        QTimer::singleShot(0, &inner, [&] {
            QTimer::singleShot(0, &inner, [&] {
                log.append(1);
                outer.exit(2); // takes effect when the inner one has ended
                QTimer::singleShot(0, &inner, [&] { inner.exit(3); });
            });
            log.append(inner.exec());
        });
        log.append(outer.exec());
        QCOMPARE(log, QList<int>({1, 3, 2}));
    });
}

void tst_EpollEventDispatcher::quitFromANestedLoop()
{
    run([] {
        QEventLoop outer;
        bool innerEnded = false;
        QTimer::singleShot(0, &outer, [&] {
            QEventLoop inner;
            QTimer::singleShot(0, &inner, [] { QThread::currentThread()->quit(); });
            inner.exec();
            innerEnded = true;
        });
        outer.exec();
        QVERIFY(innerEnded);
    });
}

void tst_EpollEventDispatcher::readNotifier()
{
    run([] {
        SocketPair sockets;
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        turn();
        QCOMPARE(notifier.count, 0);

        std::thread sender([&sockets] { sockets.send(); });
        QVERIFY(turnUntil([&notifier] { return notifier.count > 0; }));
        sender.join();
        QCOMPARE(notifier.count, 1);
        turn(); // for as long as it is readable
        QCOMPARE(notifier.count, 2);
        sockets.receive();
        turn();
        QCOMPARE(notifier.count, 2);
    });
}

void tst_EpollEventDispatcher::writeNotifier()
{
    run([] {
        SocketPair sockets;
        const QByteArray much(1'000'000, 'x');
        Notifier notifier(sockets.there(), QSocketNotifier::Write);
        turn();
        QCOMPARE(notifier.count, 1);
        while (::write(sockets.there(), much.constData(), size_t(much.size())) > 0) { }
        turn();
        QCOMPARE(notifier.count, 1);
        std::vector<char> bytes(size_t(much.size()));
        while (::read(sockets.here(), bytes.data(), bytes.size()) > 0) { }
        turn();
        QCOMPARE(notifier.count, 2);
    });
}

void tst_EpollEventDispatcher::exceptionNotifier()
{
    run([] {
        // Urgent data is a matter of TCP.
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        const int listening = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const int client = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        QVERIFY(::bind(listening, reinterpret_cast<sockaddr *>(&address), size) == 0 && ::listen(listening, 1) == 0);
        QCOMPARE(::getsockname(listening, reinterpret_cast<sockaddr *>(&address), &size), 0);
        QCOMPARE(::connect(client, reinterpret_cast<sockaddr *>(&address), size), 0);
        const int descriptor = ::accept(listening, nullptr, nullptr);
        QVERIFY(descriptor >= 0);

        Notifier exception(descriptor, QSocketNotifier::Exception), read(descriptor, QSocketNotifier::Read);
        QCOMPARE(::send(client, "!", 1, MSG_OOB), 1);
        QVERIFY(turnUntil([&exception] { return exception.count > 0; }));
        QCOMPARE(read.count, 0);
        exception.setEnabled(false);
        read.setEnabled(false);
        for (const int open : {descriptor, client, listening})
            ::close(open);
    });
}

void tst_EpollEventDispatcher::allTypesOnOneDescriptor()
{
    run([] {
        SocketPair sockets;
        Notifier read(sockets.here(), QSocketNotifier::Read);
        Notifier write(sockets.here(), QSocketNotifier::Write);
        Notifier exception(sockets.here(), QSocketNotifier::Exception);
        sockets.send();
        turn();
        QCOMPARE(read.count, 1);
        QCOMPARE(write.count, 1);
        QCOMPARE(exception.count, 0);
        write.setEnabled(false);
        turn();
        QCOMPARE(read.count, 2);
        QCOMPARE(write.count, 1);
        read.setEnabled(false);
        write.setEnabled(true);
        turn();
        QCOMPARE(read.count, 2);
        QCOMPARE(write.count, 2);
    });
}

void tst_EpollEventDispatcher::hangUp()
{
    run([] {
        SocketPair sockets;
        Notifier read(sockets.here(), QSocketNotifier::Read);
        Notifier write(sockets.here(), QSocketNotifier::Write);
        Notifier exception(sockets.here(), QSocketNotifier::Exception);
        sockets.closeThere();
        turn();
        QCOMPARE(read.count, 1);
        QCOMPARE(write.count, 1);
        QCOMPARE(exception.count, 1);
    });
}

void tst_EpollEventDispatcher::disabledAndEnabled()
{
    run([] {
        SocketPair sockets;
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        sockets.send();
        notifier.setEnabled(false);
        turn();
        QCOMPARE(notifier.count, 0);
        notifier.setEnabled(true);
        notifier.setEnabled(false);
        notifier.setEnabled(true);
        turn();
        QCOMPARE(notifier.count, 1);
    });
}

void tst_EpollEventDispatcher::secondNotifierOfTheType()
{
    run([] {
        SocketPair sockets;
        auto first = std::make_unique<Notifier>(sockets.here(), QSocketNotifier::Read);
        turn();
        const QRegularExpression warning(QStringLiteral("ultiple socket notifiers|Another socket notifier"));
        QTest::ignoreMessage(QtWarningMsg, warning);
        Notifier second(sockets.here(), QSocketNotifier::Read);
        sockets.send();
        turn();
        QCOMPARE(first->count, 0);
        QCOMPARE(second.count, 1);
    });
}

void tst_EpollEventDispatcher::deletedWhileItIsActivated()
{
    run([] {
        SocketPair sockets;
        Notifier *read = nullptr;
        int activations = 0;
        Notifier write(sockets.here(), QSocketNotifier::Write);
        read = new Notifier(sockets.here(), QSocketNotifier::Read, [&] {
            ++activations;
            read->setEnabled(false);
            read->deleteLater();
            write.setEnabled(false); // found in the same event
        });
        sockets.send();
        turn();
        turn();
        QCOMPARE(activations, 1);
        QCOMPARE(write.count, 0);
    });
}

void tst_EpollEventDispatcher::deletedWithinABatch()
{
    run([] {
        constexpr size_t pairs = 50;
        std::vector<SocketPair> sockets(pairs);
        std::vector<std::unique_ptr<Notifier>> notifiers;
        int activations = 0;
        const Notifier *active = nullptr;
        for (SocketPair &pair : sockets) {
            pair.send();
            auto &notifier = notifiers.emplace_back();
            notifier = std::make_unique<Notifier>(pair.here(), QSocketNotifier::Read);
            connect(notifier.get(), &QSocketNotifier::activated, notifier.get(), [&, me = notifier.get()] {
                ++activations;
                active = me;
                std::erase_if(notifiers, [me](const auto &other) { return other.get() != me; });
            });
        }
        turn();
        QCOMPARE(activations, 1);
        QCOMPARE(notifiers.size(), 1u);
        QCOMPARE(notifiers.front().get(), active);
    });
}

void tst_EpollEventDispatcher::numberReusedWithinABatch()
{
    run([] {
        SocketPair first, second;
        std::unique_ptr<SocketPair> replacement;
        std::unique_ptr<Notifier> heir;
        std::unique_ptr<Notifier> notifiers[2];
        int activations = 0;
        // Whichever comes first closes the other one, whose number a silent socket takes over.
        const auto replace = [&](std::unique_ptr<Notifier> &other, SocketPair &pair) {
            if (++activations > 1)
                return;
            const int number = pair.here();
            other.reset();
            pair.closeHere();
            replacement = std::make_unique<SocketPair>();
            QCOMPARE(replacement->here(), number);
            heir = std::make_unique<Notifier>(number, QSocketNotifier::Read);
        };
        constexpr auto type = QSocketNotifier::Read;
        notifiers[0] = std::make_unique<Notifier>(first.here(), type, [&] { replace(notifiers[1], second); });
        notifiers[1] = std::make_unique<Notifier>(second.here(), type, [&] { replace(notifiers[0], first); });
        first.send();
        second.send();
        turn();
        QCOMPARE(activations, 1);
        QVERIFY(heir);
        QCOMPARE(heir->count, 0);
        replacement->send();
        turn();
        QCOMPARE(heir->count, 1);
    });
}

void tst_EpollEventDispatcher::closedBeforeDisabled()
{
    run([] {
        SocketPair sockets;
        auto notifier = std::make_unique<Notifier>(sockets.here(), QSocketNotifier::Read);
        turn();
        const int number = sockets.here();
        sockets.closeHere();
        notifier.reset();
        turn();
        SocketPair others;
        QCOMPARE(others.here(), number);
        Notifier next(number, QSocketNotifier::Read);
        others.send();
        turn();
        QCOMPARE(next.count, 1);
    });
}

void tst_EpollEventDispatcher::closedAndEnabled()
{
    run([] {
        SocketPair sockets;
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        turn();
        notifier.setEnabled(false);
        sockets.closeHere();
        notifier.setEnabled(true);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(QStringLiteral("Invalid socket|cannot be watched")));
        turn();
        QVERIFY(!notifier.isEnabled());
        QCOMPARE(notifier.count, 0);
        turn();
    });
}

void tst_EpollEventDispatcher::regularFile()
{
    run([] {
        QTemporaryFile file;
        QVERIFY(file.open());
        SocketPair sockets;
        sockets.send();
        Notifier notifier(file.handle(), QSocketNotifier::Read);
        Notifier other(sockets.here(), QSocketNotifier::Read);
        turn(QEventLoop::WaitForMoreEvents);
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(notifier.count, 2);
        QCOMPARE(other.count, 2);
        notifier.setEnabled(false);
        turn();
        QCOMPARE(notifier.count, 2);
        QCOMPARE(other.count, 3);
    });
}

void tst_EpollEventDispatcher::excludeSocketNotifiers()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        Receiver receiver;
        constexpr auto flags = QEventLoop::ExcludeSocketNotifiers | QEventLoop::WaitForMoreEvents;
        const int timer = receiver.startTimer(5ms);
        while (receiver.timers.isEmpty())
            turn(flags);
        receiver.killTimer(timer);

        receiver.then = [] { eventDispatcher()->interrupt(); };
        for (int i = 0; i < 5; ++i) {
            std::thread poster([&receiver, i] { receiver.post(i); });
            while (receiver.received.size() <= i)
                turn(flags);
            poster.join();
        }
        QCOMPARE(notifier.count, 0);
        turn();
        QCOMPARE(notifier.count, 1);
    });
}

void tst_EpollEventDispatcher::notifiersInANestedLoop()
{
    run([] {
        // Both are ready; the first one to be activated runs a loop, in which the other one is, and not again afterwards.
        SocketPair first, second;
        QEventLoop inner;
        int activations = 0;
        const auto activated = [&](SocketPair &sockets) {
            sockets.receive();
            if (++activations == 1)
                inner.exec();
            else
                inner.quit();
        };
        Notifier a(first.here(), QSocketNotifier::Read, [&] { activated(first); });
        Notifier b(second.here(), QSocketNotifier::Read, [&] { activated(second); });
        first.send();
        second.send();
        turn();
        QCOMPARE(activations, 2);
        turn();
        QCOMPARE(a.count, 1);
        QCOMPARE(b.count, 1);
    });
}

void tst_EpollEventDispatcher::movedHere()
{
    QFETCH_GLOBAL(bool, epoll);
    SocketPair sockets;
    sockets.send();
    auto notifier = std::make_unique<Notifier>(sockets.here(), QSocketNotifier::Read);
    auto timer = std::make_unique<QTimer>();
    int timeouts = 0;
    connect(timer.get(), &QTimer::timeout, timer.get(), [&timeouts] { ++timeouts; });
    timer->start(5);
    notifier->setEnabled(false);
    notifier->setEnabled(true);

    QThread *home = QThread::currentThread();
    const std::unique_ptr<QThread> thread(QThread::create([&] {
        QVERIFY(turnUntil([&] { return notifier->count > 0 && timeouts > 1; }));
        notifier->moveToThread(home);
        timer->moveToThread(home);
        const int before = notifier->count;
        turn();
        QCOMPARE(notifier->count, before);
    }));
    if (epoll)
        thread->setEventDispatcher(new EpollEventDispatcher);
    notifier->moveToThread(thread.get());
    timer->moveToThread(thread.get());
    thread->start();
    QVERIFY(thread->wait(20'000));
    QCoreApplication::sendPostedEvents(); // the timer arrives
    QVERIFY(timer->isActive());
}

void tst_EpollEventDispatcher::tcpSockets()
{
    run([] {
        QTcpServer server;
        QVERIFY(server.listen(QHostAddress::LocalHost));
        connect(&server, &QTcpServer::newConnection, &server, [&server] {
            QTcpSocket *accepted = server.nextPendingConnection();
            connect(accepted, &QTcpSocket::readyRead, accepted, [accepted] { accepted->write(accepted->readAll()); });
            connect(accepted, &QTcpSocket::disconnected, accepted, &QObject::deleteLater);
        });
        const QByteArray sent(3'000'000, 'x');
        QByteArray received;
        QTcpSocket client;
        connect(&client, &QTcpSocket::readyRead, &client, [&] { received += client.readAll(); });
        client.connectToHost(QHostAddress::LocalHost, server.serverPort());
        client.write(sent);
        QVERIFY(turnUntil([&] { return received.size() >= sent.size(); }));
        QCOMPARE(received, sent);
        client.disconnectFromHost();
        QVERIFY(turnUntil([&] { return client.state() == QTcpSocket::UnconnectedState; }));
    });
}

void tst_EpollEventDispatcher::timerFires_data()
{
    QTest::addColumn<int>("interval");
    QTest::addColumn<Qt::TimerType>("type");
    QTest::addColumn<int>("earliest");
    QTest::newRow("precise 1") << 1 << Qt::PreciseTimer << 1;
    QTest::newRow("precise 33") << 33 << Qt::PreciseTimer << 33;
    QTest::newRow("coarse 15") << 15 << Qt::CoarseTimer << 15;
    QTest::newRow("coarse 30") << 30 << Qt::CoarseTimer << 28;
    QTest::newRow("coarse 75") << 75 << Qt::CoarseTimer << 70;
    QTest::newRow("coarse 200") << 200 << Qt::CoarseTimer << 190;
    QTest::newRow("very coarse 1000") << 1000 << Qt::VeryCoarseTimer << 1; // at a whole second
}

void tst_EpollEventDispatcher::timerFires()
{
    run([] {
        QFETCH(int, interval);
        QFETCH(Qt::TimerType, type);
        QFETCH(int, earliest);
        const qsizetype times = interval < 1000 ? 3 : 1;
        Receiver receiver;
        QElapsedTimer time;
        time.start();
        const int id = receiver.startTimer(interval, type);
        QVERIFY(id > 0);
        while (receiver.timers.size() < times)
            turn(QEventLoop::WaitForMoreEvents);
        // Never early; but clocks and dispatchers cut off what is less than a millisecond, each time.
        QVERIFY2(time.elapsed() >= (earliest - 1) * times, qPrintable(QString::number(time.elapsed())));
        QCOMPARE(receiver.timers, QList<int>(times, id));
    });
}

void tst_EpollEventDispatcher::timersInOrder()
{
    run([] {
        Receiver receiver;
        const int third = receiver.startTimer(12ms, Qt::PreciseTimer);
        const int first = receiver.startTimer(2ms, Qt::PreciseTimer);
        const int second = receiver.startTimer(7ms, Qt::PreciseTimer);
        compute(13ms);
        turn(); // all three are due
        QCOMPARE(receiver.timers.mid(0, 3), QList<int>({first, second, third}));
    });
}

void tst_EpollEventDispatcher::zeroTimers()
{
    run([] {
        Receiver receiver;
        const int a = receiver.startTimer(0ms);
        const int b = receiver.startTimer(0ms);
        turn();
        QCOMPARE(receiver.timers, QList<int>({a, b})); // once a turn
        turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(receiver.timers, QList<int>({a, b, a, b}));
    });
}

void tst_EpollEventDispatcher::zeroTimerAmongDescriptors()
{
    run([] {
        SocketPair sockets;
        sockets.send();
        Notifier notifier(sockets.here(), QSocketNotifier::Read);
        Receiver receiver;
        receiver.startTimer(0ms);
        receiver.post(1);
        for (int i = 0; i < 10; ++i)
            turn(QEventLoop::WaitForMoreEvents);
        QCOMPARE(notifier.count, 10);
        QCOMPARE(receiver.timers.size(), 10);
        QCOMPARE(receiver.received, QList<int>({1}));
    });
}

void tst_EpollEventDispatcher::timerStopsItself()
{
    run([] {
        Receiver receiver;
        const int id = receiver.startTimer(1ms);
        receiver.then = [&] { receiver.killTimer(id); };
        QVERIFY(turnUntil([&] { return !receiver.timers.isEmpty(); }));
        compute(5ms);
        turn();
        QCOMPARE(receiver.timers, QList<int>({id}));
    });
}

void tst_EpollEventDispatcher::timerStopsAnother()
{
    run([] {
        Receiver killer;
        auto victim = std::make_unique<Receiver>();
        killer.startTimer(1ms, Qt::PreciseTimer);
        victim->startTimer(2ms, Qt::PreciseTimer);
        int killed = 0;
        killer.then = [&] {
            if (victim) {
                killed = int(victim->timers.size());
                victim.reset(); // it was due in this turn
            }
        };
        compute(4ms);
        turn();
        QVERIFY(!victim);
        QCOMPARE(killed, 0);
        QCOMPARE(killer.timers.size(), 1);
    });
}

void tst_EpollEventDispatcher::timerStartedByATimer()
{
    run([] {
        Receiver receiver;
        receiver.then = [&] { receiver.startTimer(0ms); };
        receiver.startTimer(0ms);
        turn();
        QCOMPARE(receiver.timers.size(), 1); // the new one has the next turn
        turn();
        QCOMPARE(receiver.timers.size(), 3);
    });
}

void tst_EpollEventDispatcher::deletedLaterThanANestedLoop()
{
    run([] {
        QEventLoop outer;
        QPointer<QObject> object = new QObject;
        bool outlivesInner = false;
        QTimer::singleShot(0, &outer, [&] {
            object->deleteLater();
            QEventLoop inner;
            QTimer::singleShot(1, &inner, &QEventLoop::quit);
            inner.exec();
            outlivesInner = !object.isNull();
            connect(object, &QObject::destroyed, &outer, &QEventLoop::quit);
        });
        outer.exec();
        QVERIFY(outlivesInner);
        QVERIFY(!object);
    });
}

void tst_EpollEventDispatcher::timerNotFiredWithinItself()
{
    run([] {
        Receiver receiver, other;
        QEventLoop inner;
        receiver.then = [&] {
            if (receiver.timers.size() == 1)
                inner.exec();
        };
        other.then = [&] {
            if (other.timers.size() == 5)
                inner.quit();
        };
        receiver.startTimer(1ms, Qt::PreciseTimer);
        while (receiver.timers.isEmpty()) {
            other.startTimer(2ms, Qt::PreciseTimer);
            turn(QEventLoop::WaitForMoreEvents);
        }
        QVERIFY(other.timers.size() >= 5);
        QCOMPARE(receiver.timers.size(), 1);
        QVERIFY(turnUntil([&] { return receiver.timers.size() > 1; }));
    });
}

void tst_EpollEventDispatcher::timersInANestedLoop()
{
    run([] {
        // Both are due; the first one's receiver runs a loop, in which the second one fires, and not again afterwards.
        Receiver first, second;
        first.startTimer(1ms, Qt::PreciseTimer);
        second.startTimer(100ms, Qt::PreciseTimer);
        first.then = [] { turn(); };
        compute(101ms);
        turn();
        QCOMPARE(first.timers.size(), 1);
        QCOMPARE(second.timers.size(), 1);
    });
}

void tst_EpollEventDispatcher::lateTimerFiresOnce()
{
    run([] {
        Receiver receiver;
        receiver.startTimer(200ms, Qt::PreciseTimer);
        compute(450ms);
        turn();
        turn();
        QCOMPARE(receiver.timers.size(), 1); // what it missed is lost
    });
}

void tst_EpollEventDispatcher::remainingTime()
{
    run([] {
        Receiver receiver;
        const int id = receiver.startTimer(10s, Qt::PreciseTimer);
        const int remaining = eventDispatcher()->remainingTime(id);
        QVERIFY(remaining > 5'000 && remaining <= 10'001);
        const int shortTimer = receiver.startTimer(1ms, Qt::PreciseTimer);
        compute(2ms);
        QCOMPARE(eventDispatcher()->remainingTime(shortTimer), 0);
        receiver.killTimer(id);
        QCOMPARE(eventDispatcher()->remainingTime(id), -1);
    });
}

void tst_EpollEventDispatcher::registeredTimers()
{
    run([] {
        Receiver receiver, other;
        const int precise = receiver.startTimer(150ms, Qt::PreciseTimer);
        const int coarse = receiver.startTimer(2s, Qt::CoarseTimer);
        const int veryCoarse = receiver.startTimer(30s, Qt::VeryCoarseTimer);
        other.startTimer(1s);
        QList<QAbstractEventDispatcher::TimerInfo> timers = eventDispatcher()->registeredTimers(&receiver);
        std::sort(timers.begin(), timers.end(), [](const auto &a, const auto &b) { return a.interval < b.interval; });
        QCOMPARE(timers.size(), 3);
        QCOMPARE(timers[0].timerId, precise);
        QCOMPARE(timers[0].interval, 150);
        QCOMPARE(timers[0].timerType, Qt::PreciseTimer);
        QCOMPARE(timers[1].timerId, coarse);
        QCOMPARE(timers[1].interval, 2'000);
        QCOMPARE(timers[1].timerType, Qt::CoarseTimer);
        QCOMPARE(timers[2].timerId, veryCoarse);
        QCOMPARE(timers[2].interval, 30'000);
        QCOMPARE(timers[2].timerType, Qt::VeryCoarseTimer);
    });
}

void tst_EpollEventDispatcher::unregisterTimersOfAnObject()
{
    run([] {
        Receiver receiver, other;
        receiver.startTimer(0ms);
        const int id = receiver.startTimer(0ms);
        other.startTimer(0ms);
        QVERIFY(eventDispatcher()->unregisterTimers(&receiver));
        QVERIFY(!eventDispatcher()->unregisterTimer(id));
        turn();
        QCOMPARE(receiver.timers.size(), 0);
        QCOMPARE(other.timers.size(), 1);
        QVERIFY(eventDispatcher()->registeredTimers(&receiver).isEmpty());
        eventDispatcher()->registerTimer(id, 0, Qt::PreciseTimer, &receiver); // so that its destructor finds them
    });
}

void tst_EpollEventDispatcher::excludeTimers()
{
    run([] {
        Receiver receiver;
        receiver.startTimer(0ms);
        receiver.post(1);
        turn(QEventLoop::X11ExcludeTimers);
        QCOMPARE(receiver.timers.size(), 0);
        QCOMPARE(receiver.received.size(), 1);
        turn();
        QCOMPARE(receiver.timers.size(), 1);
    });
}

QTEST_GUILESS_MAIN(tst_EpollEventDispatcher)
#include "tst_epolleventdispatcher.moc"
