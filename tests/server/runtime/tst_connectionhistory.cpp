// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectionhistory.h"

#include <QtCore/qstringlist.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;

namespace {

ConnectionEvent eventOf(qint64 fd, qint64 time)
{
    ConnectionEvent event;
    event.fd = fd;
    event.time = time;
    return event;
}

/// "7@1000": the event of fd 7 has that time.
QStringList names(const ConnectionHistory::Batch &batch)
{
    QStringList names;
    for (const ConnectionEvent &event : batch.events)
        names.append(QStringLiteral("%1@%2").arg(event.fd).arg(event.time));
    return names;
}

} // namespace

class tst_ConnectionHistory : public QObject
{
    Q_OBJECT

private slots:
    void inactiveAtFirst();
    void keepsAll();
    void mergesByTime_data();
    void mergesByTime();
    void overwritten_data();
    void overwritten();
    void readersDoNotTakeFromEachOther();
    void cutsLabels();
    void whileWorkersRecord();
};

void tst_ConnectionHistory::inactiveAtFirst()
{
    ConnectionHistory history(2);
    QVERIFY(!history.isActive());
    ConnectionHistory::Position position;
    const ConnectionHistory::Batch batch = history.read(&position);
    QVERIFY(batch.events.empty());
    QCOMPARE(batch.missed, 0u);
    history.activate();
    QVERIFY(history.isActive());
}

void tst_ConnectionHistory::keepsAll()
{
    const CloseInfo close{4001, QStringLiteral("bye"), ClosedBy::Server};
    const PeerAddress peer(QHostAddress(QStringLiteral("2001:db8::7")), 99);
    ConnectionHistory history(1);
    history.record(0, {1000, 7, peer, QStringLiteral("ws"), QStringLiteral("/"), QStringLiteral("ann"), true, close});
    ConnectionHistory::Position position;
    const ConnectionHistory::Batch batch = history.read(&position);
    QCOMPARE(batch.events.size(), size_t(1));
    const ConnectionEvent &event = batch.events.front();
    QCOMPARE(event.time, 1000);
    QCOMPARE(event.fd, 7);
    QCOMPARE(event.peer, peer);
    QCOMPARE(event.server, "ws");
    QCOMPARE(event.route, "/");
    QCOMPARE(event.label, "ann");
    QVERIFY(event.isClosed);
    QCOMPARE(event.close, close);
}

void tst_ConnectionHistory::mergesByTime_data()
{
    using Recorded = QList<std::pair<int, qint64>>; // worker, time
    QTest::addColumn<Recorded>("recorded"); // of the fds 1, 2, 3 ...
    QTest::addColumn<QStringList>("merged");

    QTest::newRow("nothing") << Recorded{} << QStringList{};
    QTest::newRow("one worker") << Recorded{{0, 10}, {0, 20}} << QStringList{"1@10", "2@20"};
    QTest::newRow("in turns") << Recorded{{1, 10}, {0, 20}, {1, 30}} << QStringList{"1@10", "2@20", "3@30"};
    QTest::newRow("one worker is late") << Recorded{{0, 20}, {1, 10}} << QStringList{"2@10", "1@20"};
    QTest::newRow("at the same time") << Recorded{{1, 10}, {1, 10}, {0, 10}} << QStringList{"3@10", "1@10", "2@10"};
    QTest::newRow("somebody has set the clock back")
            << Recorded{{0, 20}, {0, 10}, {1, 15}} << QStringList{"3@15", "1@20", "2@20"};
}

void tst_ConnectionHistory::mergesByTime()
{
    using Recorded = QList<std::pair<int, qint64>>;
    QFETCH(const Recorded, recorded);
    ConnectionHistory history(2);
    qint64 fd = 0;
    for (const auto &[worker, time] : recorded)
        history.record(worker, eventOf(++fd, time));
    ConnectionHistory::Position position;
    const ConnectionHistory::Batch batch = history.read(&position);
    QTEST(names(batch), "merged");
    QCOMPARE(batch.missed, 0u);
}

