// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "adminfixture.h"

#include "admin/adminservice.h"
#include "admin/brief.h"
#include "admin/eventring.h"
#include "node_p.h"
#include "runtime/connectionquery.h"

#include <Landline/version.h>

#include <QtCore/qmap.h>

#include <algorithm>

using namespace Landline;
using namespace Landline::Admin;
using namespace Qt::StringLiterals;
using Clients = std::vector<std::unique_ptr<DemoClient>>;

static const QString Who = u"uid 1, pid 2"_s;

/// What a console knows of the live connections, kept up to date as adminprotocol.h says.
struct Mirror
{
    QMap<qint64, ConnectionInfo> rows;
    QList<Event> events;
    quint64 event = 0;
    ChangePosition position;

    void apply(const Changes &changes)
    {
        for (const ConnectionInfo &row : changes.changed)
            rows.insert(row.fd, row);
        for (const qint64 fd : changes.closed)
            rows.remove(fd);
        events += changes.events;
        event = changes.event;
        position = changes.position;
    }
};

class tst_AdminService : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void welcome();
    void pages();
    void pagePositions();
    void filters_data();
    void filters();
    void cutsLongTexts();

    void followsLife();
    void followsMany_data();
    void followsMany();
    void skippedEvents_data();
    void skippedEvents();
    void resync_data();
    void resync();
    void pagesAreBoundedByBytes();

    void badRequests_data();
    void badRequests();
    void pushesInOrder();
    void pushesBinary();
    void pushesToOne();
    void disconnects();
    void recordsForNobody();
    void afterTheEnd();

private:
    template<typename Body> Body ask(const RequestBody &request);
    void connectClients(int count);
    QList<qint64> fds() const;
    void follow(Mirror *mirror, int limit = MaxRows);
    Event lastEvent() const
    {
        return m_log->since(m_log->lastSequence() - 1, 1).events.constFirst();
    }

    std::unique_ptr<LiveNode> m_live;
    std::unique_ptr<EventRing> m_log;
    std::unique_ptr<AdminService> m_service;
    Clients m_clients;
};

void tst_AdminService::init()
{
    m_live = std::make_unique<LiveNode>();
    m_log = std::make_unique<EventRing>(NodePrivate::get(&m_live->node)->history());
    m_service = std::make_unique<AdminService>(&m_live->node, m_log.get());
    QVERIFY2(m_live->start(), qPrintable(m_live->node.errorString()));
}

void tst_AdminService::cleanup()
{
    m_clients.clear();
    m_service.reset();
    m_live->admin.reset();
    m_live.reset();
    m_log.reset();
}

/// The answer to \a request; an empty one if it is of another kind.
template<typename Body> Body tst_AdminService::ask(const RequestBody &request)
{
    std::optional<ReplyBody> answer;
    m_service->execute(request, Who, [&answer](const ReplyBody &body) { answer = body; });
    if (!QTest::qWaitFor([&answer] { return answer.has_value(); })
        || !std::holds_alternative<Body>(*answer)) {
        QTest::qFail("another answer, or none", __FILE__, __LINE__);
        return {};
    }
    return std::get<Body>(*answer);
}

/// The clients' names are "client 0", "client 1" ...
void tst_AdminService::connectClients(int count)
{
    const quint64 before = m_log->lastSequence();
    for (int i = 0; i < count; ++i)
        m_clients.push_back(
                std::make_unique<DemoClient>(*m_live, u"client %1"_s.arg(m_clients.size())));
    for (const auto &client : m_clients)
        QVERIFY(client->waitForFd());
    QTRY_COMPARE(m_log->lastSequence(), before + quint64(count));
}

QList<qint64> tst_AdminService::fds() const
{
    QList<qint64> fds;
    for (const auto &client : m_clients)
        fds.append(client->fd);
    std::sort(fds.begin(), fds.end());
    return fds;
}

/// Polls until there is nothing more.
void tst_AdminService::follow(Mirror *mirror, int limit)
{
    Changes changes;
    do {
        changes = ask<Changes>(PollChanges{{}, mirror->event, mirror->position, limit});
        QVERIFY(!changes.resync);
        mirror->apply(changes);
    } while (changes.more);
}

void tst_AdminService::welcome()
{
    const Welcome welcome = m_service->welcome();
    QCOMPARE(welcome.protocol, ProtocolVersion);
    QCOMPARE(welcome.product, u"landline " LANDLINE_VERSION_STR ""_s);
    QCOMPARE(welcome.node, u"main"_s);
    QCOMPARE(welcome.pid, QCoreApplication::applicationPid());
    QCOMPARE(welcome.startedAt, m_live->node.startedAt());
    QCOMPARE(welcome.workers, 2);
    QCOMPARE(welcome.servers.size(), 1);
    QCOMPARE(welcome.servers.constFirst().port, m_live->port());
}

