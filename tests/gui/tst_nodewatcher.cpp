// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/nodewatcher.h"
#include "gui/scriptednode.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Gui;
using namespace std::chrono_literals;

class tst_NodeWatcher : public QObject
{
    Q_OBJECT

private slots:
    void listsPageByPage_data();
    void listsPageByPage();
    void listsPastEmptyPages();
    void pollsThoughTheListingStalls();
    void listsWhatChangesMeanwhileOnce();
    void pollsByItself();
    void asksOnceAtATime();
    void asksLessWhenNobodyLooks();
    void asksAtOnceForMore();
    void listsAgainOnResync();
    void resyncsWithoutAnEndLeaveTimeBetween();
    void tellsThatAnswersAreOverdue();
    void missesNoEventOverABrokenLink();
    void noticesAnotherNode();
};

void tst_NodeWatcher::listsPageByPage_data()
{
    QTest::addColumn<int>("rowsAtOnce");
    QTest::addColumn<int>("pages");
    QTest::newRow("as asked for") << 0 << 3;
    QTest::newRow("fewer, cut by bytes") << 99 << 26;
    QTest::newRow("more than asked for") << 2000 << 2;
}

void tst_NodeWatcher::listsPageByPage()
{
    ScriptedNode node;
    for (qint64 fd = 1; fd <= 2500; ++fd)
        node.open(ScriptedNode::connection(fd));
    QFETCH(int, rowsAtOnce);
    node.rowsAtOnce = rowsAtOnce;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    qsizetype rows = 0;
    connect(&watcher, &NodeWatcher::pageReceived, this,
            [&rows](const Admin::ConnectionPage &page) { rows += page.rows.size(); });
    QSignalSpy pages(&watcher, &NodeWatcher::pageReceived);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 1);
    QTEST(int(pages.size()), "pages");
    QCOMPARE(rows, 2500);
}

void tst_NodeWatcher::listsPastEmptyPages()
{
    ScriptedNode node;
    for (qint64 fd = 1; fd <= 30; ++fd)
        node.open(ScriptedNode::connection(fd));
    node.rowsAtOnce = 20;
    node.emptyPages = 1;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    QList<qint64> fds;
    connect(&watcher, &NodeWatcher::pageReceived, this, [&](const Admin::ConnectionPage &page) {
        for (const ConnectionInfo &row : page.rows)
            fds.append(row.fd);
        if (fds.size() == 20 && page.more && !page.rows.isEmpty())
            node.emptyPages = 2;
    });
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 1);
    QCOMPARE(fds.size(), 30);
    QCOMPARE(fds.first(), 1);
    QCOMPARE(fds.last(), 30);
}

void tst_NodeWatcher::pollsThoughTheListingStalls()
{
    ScriptedNode node;
    node.emptyPages = 1'000'000;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    QSignalSpy changes(&watcher, &NodeWatcher::changesReceived);
    client.start(node.socketPath());
    QTRY_VERIFY(!changes.isEmpty());
    QCOMPARE(finished.size(), 0);
    QVERIFY2(node.emptyPages > 1'000'000 - 10, qPrintable(QString::number(node.emptyPages)));
}

void tst_NodeWatcher::listsWhatChangesMeanwhileOnce()
{
    ScriptedNode node;
    for (qint64 fd = 1; fd <= 10; ++fd)
        node.open(ScriptedNode::connection(fd));
    node.rowsAtOnce = 4;
    qint64 next = 11;
    node.onQuestion = [&](const Admin::RequestBody &question) {
        // Of what the first page named one goes, one that was not named yet does; and there is a
        // new one.
        const auto *list = std::get_if<Admin::ListConnections>(&question);
        if (list && list->afterFd == 4) {
            node.close(2);
            node.close(7);
            node.open(ScriptedNode::connection(next++));
        }
    };
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QList<qint64> closed;
    QList<qint64> changed;
    connect(&watcher, &NodeWatcher::changesReceived, this, [&](const Admin::Changes &changes) {
        closed.append(changes.closed);
        for (const ConnectionInfo &row : changes.changed)
            changed.append(row.fd);
    });
    client.start(node.socketPath());
    QTRY_COMPARE(closed, QList<qint64>({2, 7}));
    QCOMPARE(changed, QList<qint64>({11}));
}

void tst_NodeWatcher::pollsByItself()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QList<qint64> opened;
    connect(&watcher, &NodeWatcher::changesReceived, this,
            [&opened](const Admin::Changes &changes) {
                for (const Admin::Event &event : changes.events)
                    opened.append(event.fd);
            });
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 1);
    node.open(ScriptedNode::connection(1));
    QTRY_COMPARE(opened, QList<qint64>({1}));
    node.open(ScriptedNode::connection(2));
    QTRY_COMPARE(opened, QList<qint64>({1, 2}));
    QCOMPARE(node.lists, 1);
}