void tst_ConnectionHistory::overwritten_data()
{
    QTest::addColumn<int>("before"); // recorded and read
    QTest::addColumn<int>("after"); // recorded then, by the same worker
    QTest::addColumn<int>("missed");

    const int capacity = ConnectionHistory::Capacity;
    QTest::newRow("none") << 0 << capacity << 0;
    QTest::newRow("one") << 0 << capacity + 1 << 1;
    QTest::newRow("all but the last") << 0 << 3 * capacity << 2 * capacity;
    QTest::newRow("what was read") << 5 << capacity << 0;
    QTest::newRow("one that was not read") << 5 << capacity + 1 << 1;
    QTest::newRow("round and round") << 3 * capacity + 7 << capacity - 1 << 0;
    QTest::newRow("nothing new") << capacity + 7 << 0 << 0;
}

void tst_ConnectionHistory::overwritten()
{
    QFETCH(const int, before);
    QFETCH(const int, after);
    QFETCH(const int, missed);
    ConnectionHistory history(2);
    ConnectionHistory::Position position;
    history.record(1, eventOf(1'000'000, 0)); // another worker loses nothing
    for (int fd = 1; fd <= before; ++fd)
        history.record(0, eventOf(fd, fd));
    history.read(&position);
    for (int fd = before + 1; fd <= before + after; ++fd)
        history.record(0, eventOf(fd, fd));
    history.record(1, eventOf(1'000'001, 1'000'000));

    const ConnectionHistory::Batch batch = history.read(&position);
    QCOMPARE(batch.missed, quint64(missed));
    QCOMPARE(batch.events.size(), size_t(after - missed + 1));
    for (size_t i = 0; i + 1 < batch.events.size(); ++i)
        QCOMPARE(batch.events[i].fd, before + missed + qint64(i) + 1);
    QCOMPARE(batch.events.back().fd, 1'000'001);
    QVERIFY(history.read(&position).events.empty());
}

void tst_ConnectionHistory::readersDoNotTakeFromEachOther()
{
    ConnectionHistory history(1);
    history.record(0, eventOf(1, 1));
    ConnectionHistory::Position first;
    QCOMPARE(names(history.read(&first)), QStringList{"1@1"});
    history.record(0, eventOf(2, 2));
    ConnectionHistory::Position second;
    QCOMPARE(names(history.read(&second)), QStringList({"1@1", "2@2"}));
    QCOMPARE(names(history.read(&first)), QStringList{"2@2"});
}

void tst_ConnectionHistory::cutsLabels()
{
    ConnectionEvent event;
    event.label = QString(ConnectionHistory::MaxLabelLength + 1, QLatin1Char('x'));
    ConnectionHistory history(1);
    history.record(0, event);
    ConnectionHistory::Position position;
    QCOMPARE(history.read(&position).events.front().label, event.label.chopped(1));
}

void tst_ConnectionHistory::whileWorkersRecord()
{
    constexpr int workers = 3;
    constexpr int each = 5'000;
    ConnectionHistory history(workers);
    std::atomic<int> running = workers;
    std::vector<std::thread> threads;
    for (int worker = 0; worker < workers; ++worker) {
        threads.emplace_back([&history, &running, worker] {
            for (int i = 0; i < each; ++i)
                history.record(worker, eventOf(qint64(i) * workers + worker, i));
            --running;
        });
    }
    ConnectionHistory::Position position;
    std::vector<qint64> last(workers, -1); // of each worker
    quint64 seen = 0;
    bool rises = true;
    for (bool wasLast = false; !wasLast;) {
        wasLast = running == 0;
        const ConnectionHistory::Batch batch = history.read(&position);
        seen += batch.events.size() + batch.missed;
        for (const ConnectionEvent &event : batch.events) {
            qint64 &before = last[size_t(event.fd % workers)];
            rises = rises && event.fd > before;
            before = event.fd;
        }
    }
    for (std::thread &thread : threads)
        thread.join();
    QVERIFY(rises);
    QCOMPARE(seen, quint64(workers * each));
}

QTEST_GUILESS_MAIN(tst_ConnectionHistory)
#include "tst_connectionhistory.moc"