void tst_AdminService::pages()
{
    connectClients(25);
    QList<qint64> listed;
    QList<qsizetype> sizes;
    ConnectionPage page;
    do {
        page = ask<ConnectionPage>(
                ListConnections{{}, listed.isEmpty() ? 0 : listed.constLast(), 10});
        for (const ConnectionInfo &row : std::as_const(page.rows))
            listed.append(row.fd);
        sizes.append(page.rows.size());
        QCOMPARE(page.counters.connections, 25);
        QCOMPARE(page.counters.matched, 25);
    } while (page.more);
    QCOMPARE(listed, fds());
    QCOMPARE(sizes, (QList<qsizetype>{10, 10, 5}));
}

void tst_AdminService::pagePositions()
{
    connectClients(3);
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{});
    QCOMPARE(page.event, 3u);
    QVERIFY(page.position > ChangePosition());
    QVERIFY(ask<ConnectionPage>(ListConnections{}).position > page.position);
    const ConnectionInfo row = page.rows.constFirst();
    QCOMPARE(row.server, u"ws"_s);
    QCOMPARE(row.route, u"/"_s);
    QVERIFY(row.label.startsWith(u"client "_s));
    QCOMPARE(row.peerAddress, u"127.0.0.1"_s);
    QCOMPARE(row.worker, int(row.fd - 1) % 2);
}

void tst_AdminService::filters_data()
{
    QTest::addColumn<Admin::Filter>("filter");
    QTest::addColumn<int>("matched");

    // Twelve clients, "client 0" to "client 11".
    QTest::newRow("none") << Admin::Filter{} << 12;
    QTest::newRow("label") << Admin::Filter{{}, u"client 1"_s} << 3;
    QTest::newRow("any case") << Admin::Filter{{}, u"CLIENT 11"_s} << 1;
    QTest::newRow("server") << Admin::Filter{u"ws"_s, {}} << 12;
    QTest::newRow("server and text") << Admin::Filter{u"ws"_s, u"client 2"_s} << 1;
    QTest::newRow("another server") << Admin::Filter{u"http"_s, {}} << 0;
    QTest::newRow("nobody") << Admin::Filter{{}, u"carol"_s} << 0;
}

void tst_AdminService::filters()
{
    QFETCH(Admin::Filter, filter);
    connectClients(12);
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{filter, 0, MaxRows});
    QTEST(int(page.rows.size()), "matched");
    QTEST(int(page.counters.matched), "matched");
    QCOMPARE(page.counters.connections, 12);
    for (const auto &client : m_clients)
        client->socket.sendTextMessage(u"x"_s);
    for (const auto &client : m_clients)
        QTRY_VERIFY(!client->texts.isEmpty());
    const Changes changes = ask<Changes>(PollChanges{filter, 0, page.position, MaxRows});
    QTEST(int(changes.changed.size()), "matched");
    QTEST(int(changes.counters.matched), "matched");
}

void tst_AdminService::cutsLongTexts()
{
    QNetworkRequest request(QUrl(u"ws://127.0.0.1:%1/echo"_s.arg(m_live->port())));
    request.setRawHeader("User-Agent", QByteArray(5000, 'u'));
    QWebSocket longWinded;
    longWinded.open(request);
    QTRY_COMPARE(m_log->lastSequence(), 1u);
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{});
    QCOMPARE(page.rows.size(), 1);
    QCOMPARE(page.rows.constFirst().userAgent, QString(MaxBriefLength - 1, u'u') + u'…');
}

