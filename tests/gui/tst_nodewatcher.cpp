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
    void listsPageByPage();
    void pollsByItself();
    void asksOnceAtATime();
    void asksLessWhenNobodyLooks();
    void listsAgainOnResync();
    void missesNoEventOverABrokenLink();
    void noticesAnotherNode();
};

void tst_NodeWatcher::listsPageByPage()
{
    ScriptedNode node;
    for (qint64 fd = 1; fd <= 2500; ++fd)
        node.open(ScriptedNode::connection(fd));
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
    QCOMPARE(pages.size(), 3);
    QCOMPARE(rows, 2500);
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