void tst_NodeWatcher::asksOnceAtATime()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    client.start(node.socketPath());
    QTRY_VERIFY(node.polls > 0);
    node.mute = true;
    QTRY_COMPARE(node.unanswered, 1);
    // Nothing that happens meanwhile makes it ask again before there is an answer.
    watcher.setRelaxed(true);
    watcher.setRelaxed(false);
    QVERIFY(client.request(Admin::Push{}, this, [](const Admin::ReplyBody *) {}));
    QTRY_COMPARE(node.unanswered, 2);
    QVERIFY(client.request(Admin::Push{}, this, [](const Admin::ReplyBody *) {}));
    QTRY_COMPARE(node.unanswered, 3);
}

void tst_NodeWatcher::asksLessWhenNobodyLooks()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    watcher.setRelaxed(true);
    client.start(node.socketPath());
    QTRY_VERIFY(node.polls == 1);
    QElapsedTimer timer;
    timer.start();
    // Somebody looks: the answer must not wait for the relaxed interval.
    watcher.setRelaxed(false);
    QTRY_VERIFY(node.polls >= 3);
    QVERIFY(std::chrono::milliseconds(timer.elapsed()) < NodeWatcher::RelaxedInterval);
}

void tst_NodeWatcher::listsAgainOnResync()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 1);
    node.wantResync();
    QTRY_COMPARE(finished.size(), 2);
    QCOMPARE(node.welcomes, 1);
}

void tst_NodeWatcher::asksAtOnceForMore()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    QList<Admin::Changes> batches;
    connect(&watcher, &NodeWatcher::changesReceived, this,
            [&batches](const Admin::Changes &changes) { batches.append(changes); });
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 1);
    node.rowsAtOnce = 10;
    watcher.setRelaxed(true); // between batches there is no pause all the same
    QTRY_VERIFY(!batches.isEmpty());
    batches.clear();
    for (qint64 fd = 1; fd <= 1000; ++fd)
        node.open(ScriptedNode::connection(fd));
    QTRY_COMPARE_WITH_TIMEOUT(batches.size(), 101, 20'000);
    for (qsizetype i = 0; i + 1 < batches.size() && batches.at(i).more; ++i)
        QVERIFY(batches.at(i).position < batches.at(i + 1).position);
    QVERIFY(!batches.last().more);
}

void tst_NodeWatcher::resyncsWithoutAnEndLeaveTimeBetween()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    QSignalSpy changes(&watcher, &NodeWatcher::changesReceived);
    node.wantResync(3);
    QElapsedTimer timer;
    timer.start();
    client.start(node.socketPath());
    QTRY_COMPARE(finished.size(), 4);
    QVERIFY(std::chrono::milliseconds(timer.elapsed())
            > NodeWatcher::Interval); // two of them, by coarse timers
    QTRY_VERIFY(changes.size() > 4);
    QCOMPARE(finished.size(), 4);
}

void tst_NodeWatcher::tellsThatAnswersAreOverdue()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy overdue(&watcher, &NodeWatcher::overdueChanged);
    client.start(node.socketPath());
    QTRY_VERIFY(node.polls > 0);
    node.mute = true;
    QTRY_COMPARE_WITH_TIMEOUT(overdue.size(), 1, 20'000);
    QVERIFY(watcher.isOverdue());
    QVERIFY(watcher.answeredAt().secsTo(QDateTime::currentDateTimeUtc()) >= 4);
    QCOMPARE(client.state(), Admin::Client::State::Connected);
    node.answerLate();
    QTRY_COMPARE(overdue.size(), 2);
    QVERIFY(!watcher.isOverdue());
    const int polls = node.polls;
    QTRY_VERIFY(node.polls > polls);
    QCOMPARE(node.welcomes, 1);
}

void tst_NodeWatcher::missesNoEventOverABrokenLink()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QList<qint64> events;
    connect(&watcher, &NodeWatcher::changesReceived, this,
            [&events](const Admin::Changes &changes) {
                for (const Admin::Event &event : changes.events)
                    events.append(event.fd);
            });
    QSignalSpy changedNode(&watcher, &NodeWatcher::nodeChanged);
    QSignalSpy finished(&watcher, &NodeWatcher::listingFinished);
    client.start(node.socketPath());
    QTRY_VERIFY(node.polls > 0);
    node.cut();
    node.open(ScriptedNode::connection(1));
    node.close(1);
    QTRY_COMPARE(finished.size(), 2);
    QTRY_COMPARE(events, QList<qint64>({1, 1}));
    QCOMPARE(changedNode.size(), 1);
}

void tst_NodeWatcher::noticesAnotherNode()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    Admin::Client client(QStringLiteral("test"));
    NodeWatcher watcher(&client);
    QSignalSpy changedNode(&watcher, &NodeWatcher::nodeChanged);
    client.start(node.socketPath());
    QTRY_COMPARE(changedNode.size(), 1);
    node.welcome.pid += 1;
    node.cut();
    QTRY_COMPARE(changedNode.size(), 2);
}

QTEST_GUILESS_MAIN(tst_NodeWatcher)
#include "tst_nodewatcher.moc"