void tst_AdminService::followsLife()
{
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{});
    Mirror mirror{{}, {}, page.event, page.position};
    connectClients(1);
    follow(&mirror);
    const qint64 fd = m_clients.front()->fd;
    QCOMPARE(mirror.rows.keys(), QList<qint64>{fd});
    QCOMPARE(mirror.rows.value(fd).label, u"client 0"_s);
    QCOMPARE(mirror.events.size(), 1);
    QCOMPARE(mirror.events.constFirst().kind, Event::Kind::Opened);
    QCOMPARE(mirror.events.constFirst().label, u"client 0"_s);

    m_clients.front()->socket.sendTextMessage(u"hello"_s);
    QTRY_COMPARE(m_clients.front()->texts, QStringList{u"Recv: hello"_s});
    follow(&mirror);
    QCOMPARE(mirror.rows.value(fd).messagesIn, 1);
    QCOMPARE(mirror.rows.value(fd).bytesIn, 5);
    QCOMPARE(mirror.events.size(), 1);

    m_clients.front()->socket.close(QWebSocketProtocol::CloseCode(4001), u"bye"_s);
    QTRY_COMPARE(m_log->lastSequence(), 2u);
    follow(&mirror);
    QVERIFY(mirror.rows.isEmpty());
    const Event closed = mirror.events.constLast();
    QCOMPARE(closed.kind, Event::Kind::Closed);
    QCOMPARE(closed.fd, fd);
    QCOMPARE(closed.code, quint16(4001));
    QCOMPARE(closed.detail, u"bye"_s);
    QCOMPARE(closed.by, ClosedBy::Client);
}

void tst_AdminService::followsMany_data()
{
    QTest::addColumn<int>("limit");

    QTest::newRow("in one batch") << MaxRows;
    QTest::newRow("three at a time") << 3;
    QTest::newRow("one at a time") << 1;
}

void tst_AdminService::followsMany()
{
    QFETCH(int, limit);
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{});
    Mirror mirror{{}, {}, page.event, page.position};
    for (int round = 0; round < 5; ++round) {
        for (int i = 0; i < 10; ++i)
            m_clients.push_back(std::make_unique<DemoClient>(*m_live, QString::number(i)));
        follow(&mirror, limit); // while they come
        for (const auto &client : m_clients)
            QVERIFY(client->waitForFd());
        for (int i = 0; i < 6; ++i)
            m_clients.erase(m_clients.begin() + (i * 7 + round) % qsizetype(m_clients.size()));
        for (const auto &client : m_clients)
            client->socket.sendTextMessage(u"x"_s);
        follow(&mirror, limit); // while they go
    }
    QTRY_COMPARE(m_log->lastSequence(), 80u); // 50 have come, 30 have gone
    for (const auto &client : m_clients)
        QTRY_VERIFY(!client->texts.isEmpty());
    follow(&mirror, limit);
    QCOMPARE(mirror.rows.keys(), fds());
    for (const auto &client : m_clients)
        QCOMPARE(mirror.rows.value(client->fd).messagesIn, client->texts.size());
    for (qsizetype i = 0; i < mirror.events.size(); ++i)
        QCOMPARE(mirror.events.at(i).sequence, quint64(i + 1));
    QCOMPARE(mirror.events.size(), 80);
}

void tst_AdminService::skippedEvents_data()
{
    QTest::addColumn<quint64>("since");
    QTest::addColumn<quint64>("skipped");
    QTest::addColumn<quint64>("first");

    const quint64 last = EventRing::Capacity + 7;
    QTest::newRow("from the first that is there") << quint64(7) << quint64(0) << quint64(8);
    QTest::newRow("one is lost") << quint64(6) << quint64(1) << quint64(8);
    QTest::newRow("from the beginning") << quint64(0) << quint64(7) << quint64(8);
    QTest::newRow("up to date") << last << quint64(0) << quint64(0);
    QTest::newRow("of a node before this one") << last + 1 << quint64(0) << quint64(0);
}

void tst_AdminService::skippedEvents()
{
    QFETCH(quint64, since);
    connectClients(1);
    const ConnectionPage page = ask<ConnectionPage>(ListConnections{});
    while (m_log->lastSequence() < EventRing::Capacity + 7)
        NodePrivate::get(&m_live->node)->history()->record(0, {});
    m_clients.front()->socket.sendTextMessage(u"x"_s);
    QTRY_VERIFY(!m_clients.front()->texts.isEmpty());
    const Changes changes = ask<Changes>(PollChanges{{}, since, page.position, MaxRows});
    // What is not kept of the log costs the table nothing.
    QVERIFY(!changes.resync);
    QCOMPARE(changes.changed.size(), 1);
    QTEST(changes.skippedEvents, "skipped");
    QTEST(changes.events.isEmpty() ? quint64(0) : changes.events.constFirst().sequence, "first");
    QCOMPARE(changes.event, changes.events.isEmpty() ? m_log->lastSequence() : changes.events.constLast().sequence);
}

void tst_AdminService::resync_data()
{
    QTest::addColumn<bool>("listed");
    QTest::addColumn<bool>("rested");
    QTest::addColumn<bool>("resync");

    QTest::newRow("of this list") << true << false << false;
    QTest::newRow("of no list") << false << false << true;
    QTest::newRow("of a list before the last console left") << true << true << true;
}

