// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/encodings.h"
#include "runtime/commandqueue.h"

#include <QtTest/qtest.h>

#include <set>

using namespace Landline;

namespace {

QList<qint64> fdsUpTo(qint64 count)
{
    QList<qint64> fds;
    for (qint64 fd = 1; fd <= count; ++fd)
        fds.append(fd);
    return fds;
}

Order pushOf(qsizetype bytes)
{
    Order order;
    order.frame = Frame::fromBinary(QByteArray(bytes, 'x'));
    return order;
}

/// A queue whose commands are only noted.
class Fixture
{
public:
    void add(const Order &order, qint64 targets)
    {
        const int number = added++;
        queue.add(
                order, fdsUpTo(targets), [this, number](qint64 fd, PushResult) { results.append({number, fd}); },
                [this, number] { done.append(number); });
    }

    QList<std::pair<int, qint64>> results; ///< the command and the fd
    QList<int> done;
    int added = 0;
    std::set<const Encodings *> encodings;
    std::function<void()> onExecute;
    CommandQueue queue{[this](const Order &order, qint64) {
        encodings.insert(order.encodings.get());
        if (onExecute)
            onExecute();
        return PushResult::Queued;
    }};
};

} // namespace

class tst_CommandQueue : public QObject
{
    Q_OBJECT

private slots:
    void atOnce_data();
    void atOnce();
    void inSlices_data();
    void inSlices();
    void oneEncoding();
    void inTheirOrder();
    void othersHaveTheirTurn();
    void tooManyWait();
    void complete();
    void nestedLoop();
    void nestedAdd();
    void ofNobody();
};

void tst_CommandQueue::atOnce_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<qint64>("targets");

    QTest::newRow("one") << qsizetype(10) << qint64(1);
    QTest::newRow("a slice") << qsizetype(10) << qint64(CommandQueue::FirstSlice);
    QTest::newRow("an empty message") << qsizetype(0) << qint64(CommandQueue::FirstSlice);
    QTest::newRow("as many bytes as a slice has") << qsizetype(CommandQueue::MaxSliceBytes / 4) << qint64(4);
    QTest::newRow("one message larger than that") << qsizetype(CommandQueue::MaxSliceBytes * 2) << qint64(1);
}

void tst_CommandQueue::atOnce()
{
    QFETCH(const qsizetype, bytes);
    QFETCH(const qint64, targets);
    Fixture fixture;
    fixture.add(pushOf(bytes), targets);

    QCOMPARE(fixture.results.size(), targets);
    QCOMPARE(fixture.done, QList<int>{0});
    QVERIFY(fixture.queue.isIdle());
}

void tst_CommandQueue::inSlices_data()
{
    QTest::addColumn<qsizetype>("bytes");
    QTest::addColumn<qint64>("targets");
    QTest::addColumn<qsizetype>("first");

    QTest::newRow("one more than a slice") << qsizetype(10) << qint64(CommandQueue::FirstSlice) + 1
                                           << CommandQueue::FirstSlice;
    QTest::newRow("very many") << qsizetype(10) << qint64(20000) << CommandQueue::FirstSlice;
    QTest::newRow("large messages") << qsizetype(CommandQueue::MaxSliceBytes / 4) << qint64(9) << qsizetype(4);
}

void tst_CommandQueue::inSlices()
{
    QFETCH(const qsizetype, bytes);
    QFETCH(const qint64, targets);
    Fixture fixture;
    fixture.add(pushOf(bytes), targets);

    QTEST(fixture.results.size(), "first");
    QVERIFY(fixture.done.isEmpty());
    QTRY_COMPARE(fixture.done, QList<int>{0});
    QCOMPARE(fixture.results.size(), targets);
    for (qint64 fd = 1; fd <= targets; ++fd)
        QCOMPARE(fixture.results.at(fd - 1).second, fd);
    QVERIFY(fixture.queue.isIdle());
}

void tst_CommandQueue::oneEncoding()
{
    Fixture fixture;
    fixture.add(pushOf(10), 5000);
    fixture.encodings.clear(); // the first slice may be all there is, and shares nothing
    QTRY_COMPARE(fixture.done.size(), 1);
    QCOMPARE(fixture.encodings.size(), size_t(1));
    QVERIFY(*fixture.encodings.begin());
}

void tst_CommandQueue::inTheirOrder()
{
    Fixture fixture;
    fixture.add(pushOf(10), 2000);
    fixture.add(pushOf(10), 1);
    fixture.add(pushOf(10), 2000);
    fixture.add(pushOf(10), 0);
    QTRY_COMPARE(fixture.done, QList<int>({0, 1, 2, 3}));
    QVERIFY(std::is_sorted(fixture.results.cbegin(), fixture.results.cend()));
    QCOMPARE(fixture.results.size(), 4001);
}

void tst_CommandQueue::othersHaveTheirTurn()
{
    Fixture fixture;
    QTimer other;
    int turns = 0;
    connect(&other, &QTimer::timeout, this, [&turns] { ++turns; });
    other.start(0);
    fixture.add(pushOf(CommandQueue::MaxSliceBytes), 50); // one a slice
    QTRY_COMPARE(fixture.done.size(), 1);
    QCOMPARE_GE(turns, 45);
}

void tst_CommandQueue::tooManyWait()
{
    Fixture fixture;
    for (size_t i = 0; i <= CommandQueue::MaxWaiting; ++i)
        fixture.add(pushOf(10), 5000);
    // Whoever commands so much pays for the first one.
    QCOMPARE(fixture.done, QList<int>{0});
    fixture.add(pushOf(10), 5000);
    QCOMPARE(fixture.done, QList<int>({0, 1}));
    QTRY_COMPARE(fixture.done.size(), fixture.added);
    QVERIFY(std::is_sorted(fixture.results.cbegin(), fixture.results.cend()));
}

void tst_CommandQueue::complete()
{
    Fixture fixture;
    fixture.add(pushOf(10), 5000);
    fixture.add(pushOf(10), 3);
    fixture.queue.complete();
    QCOMPARE(fixture.done, QList<int>({0, 1}));
    QCOMPARE(fixture.results.size(), 5003);
}

// A slot of the application runs an event loop within a slice.
void tst_CommandQueue::nestedLoop()
{
    Fixture fixture;
    int calls = 0;
    fixture.onExecute = [&] {
        if (++calls != 1000) // in a slice, not in the first call
            return;
        QEventLoop loop;
        QTimer::singleShot(20, &loop, &QEventLoop::quit);
        loop.exec();
    };
    fixture.add(pushOf(10), 5000);
    QTRY_COMPARE(fixture.done, QList<int>{0});
    QCOMPARE(fixture.results.size(), 5000);
    QVERIFY(std::is_sorted(fixture.results.cbegin(), fixture.results.cend()));
}

// A slot of the application gives a command within a slice: it waits behind the one that is being carried out.
void tst_CommandQueue::nestedAdd()
{
    Fixture fixture;
    int calls = 0;
    fixture.onExecute = [&] {
        if (++calls == 1000)
            fixture.add(pushOf(10), 1);
    };
    fixture.add(pushOf(10), 5000);
    QTRY_COMPARE(fixture.done, QList<int>({0, 1}));
    QVERIFY(std::is_sorted(fixture.results.cbegin(), fixture.results.cend()));
}

void tst_CommandQueue::ofNobody()
{
    Fixture fixture;
    fixture.add(pushOf(10), 0);
    QCOMPARE(fixture.done, QList<int>{0});
}

QTEST_GUILESS_MAIN(tst_CommandQueue)
#include "tst_commandqueue.moc"
