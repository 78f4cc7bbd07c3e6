// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "clientstorm.h"
#include "gui/connectionmodel.h"
#include "gui/eventmodel.h"
#include "gui/languages.h"
#include "gui/nodesession.h"
#include "support/landlineprocess.h"
#include "support/patience.h"

#include <QtCore/qlocale.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Landline;
using namespace Landline::Gui;
using State = Admin::Client::State;

namespace {
constexpr int Clients = 3000;
constexpr int Rounds = 4; // the first, and three times anew
}

/// A real node with thousands of real clients that come, talk and go at once, and the console without its window.
class tst_ConsoleStorm : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void keepsLinkAndTable();

private:
    void watchLog();
    QString round(ClientStorm *storm) const;
    QSet<quint16> shownPorts() const;
    QStringList log(EventModel::Column column) const;

    std::unique_ptr<NodeSession> m_session;
    QList<State> m_states;
    int m_runningBackwards = 0; ///< neighbours in the log of which the later one has the earlier time
};

void tst_ConsoleStorm::initTestCase()
{
    installLanguage(QCoreApplication::instance(), QLocale(QLocale::English));
    if (!ClientStorm::raiseDescriptorLimit(Clients + 200))
        QSKIP("There are too few descriptors for so many clients");
}

/// Counts what runs backwards whenever lines are added, since the first ones are dropped before the end.
void tst_ConsoleStorm::watchLog()
{
    const EventModel *events = m_session->events();
    connect(events, &EventModel::rowsInserted, this, [this, events](const QModelIndex &parent, int first, int last) {
        if (parent.isValid())
            return;
        const auto time = [events](int row) { return events->index(row, 0).data(EventModel::TimeRole).toDateTime(); };
        for (int row = qMax(1, first); row <= qMin(last + 1, events->rowCount() - 1); ++row)
            m_runningBackwards += time(row) < time(row - 1);
    });
}

/// All connect, talk and, but for the last round, leave; null, or what went wrong.
QString tst_ConsoleStorm::round(ClientStorm *storm) const
{
    storm->leave();
    return storm->connectAll() && storm->talk() ? QString() : storm->errorString();
}

QSet<quint16> tst_ConsoleStorm::shownPorts() const
{
    const ConnectionModel *table = m_session->connections();
    QSet<quint16> ports;
    for (int row = 0; row < table->rowCount(); ++row) {
        const ConnectionInfo *connection = table->connection(table->fdAt(row));
        if (connection->messagesIn == 1 && connection->messagesOut == 1)
            ports.insert(connection->peerPort);
    }
    return ports;
}

QStringList tst_ConsoleStorm::log(EventModel::Column column) const
{
    const EventModel *events = m_session->events();
    QStringList lines;
    for (int row = 0; row < events->rowCount(); ++row)
        lines.append(events->index(row, column).data().toString());
    return lines;
}

void tst_ConsoleStorm::keepsLinkAndTable()
{
    LandlineProcess landline;
    landline.setConfig("[node]\nname = \"main\"\nworkers = 2\nwebsocket_backend = \"@BACKEND@\"\n"
                       "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                       "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n");
    QVERIFY2(landline.start(1), landline.errorOutput());
    m_session = std::make_unique<NodeSession>(QStringList(landline.filePath(QStringLiteral("landline/main.sock"))));
    connect(m_session->client(), &Admin::Client::stateChanged, this, [this](State state) { m_states.append(state); });
    watchLog();
    m_session->start();
    TRY_VERIFY(m_session->hasData());

    ClientStorm storm(landline.port(QStringLiteral("WebSocket")), Clients);
    QString problem;
    for (int i = 1; i < Rounds; ++i) {
        // The console looks on, while they do it in another thread.
        const std::unique_ptr<QThread> thread(QThread::create([&] { problem = round(&storm); }));
        thread->start();
        TRY_VERIFY(thread->isFinished());
        QVERIFY2(problem.isNull(), qPrintable(problem));
    }
    // The console is busy with something else meanwhile: what happens is more than the node keeps for it.
    problem = round(&storm);
    QVERIFY2(problem.isNull(), qPrintable(problem));

    TRY_COMPARE(m_session->connections()->total(), Clients);
    TRY_COMPARE(shownPorts(), storm.ports());
    QCOMPARE(m_states, QList({State::Connecting, State::Connected}));
    QVERIFY(!m_session->isStale());
    TRY_VERIFY(log(EventModel::What).contains(QStringLiteral("Skipped")));
    QVERIFY(!log(EventModel::Detail).filter(QStringLiteral(" events skipped")).isEmpty());
    QCOMPARE(m_runningBackwards, 0);

    storm.leave();
    TRY_COMPARE(m_session->connections()->total(), 0);
    QCOMPARE(m_states, QList({State::Connecting, State::Connected}));
    landline.terminate();
    TRY_COMPARE(m_session->client()->problem(), Admin::Client::Problem::NodeStopped);
    QCOMPARE(landline.waitForEnd(), 0);
    QCOMPARE(m_runningBackwards, 0);
}

QTEST_MAIN(tst_ConsoleStorm)
#include "tst_consolestorm.moc"
