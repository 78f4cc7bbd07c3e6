// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/nodeactions.h"
#include "gui/scriptednode.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>
#include <numeric>

using namespace Landline;
using namespace Landline::Gui;

class tst_NodeActions : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void pushes();
    void disconnects();
    void splitsByTargets();
    void splitsByBytes();
    void refusesWhatCannotWork();
    void saysWhatNobodyKnows();
    void resultsUnknownHere();
    void summaries();

private:
    static QList<qint64> fds(qint64 count);

    std::unique_ptr<ScriptedNode> m_node;
    std::unique_ptr<Admin::Client> m_client;
    std::unique_ptr<NodeActions> m_actions;
    QList<ActionResult> m_results;
};

QList<qint64> tst_NodeActions::fds(qint64 count)
{
    QList<qint64> fds(count);
    std::iota(fds.begin(), fds.end(), 1);
    return fds;
}

void tst_NodeActions::init()
{
    m_results.clear();
    m_node = std::make_unique<ScriptedNode>();
    QVERIFY(m_node->listen());
    m_client = std::make_unique<Admin::Client>(QStringLiteral("test"));
    m_actions = std::make_unique<NodeActions>(m_client.get());
    connect(m_actions.get(), &NodeActions::finished, this,
            [this](const ActionResult &result) { m_results.append(result); });
    m_client->start(m_node->socketPath());
    QTRY_COMPARE(m_client->state(), Admin::Client::State::Connected);
}

void tst_NodeActions::cleanup()
{
    m_actions.reset();
    m_client.reset();
    m_node.reset();
}

void tst_NodeActions::pushes()
{
    for (qint64 fd : {1, 2, 4})
        m_node->open(ScriptedNode::connection(fd));
    QVERIFY(m_actions->push({1, 2, 3, 9}, Frame(QStringLiteral("hello\nworld"))));
    QTRY_COMPARE(m_results.size(), 1);
    const ActionResult result = m_results.first();
    QCOMPARE(m_node->pushes.size(), 1);
    QCOMPARE(m_node->pushes.first().frame.data(), QByteArray("hello\nworld"));
    QCOMPARE(result.summary(), QStringLiteral("2 queued, 1 gone, 1 unknown"));
    QCOMPARE(result.failed(), QList<qint64>({3, 9}));
    QCOMPARE(result.what, QStringLiteral("hello world"));
}

void tst_NodeActions::disconnects()
{
    m_node->open(ScriptedNode::connection(1));
    QVERIFY(m_actions->disconnectClients({1}, 4001, QStringLiteral("bye")));
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results.first().summary(), QStringLiteral("1 disconnected"));
    QCOMPARE(m_node->disconnects.first().code, quint16(4001));
    QCOMPARE(m_node->disconnects.first().reason, QStringLiteral("bye"));
}

void tst_NodeActions::splitsByTargets()
{
    const qsizetype count = Admin::MaxTargets + 5;
    QVERIFY(m_actions->push(fds(count), Frame(QStringLiteral("x"))));
    QTRY_COMPARE_WITH_TIMEOUT(m_results.size(), 1, 30000);
    QCOMPARE(m_node->pushes.size(), 2);
    QCOMPARE(m_node->pushes.at(0).fds.size(), Admin::MaxTargets);
    QCOMPARE(m_results.first().outcomes.size(), count);
    QCOMPARE(m_results.first().outcomes.last().fd, count);
    QVERIFY(m_results.first().unanswered.isEmpty());
}

void tst_NodeActions::splitsByBytes()
{
    const Frame longest = Frame::fromBinary(QByteArray(NodeActions::MaxMessageBytes, 'x'));
    QVERIFY(m_actions->push(fds(5000), longest));
    QTRY_COMPARE_WITH_TIMEOUT(m_results.size(), 1, 30000);
    QVERIFY(m_node->pushes.size() > 1);
    QVERIFY(m_results.first().error.isEmpty());
    QCOMPARE(m_results.first().outcomes.size(), 5000);
}

void tst_NodeActions::refusesWhatCannotWork()
{
    QVERIFY(!m_actions->push({}, Frame(QStringLiteral("x"))));
    QVERIFY(!m_actions->push({1},
                             Frame::fromBinary(QByteArray(NodeActions::MaxMessageBytes + 1, 'x'))));
    m_client->stop();
    QVERIFY(!m_actions->push({1}, Frame(QStringLiteral("x"))));
    QVERIFY(m_results.isEmpty());
}

void tst_NodeActions::saysWhatNobodyKnows()
{
    m_node->mute = true;
    QVERIFY(m_actions->push({1, 2}, Frame(QStringLiteral("x"))));
    m_node->cut();
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results.first().unanswered, QList<qint64>({1, 2}));
    QCOMPARE(m_results.first().summary(), QStringLiteral("2 without an answer"));
}

void tst_NodeActions::resultsUnknownHere()
{
    for (qint64 fd = 1; fd <= 4; ++fd)
        m_node->open(ScriptedNode::connection(fd));
    m_node->setUnknownResult(2);
    m_node->setUnknownResult(4);
    QVERIFY(m_actions->push({1, 2, 3, 4}, Frame(QStringLiteral("x"))));
    QTRY_COMPARE(m_results.size(), 1);
    QCOMPARE(m_results.first().unanswered, QList<qint64>({2, 4}));
    QCOMPARE(m_results.first().targets(), 4);
    QCOMPARE(m_results.first().summary(), QStringLiteral("2 queued, 2 without an answer"));
}

void tst_NodeActions::summaries()
{
    ActionResult result;
    result.outcomes
            = {{1, PushResult::Stopped}, {2, PushResult::Rejected}, {3, PushResult::Queued}};
    QCOMPARE(result.summary(), QStringLiteral("1 queued, 1 rejected, 1 not sent, the node stops"));
    for (PushResult each :
         {PushResult::Rejected, PushResult::Gone, PushResult::Unknown, PushResult::Stopped})
        QVERIFY(!resultReason(each).isEmpty());
}

QTEST_GUILESS_MAIN(tst_NodeActions)
#include "tst_nodeactions.moc"
