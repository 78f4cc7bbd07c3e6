// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connectionmodel.h"
#include "gui/eventmodel.h"
#include "gui/languages.h"
#include "gui/nodeactions.h"
#include "gui/nodesession.h"
#include "gui/nodewatcher.h"
#include "gui/scriptednode.h"
#include "shared/admincodec.h"

#include <QtCore/qlocale.h>
#include <QtTest/qabstractitemmodeltester.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <memory>

using namespace Landline;
using namespace Landline::Gui;
using Admin::Client;

/// The console without its window against a node over a real socket.
class tst_NodeSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase()
    {
        installLanguage(QCoreApplication::instance(), QLocale(QLocale::English));
    }
    void init();
    void cleanup();

    void showsWhatChanges();
    void keepsItsLinkInAStorm();
    void keepsItsLinkWhilePushingToThousands();
    void listsWhileThousandsConnect();
    void resyncsWhileThousandsConnect();
    void comesBackFromRelaxed();
    void keepsItsDataOverFaults_data();
    void keepsItsDataOverFaults();
    void anotherProgramIsNoNode();
    void logsAnOutageInOrder();
    void logsWhatWasSkipped();
    void isStaleWhileNothingIsAnswered();

private:
    void open(qint64 first, qint64 last);
    void change(int count);
    void connectSession();
    bool hasRightTable() const;
    QStringList log(EventModel::Column column) const;

    std::unique_ptr<ScriptedNode> m_node;
    std::unique_ptr<NodeSession> m_session;
    QList<Client::State> m_states;
    QList<Client::Problem> m_problems; ///< with each of m_states
};

void tst_NodeSession::init()
{
    m_node = std::make_unique<ScriptedNode>();
    m_session = std::make_unique<NodeSession>(QStringList(m_node->socketPath()));
    m_states.clear();
    m_problems.clear();
    connect(m_session->client(), &Client::stateChanged, this, [this](Client::State state) {
        m_states.append(state);
        m_problems.append(m_session->client()->problem());
    });
}

void tst_NodeSession::cleanup()
{
    m_session.reset();
    m_node.reset();
}

void tst_NodeSession::open(qint64 first, qint64 last)
{
    for (qint64 fd = first; fd <= last; ++fd)
        m_node->open(ScriptedNode::connection(fd));
}

/// \a count connections have had a message more.
void tst_NodeSession::change(int count)
{
    QList<ConnectionInfo> rows = m_node->rows();
    const qsizetype step = qMax(qsizetype(1), rows.size() / count);
    for (qsizetype i = 0; i < rows.size() && count > 0; i += step, --count) {
        ++rows[i].messagesIn;
        m_node->change(rows.at(i));
    }
}