void tst_AdminService::resync()
{
    QFETCH(bool, listed);
    QFETCH(bool, rested);
    connectClients(1);
    const ChangePosition position = listed ? ask<ConnectionPage>(ListConnections{}).position : ChangePosition();
    if (rested)
        m_service->rest();
    const Changes changes = ask<Changes>(PollChanges{{}, 0, position, MaxRows});
    QTEST(changes.resync, "resync");
    QCOMPARE(changes.counters.connections, 1);
    QVERIFY(changes.changed.isEmpty() && changes.closed.isEmpty());
}

void tst_AdminService::pagesAreBoundedByBytes()
{
    // Each row has some 20 KiB: a path, a label and a user agent of 512 characters, and eight groups.
    connectClients(1);
    ConnectionQueryResult result;
    ConnectionInfo row;
    row.path = row.label = row.userAgent = row.user = row.subprotocol = QString(600, u'\u4e2d');
    row.groups = QStringList(8, QString(600, u'\u4e2d'));
    for (qint64 fd = 1; fd <= MaxRows; ++fd) {
        row.fd = fd;
        result.rows.append(row);
        result.changes.push_back({{5, fd}, row});
    }
    result.position = {5, MaxRows};

    const ConnectionPage page = AdminService::pageOf(result, 0);
    QVERIFY(page.more);
    QCOMPARE_GT(page.rows.size(), 100);
    QVERIFY(encode(Admin::Reply{1, page}).size() < MaxReplyBytes / 2);

    const Changes changes = AdminService::changesOf(result);
    QVERIFY(changes.more);
    QVERIFY(encode(Admin::Reply{1, changes}).size() < MaxReplyBytes / 2);
    // The next page goes on where this one was cut.
    QCOMPARE(changes.position, (ChangePosition{5, changes.changed.constLast().fd}));
}

void tst_AdminService::badRequests_data()
{
    QTest::addColumn<std::shared_ptr<RequestBody>>("request");
    QTest::addColumn<QString>("text");

    const auto row = [](const char *name, const RequestBody &request, const QString &text) {
        QTest::newRow(name) << std::make_shared<RequestBody>(request) << text;
    };
    const QList<qint64> tooMany(MaxTargets + 1, 1);
    const QString most = u"50001 connections are named, but 50000 is the most."_s;
    const QString codes
            = u" is not a close code that can be sent: 1000-1003, 1007-1014 and 3000-4999 are."_s;
    row("push to nobody", Push{{}, Frame(u"x"_s)}, u"No connection is named."_s);
    row("push to too many", Push{tooMany, Frame(u"x"_s)}, most);
    row("push of no UTF-8", Push{{1}, Frame("\xff"_ba)}, u"The text is not UTF-8."_s);
    row("disconnect nobody", Disconnect{{}, 1000, {}}, u"No connection is named."_s);
    row("disconnect too many", Disconnect{tooMany, 1000, {}}, most);
    for (const quint16 code : {0, 999, 1004, 1005, 1006, 1015, 2999, 5000}) {
        row(qPrintable(u"code %1"_s.arg(code)), Disconnect{{1}, code, {}},
            QString::number(code) + codes);
    }
    row("reason too long", Disconnect{{1}, 1000, QString(62, u'é')},
        u"The reason has 124 bytes of UTF-8, but 123 is the most."_s);
    row("a second hello", Hello{}, u"Hello is said once."_s);
}

void tst_AdminService::badRequests()
{
    QFETCH(std::shared_ptr<RequestBody>, request);
    const Error error = ask<Error>(*request);
    QCOMPARE(error.kind, Error::Kind::BadRequest);
    QTEST(error.text, "text");
    QCOMPARE(error.product, AdminService::product());
    QCOMPARE(m_log->lastSequence(), 0u);
}

void tst_AdminService::pushesInOrder()
{
    connectClients(4);
    const qint64 gone = m_clients.back()->fd;
    m_clients.pop_back();
    QTRY_COMPARE(m_log->lastSequence(), 5u);
    const qint64 unknown = 999'999;
    const QList<qint64> targets
            = {m_clients[2]->fd, gone, m_clients[0]->fd, unknown, m_clients[1]->fd, -1};
    QTest::ignoreMessage(
            QtInfoMsg,
            "console (uid 1, pid 2) pushed: 3 queued, 1 gone, 2 unknown (text of 6 bytes, "
            "6 connections)");
    const Outcomes outcomes = ask<Outcomes>(Push{targets, Frame(u"secret"_s)});
    const PushResult expected[] = {PushResult::Queued,  PushResult::Gone,   PushResult::Queued,
                                   PushResult::Unknown, PushResult::Queued, PushResult::Unknown};
    QCOMPARE(outcomes.outcomes.size(), targets.size());
    for (qsizetype i = 0; i < targets.size(); ++i)
        QCOMPARE(outcomes.outcomes.at(i), (Outcome{targets.at(i), expected[i]}));
    for (const auto &client : m_clients)
        QTRY_COMPARE(client->texts, QStringList{u"secret"_s});

    const Event event = lastEvent();
    QCOMPARE(event.kind, Event::Kind::Pushed);
    QCOMPARE(event.fd, 0);
    QCOMPARE(event.peer, Who);
    QCOMPARE(event.detail, u"3 queued, 1 gone, 2 unknown (text of 6 bytes, 6 connections)"_s);
}

void tst_AdminService::pushesBinary()
{
    connectClients(1);
    const QByteArray bytes("\0\xff", 2);
    const Outcomes outcomes = ask<Outcomes>(Push{fds(), Frame::fromBinary(bytes)});
    QCOMPARE(outcomes.outcomes, (QList<Outcome>{{m_clients[0]->fd, PushResult::Queued}}));
    QTRY_COMPARE(m_clients[0]->binaries, QList<QByteArray>{bytes});
    QCOMPARE(lastEvent().detail, u"1 queued (binary of 2 bytes, 1 connection)"_s);
}

void tst_AdminService::pushesToOne()
{
    connectClients(1);
    ask<Outcomes>(Push{fds(), Frame(QString())});
    QCOMPARE(lastEvent().fd, m_clients[0]->fd);
    QTRY_COMPARE(m_clients[0]->texts, QStringList{QString()});
}

void tst_AdminService::disconnects()
{
    connectClients(3);
    const QList<qint64> targets = {m_clients[1]->fd, m_clients[0]->fd};
    const Outcomes outcomes = ask<Outcomes>(Disconnect{targets, 4321, u"go \"home\""_s});
    QCOMPARE(outcomes.outcomes,
             (QList<Outcome>{{targets[0], PushResult::Queued}, {targets[1], PushResult::Queued}}));
    for (int i = 0; i < 2; ++i) {
        QVERIFY(m_clients[i]->waitForEnd());
        QCOMPARE(int(m_clients[i]->socket.closeCode()), 4321);
        QCOMPARE(m_clients[i]->socket.closeReason(), u"go \"home\""_s);
    }
    QCOMPARE(m_clients[2]->socket.state(), QAbstractSocket::ConnectedState);
    QTRY_COMPARE(m_log->lastSequence(), 6u); // 3 opened, 1 disconnected, 2 closed
    const QList<Event> events = m_log->since(3, 3).events;
    const auto deed = std::find_if(events.cbegin(), events.cend(), [](const Event &event) {
        return event.kind == Event::Kind::Disconnected;
    });
    QVERIFY(deed != events.cend());
    QCOMPARE(deed->code, quint16(4321));
    QCOMPARE(deed->detail, uR"(2 queued (reason "go \"home\"", 2 connections))"_s);
    const auto closed = std::find_if(events.cbegin(), events.cend(), [](const Event &event) {
        return event.kind == Event::Kind::Closed;
    });
    QCOMPARE(closed->by, ClosedBy::Server);
    QCOMPARE(closed->code, quint16(4321));
}

void tst_AdminService::recordsForNobody()
{
    connectClients(1);
    m_service->execute(Push{fds(), Frame(u"x"_s)}, Who, [](const ReplyBody &) {});
    QTRY_COMPARE(m_log->lastSequence(), 2u);
    QCOMPARE(lastEvent().kind, Event::Kind::Pushed);
}

void tst_AdminService::afterTheEnd()
{
    connectClients(1);
    const QList<qint64> targets = fds();
    QSignalSpy stopped(&m_live->node, &Node::stopped);
    m_live->node.stop();
    QTRY_COMPARE(stopped.size(), 1);
    QCOMPARE(ask<Outcomes>(Push{targets, Frame(u"x"_s)}).outcomes.constFirst().result,
             PushResult::Stopped);
    QVERIFY(ask<ConnectionPage>(ListConnections{}).rows.isEmpty());
    QVERIFY(ask<Changes>(PollChanges{}).changed.isEmpty());
}

QTEST_GUILESS_MAIN(tst_AdminService)
#include "tst_adminservice.moc"