void tst_NodeSession::connectSession()
{
    QVERIFY(m_node->listen());
    m_session->start();
    QTRY_VERIFY_WITH_TIMEOUT(m_node->polls > 0, 20'000);
}

/// Exactly the rows of the node, each as it is.
bool tst_NodeSession::hasRightTable() const
{
    const ConnectionModel *table = m_session->connections();
    const QList<ConnectionInfo> rows = m_node->rows();
    return table->total() == rows.size()
            && std::all_of(rows.begin(), rows.end(), [table](const ConnectionInfo &row) {
                   const ConnectionInfo *shown = table->connection(row.fd);
                   return shown && shown->messagesIn == row.messagesIn
                           && shown->messagesOut == row.messagesOut;
               });
}

QStringList tst_NodeSession::log(EventModel::Column column) const
{
    const EventModel *events = m_session->events();
    QStringList lines;
    for (int row = 0; row < events->rowCount(); ++row)
        lines.append(events->index(row, column).data().toString());
    return lines;
}

void tst_NodeSession::showsWhatChanges()
{
    QAbstractItemModelTester table(m_session->connections());
    QAbstractItemModelTester events(m_session->events());
    open(1, 3);
    connectSession();
    QVERIFY(m_session->hasData());
    QTRY_VERIFY(hasRightTable());
    open(4, 5);
    m_node->close(2);
    change(1);
    QTRY_VERIFY(hasRightTable());
    QCOMPARE(log(EventModel::What).mid(1), QStringList({"Opened", "Opened", "Closed"}));
    // The table does not depend on the events.
    m_node->close(3);
    open(6, 6);
    m_node->loseEvents(100);
    QTRY_VERIFY(hasRightTable());
}

void tst_NodeSession::keepsItsLinkInAStorm()
{
    open(1, 20'000);
    m_node->loseEvents(0);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    qint64 next = 20'001;
    for (int round = 0; round < 4; ++round) {
        const int polls = m_node->polls;
        change(4000);
        QList<ConnectionInfo> rows = m_node->rows();
        for (qsizetype i = round; i < rows.size(); i += 40)
            m_node->close(rows.at(i).fd);
        open(next, next + 499);
        next += 500;
        m_node->loseEvents(round * 1000);
        QTRY_VERIFY_WITH_TIMEOUT(m_node->polls > polls, 20'000);
        // The next changes come while these are still read.
    }
    QTRY_VERIFY_WITH_TIMEOUT(hasRightTable(), 20'000);
    QCOMPARE(m_states, QList({Client::State::Connecting, Client::State::Connected}));
    QCOMPARE(m_node->welcomes, 1);
    QCOMPARE(m_node->lists, 1);
    QVERIFY(log(EventModel::What).contains(QStringLiteral("Skipped")));
}

void tst_NodeSession::keepsItsLinkWhilePushingToThousands()
{
    open(1, 5000);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    QSignalSpy finished(m_session->actions(), &NodeActions::finished);
    m_session->connections()->sort(int(Column::MessagesOut), Qt::DescendingOrder);
    QList<qint64> targets;
    for (qint64 fd = 1; fd <= 4000; fd += 2)
        targets.append(fd);
    for (int push = 0; push < 3; ++push) {
        QVERIFY(m_session->actions()->push(targets, Frame(QStringLiteral("hello"))));
        for (qint64 fd : std::as_const(targets)) {
            ConnectionInfo row = *m_session->connections()->connection(fd);
            row.messagesOut = push + 1;
            m_node->change(row);
        }
        QTRY_COMPARE(finished.size(), push + 1);
        QVERIFY(finished.last().first().value<ActionResult>().failed().isEmpty());
        QTRY_VERIFY(hasRightTable());
    }
    QCOMPARE(m_session->connections()->rowOf(1), 1999); // of equal ones the highest fd is first
    QCOMPARE(m_states, QList({Client::State::Connecting, Client::State::Connected}));
}

void tst_NodeSession::listsWhileThousandsConnect()
{
    open(1, 9000);
    qint64 next = 9001;
    m_node->onQuestion = [this, &next](const Admin::RequestBody &question) {
        if (!std::holds_alternative<Admin::ListConnections>(question) || next > 14'000)
            return;
        // New ones, some of the old ones go, and some of the new ones go at once.
        open(next, next + 699);
        for (qint64 fd = next - 8000; fd < next - 7900; ++fd)
            m_node->close(fd);
        for (qint64 fd = next; fd < next + 50; ++fd)
            m_node->close(fd);
        next += 700;
    };
    connectSession();
    QTRY_VERIFY_WITH_TIMEOUT(hasRightTable(), 20'000);
    QCOMPARE(m_node->lists, 1);
    QCOMPARE(m_states, QList({Client::State::Connecting, Client::State::Connected}));
}

void tst_NodeSession::resyncsWhileThousandsConnect()
{
    open(1, 3000);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    const QPersistentModelIndex kept(m_session->connections()->index(1500, 0));
    int leastRows = 3000;
    connect(m_session->connections(), &ConnectionModel::countsChanged, this,
            [&] { leastRows = qMin(leastRows, m_session->connections()->rowCount()); });
    // What the console missed: rows that went, and the word about it is lost.
    for (qint64 fd = 1; fd <= 100; ++fd)
        m_node->forget(fd);
    qint64 next = 3001;
    m_node->onQuestion = [this, &next](const Admin::RequestBody &question) {
        if (std::holds_alternative<Admin::ListConnections>(question)) {
            open(next, next + 499);
            m_node->close(next - 1000);
            next += 500;
        }
    };
    m_node->wantResync(2);
    QTRY_COMPARE(m_node->lists, 3);
    QTRY_VERIFY_WITH_TIMEOUT(hasRightTable(), 20'000);
    QVERIFY(leastRows > 2800); // it was never emptied
    QCOMPARE(kept.data(ConnectionModel::FdRole).toLongLong(), 1501);
    QCOMPARE(m_states, QList({Client::State::Connecting, Client::State::Connected}));
}

void tst_NodeSession::comesBackFromRelaxed()
{
    open(1, 20'000);
    m_node->loseEvents(0);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    m_session->watcher()->setRelaxed(true);
    const int polls = m_node->polls;
    QTRY_VERIFY(m_node->polls > polls); // now the next question is a relaxed interval away
    for (int round = 0; round < 5; ++round)
        change(10'000);
    QSignalSpy batches(m_session->connections(), &ConnectionModel::countsChanged);
    QSignalSpy changed(m_session->connections(), &QAbstractItemModel::dataChanged);
    m_session->watcher()->setRelaxed(false);
    QTRY_VERIFY(hasRightTable());
    QVERIFY2(batches.size() <= 12, qPrintable(QString::number(batches.size()))); // 10 pages of rows
    QVERIFY(changed.size() <= batches.size() + 5); // and the idle times
}

void tst_NodeSession::keepsItsDataOverFaults_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<bool>("comesBack"); // at once
    QTest::addColumn<QString>("title");
    const auto error = [](Admin::Error::Kind kind) {
        return Admin::encode(Admin::Reply{0, Admin::Error{kind, {}, Admin::ProtocolVersion, {}}});
    };
    const QString broken = QStringLiteral("The link to the node is broken");
    QTest::newRow("not CBOR") << QByteArray("HTTP/1.1 400 Bad Request") << true << broken;
    QTest::newRow("a value out of range")
            << Admin::encode(Admin::Request{1, Admin::ListConnections{{}, 0, 5000}}) << true
            << broken;
    QTest::newRow("violation") << error(Admin::Error::Kind::Violation) << true
                               << "The node rejected the link";
    QTest::newRow("sessions") << error(Admin::Error::Kind::TooManySessions) << true
                              << "Too many consoles";
    QTest::newRow("protocol") << error(Admin::Error::Kind::WrongProtocol) << false
                              << "This node speaks another version of the admin protocol";
    QTest::newRow("permission") << error(Admin::Error::Kind::PermissionDenied) << false
                                << "Permission denied";
}

void tst_NodeSession::keepsItsDataOverFaults()
{
    QFETCH(QByteArray, message);
    QFETCH(bool, comesBack);
    QFETCH(QString, title);
    open(1, 50);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    QSignalSpy resets(m_session->connections(), &QAbstractItemModel::modelReset);
    int stale = 0;
    connect(m_session.get(), &NodeSession::linkChanged, this, [&] {
        stale += m_session->isStale();
        QCOMPARE(m_session->connections()->rowCount(), 50);
    });
    m_node->send(message);
    QTRY_COMPARE(stale, 1);
    QCOMPARE(m_states.at(2), comesBack ? Client::State::Waiting : Client::State::Refused);
    QVERIFY(!m_problems.contains(Client::Problem::Violation));
    if (!comesBack)
        m_session->client()->reconnect();
    QTRY_COMPARE(m_node->lists, 2);
    QTRY_VERIFY(hasRightTable());
    QCOMPARE(resets.size(), 0);
    QVERIFY(!m_session->isStale());
    QCOMPARE(log(EventModel::What), QStringList({"Link up", "Link lost", "Link up"}));
    QCOMPARE(log(EventModel::Detail).at(1), title);
}

void tst_NodeSession::anotherProgramIsNoNode()
{
    m_node->garbage = "HTTP/1.1 400 Bad Request";
    QVERIFY(m_node->listen());
    m_session->start();
    QTRY_COMPARE(m_session->client()->state(), Client::State::Refused);
    QCOMPARE(m_session->client()->problem(), Client::Problem::Violation);
    QVERIFY(!m_session->hasData());
    QVERIFY(!m_session->isStale());
    // It was a node after all; what comes in its place later is another matter.
    m_node->garbage.clear();
    m_session->client()->reconnect();
    QTRY_VERIFY(m_session->hasData());
    m_node->garbage = "HTTP/1.1 400 Bad Request";
    m_problems.clear();
    m_node->cut();
    QTRY_VERIFY(m_node->garbled > 2);
    QVERIFY(m_session->isStale());
    QCOMPARE(m_problems, QList({Client::Problem::Lost}));
}

void tst_NodeSession::logsAnOutageInOrder()
{
    QAbstractItemModelTester tester(m_session->events());
    open(1, 1);
    connectSession();
    m_node->stopListening();
    m_node->cut();
    QTRY_COMPARE(log(EventModel::What).last(), QStringLiteral("Link lost"));
    open(2, 3);
    m_node->close(1);
    const QDateTime closedAt = QDateTime::currentDateTimeUtc();
    QTRY_VERIFY(QDateTime::currentDateTimeUtc()
                > closedAt); // of equal times the one that is known first is first
    QVERIFY(m_node->listen());
    m_session->client()->reconnect();
    QTRY_COMPARE(log(EventModel::What),
                 QStringList({"Link up", "Link lost", "Opened", "Opened", "Closed", "Link up"}));
    QTRY_VERIFY(hasRightTable());
}

void tst_NodeSession::logsWhatWasSkipped()
{
    connectSession();
    m_node->loseEvents(1234);
    open(1, 2);
    QTRY_COMPARE(log(EventModel::What), QStringList({"Link up", "Skipped", "Opened", "Opened"}));
    QCOMPARE(log(EventModel::Detail).at(1), QStringLiteral("1,234 events skipped"));
}

void tst_NodeSession::isStaleWhileNothingIsAnswered()
{
    open(1, 3);
    connectSession();
    QTRY_VERIFY(hasRightTable());
    QSignalSpy changed(m_session.get(), &NodeSession::linkChanged);
    m_node->mute = true;
    QTRY_COMPARE_WITH_TIMEOUT(changed.size(), 1, 20'000);
    QVERIFY(m_session->isStale());
    QVERIFY(m_session->isConnected());
    QCOMPARE(m_session->staleSince(), m_session->watcher()->answeredAt());
    QCOMPARE(log(EventModel::What).last(), QStringLiteral("No answer"));
    open(4, 4);
    m_node->answerLate();
    QTRY_VERIFY(!m_session->isStale());
    QTRY_VERIFY(hasRightTable());
    QVERIFY(log(EventModel::What).contains(QStringLiteral("Answers again")));
    QCOMPARE(m_states, QList({Client::State::Connecting, Client::State::Connected}));
    // The link may also go while nothing is answered.
    m_node->mute = true;
    QTRY_VERIFY_WITH_TIMEOUT(m_session->isStale(), 20'000);
    m_node->mute = false;
    m_node->cut();
    QTRY_VERIFY(!m_session->isStale());
    QTRY_VERIFY(hasRightTable());
    QCOMPARE(m_node->welcomes, 2);
}

QTEST_MAIN(tst_NodeSession)
#include "tst_nodesession.moc"
