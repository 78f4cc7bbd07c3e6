// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "adminfixture.h"

#include "shared/adminclient.h"
#include "support/patience.h"

#include <QtCore/qdir.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qsignalspy.h>

#include <sys/stat.h>
#include <unistd.h>

using namespace Landline;
using namespace Landline::Admin;
using namespace Qt::StringLiterals;
using State = Client::State;
using Problem = Client::Problem;

class tst_AdminServer : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void listenFails();
    void consoleSteersClients();
    void ninthConsole();
    void refusedDoNotCount();
    void manyRefused();
    void consolesComeAndGo();
    void eventsBeforeTheFirstConsole();
    void eventsOfFormerStarts();
    void twoConsolesSeeTheSame();
    void goodbye();
    void goodbyeLetsNobodyIn();
    void destructorSaysGoodbye();
    void readsBeforeTheNodeStarts();
    void nextNodeTakesOver();
    void consolesGoOnWhenTheSocketIsRemoved();
    void defaultPlaces_data();
    void defaultPlaces();

private:
    template<typename Body> std::optional<Body> ask(const RequestBody &request);
    bool connectConsole();

    std::unique_ptr<LiveNode> m_live;
    std::unique_ptr<Client> m_console;
};

void tst_AdminServer::init()
{
    m_live = std::make_unique<LiveNode>();
    m_console = std::make_unique<Client>(u"test 1"_s);
    QVERIFY2(m_live->start(), qPrintable(m_live->admin->errorString()));
}

void tst_AdminServer::cleanup()
{
    m_console.reset();
    m_live->admin.reset();
    m_live.reset();
}

bool tst_AdminServer::connectConsole()
{
    m_console->start(m_live->path());
    return QTest::qWaitFor([this] { return m_console->state() == State::Connected; });
}

template<typename Body> std::optional<Body> tst_AdminServer::ask(const RequestBody &request)
{
    std::optional<Body> answer;
    m_console->request(request, this, [&answer](const ReplyBody *reply) {
        if (reply && std::holds_alternative<Body>(*reply))
            answer = std::get<Body>(*reply);
    });
    return QTest::qWaitFor([&answer] { return answer.has_value(); }) ? answer : std::nullopt;
}

void tst_AdminServer::listenFails()
{
    QCOMPARE(m_live->admin->socketPath(), m_live->path());
    QCOMPARE(m_live->admin->exitCode(), AdminServer::Ok);
    AdminServer second(&m_live->node);
    QVERIFY(!second.listen(m_live->path()));
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    QVERIFY(second.errorString().startsWith(u"another node (pid"_s));
    QVERIFY(!second.listen(u"main.sock"_s));
    QCOMPARE(second.exitCode(), AdminServer::InvalidPath);
}

void tst_AdminServer::consoleSteersClients()
{
    QVERIFY(connectConsole());
    QCOMPARE(m_console->node().node, u"main"_s);
    QCOMPARE(m_console->node().servers.constFirst().port, m_live->port());
    DemoClient ann(*m_live, u"ann"_s);
    DemoClient bob(*m_live, u"bob"_s);
    QVERIFY(ann.waitForFd() && bob.waitForFd());

    const auto page = ask<ConnectionPage>(ListConnections{{{}, u"ann"_s}, 0, MaxRows});
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 1);
    QCOMPARE(page->rows.constFirst().fd, ann.fd);
    QCOMPARE(page->counters.connections, 2);

    const auto pushed = ask<Outcomes>(Push{{bob.fd, 4711, ann.fd}, Frame(u"你好"_s)});
    QVERIFY(pushed);
    QCOMPARE(pushed->outcomes,
             (QList<Outcome>{{bob.fd, PushResult::Queued},
                             {4711, PushResult::Unknown},
                             {ann.fd, PushResult::Queued}}));
    QTRY_COMPARE(ann.texts, QStringList{u"你好"_s});
    QTRY_COMPARE(bob.texts, QStringList{u"你好"_s});

    const auto cut = ask<Outcomes>(Disconnect{{ann.fd}, 4000, u"away with you"_s});
    QVERIFY(cut);
    QVERIFY(ann.waitForEnd());
    QCOMPARE(int(ann.socket.closeCode()), 4000);
    QCOMPARE(ann.socket.closeReason(), u"away with you"_s);
    QTRY_COMPARE(ask<Outcomes>(Push{{ann.fd}, Frame(u"x"_s)})->outcomes.constFirst().result,
                 PushResult::Gone);
}

void tst_AdminServer::ninthConsole()
{
    std::vector<std::unique_ptr<RawConsole>> consoles;
    for (int i = 0; i < AdminServer::MaxSessions; ++i) {
        consoles.push_back(std::make_unique<RawConsole>(m_live->path()));
        QVERIFY(consoles.back()->greet());
    }
    m_console->start(m_live->path());
    QTRY_COMPARE(m_console->state(), State::Refused);
    QCOMPARE(m_console->problem(), Problem::TooManySessions);
    QVERIFY2(m_console->errorString().endsWith(
                     u"There are 8 consoles already, which is the most."_s),
             qPrintable(m_console->errorString()));
    for (const auto &console : consoles)
        QVERIFY(console->ask<ConnectionPage>(ListConnections{}));

    consoles.pop_back();
    m_console->reconnect();
    QTRY_COMPARE(m_console->state(), State::Connected);
}

void tst_AdminServer::refusedDoNotCount()
{
    // None of these closes its end; they must not take the places of others.
    std::vector<std::unique_ptr<QLocalSocket>> refused;
    for (int i = 0; i < 5; ++i) {
        refused.push_back(std::make_unique<QLocalSocket>());
        refused.back()->setReadBufferSize(1);
        refused.back()->connectToServer(m_live->path());
        refused.back()->write("\xff\xff\xff\xff", 4);
    }
    std::vector<std::unique_ptr<RawConsole>> consoles;
    for (int i = 0; i < AdminServer::MaxSessions; ++i) {
        consoles.push_back(std::make_unique<RawConsole>(m_live->path()));
        QVERIFY(consoles.back()->greet());
    }
}

void tst_AdminServer::manyRefused()
{
    std::vector<std::unique_ptr<RawConsole>> consoles;
    for (int i = 0; i < 40; ++i)
        consoles.push_back(std::make_unique<RawConsole>(m_live->path()));
    int welcomed = 0;
    int refused = 0;
    for (int i = 0; i < 40; ++i) {
        consoles[i]->send(Hello{});
        QTRY_VERIFY(!consoles[i]->replies.isEmpty() || consoles[i]->isClosed);
        if (consoles[i]->replies.isEmpty())
            continue;
        const ReplyBody &reply = consoles[i]->replies.constFirst().body;
        welcomed += std::holds_alternative<Welcome>(reply);
        refused += std::holds_alternative<Error>(reply);
    }
    QCOMPARE(welcomed, AdminServer::MaxSessions);
    QVERIFY(refused >= 8);
}

void tst_AdminServer::consolesComeAndGo()
{
    QVERIFY(connectConsole());
    const auto before = ask<ConnectionPage>(ListConnections{});
    QVERIFY(before);
    {
        RawConsole other(m_live->path());
        QVERIFY(other.greet());
    }
    QList<Event> events;
    QTRY_VERIFY((events = ask<Changes>(PollChanges{{}, before->event, before->position, MaxRows})->events).size()
                == 2);
    QCOMPARE(events.at(0).kind, Event::Kind::ConsoleConnected);
    QCOMPARE(events.at(1).kind, Event::Kind::ConsoleLeft);
    QCOMPARE(events.at(1).peer, events.at(0).peer);
    QCOMPARE(events.at(1).sequence, events.at(0).sequence + 1);
}

void tst_AdminServer::eventsBeforeTheFirstConsole()
{
    constexpr int clients = 10;
    for (int i = 0; i < clients; ++i) {
        DemoClient client(*m_live);
        QVERIFY(client.waitForFd());
    }
    QVERIFY(connectConsole());
    QList<Event> events;
    QTRY_COMPARE((events = ask<Changes>(PollChanges{{}, 0, {}, MaxRows})->events).size(), 2 * clients + 1);
    QMap<qint64, QList<Event::Kind>> kinds;
    for (qsizetype i = 0; i < events.size(); ++i) {
        QCOMPARE(events.at(i).sequence, quint64(i + 1));
        QVERIFY(i == 0 || events.at(i).time >= events.at(i - 1).time);
        kinds[events.at(i).fd].append(events.at(i).kind);
    }
    QCOMPARE(kinds.take(0), QList<Event::Kind>{Event::Kind::ConsoleConnected});
    QCOMPARE(kinds.size(), clients);
    for (const QList<Event::Kind> &ofOne : std::as_const(kinds))
        QCOMPARE(ofOne, QList<Event::Kind>({Event::Kind::Opened, Event::Kind::Closed}));
}

void tst_AdminServer::eventsOfFormerStarts()
{
    for (int start = 0; start < 2; ++start) {
        DemoClient client(*m_live);
        QVERIFY(client.waitForFd());
        QSignalSpy stopped(&m_live->node, &Node::stopped);
        m_live->node.stop();
        QTRY_COMPARE(stopped.size(), 1);
        QVERIFY2(m_live->node.start(), qPrintable(m_live->node.errorString()));
    }
    QVERIFY(connectConsole());
    const auto changes = ask<Changes>(PollChanges{{}, 0, {}, MaxRows});
    QVERIFY(changes);
    QCOMPARE(changes->events.size(), 5);
    for (const int closed : {1, 3}) {
        QCOMPARE(changes->events.at(closed).kind, Event::Kind::Closed);
        QCOMPARE(changes->events.at(closed).fd, changes->events.at(closed - 1).fd);
        QCOMPARE(changes->events.at(closed).code, CloseCode::GoingAway);
    }
}

void tst_AdminServer::twoConsolesSeeTheSame()
{
    QVERIFY(connectConsole());
    RawConsole other(m_live->path());
    QVERIFY(other.greet());
    constexpr quint64 count = 2 + 10 + 1; // two consoles, ten clients, a push
    QList<Event> events; // of the one that polls while they come
    for (int i = 0; i < 10; ++i) {
        DemoClient client(*m_live);
        QVERIFY(client.waitForFd());
        events += ask<Changes>(PollChanges{{}, quint64(events.size()), {}, MaxRows})->events;
        if (i == 5)
            QVERIFY(ask<Outcomes>(Push{{client.fd}, Frame(u"x"_s)}));
    }
    QTRY_COMPARE(quint64((events += ask<Changes>(PollChanges{{}, quint64(events.size()), {}, MaxRows})->events).size()),
                 count + 10); // and they are gone
    const auto changes = other.ask<Changes>(PollChanges{{}, 0, {}, MaxRows});
    QVERIFY(changes);
    QCOMPARE(changes->events, events);
}

void tst_AdminServer::goodbye()
{
    QVERIFY(connectConsole());
    const QDateTime before = QDateTime::currentDateTimeUtc();
    m_live->admin->sayGoodbye();
    QTRY_COMPARE(m_console->problem(), Problem::NodeStopped);
    QVERIFY(m_console->stoppedAt() >= before
            && m_console->stoppedAt() <= QDateTime::currentDateTimeUtc());
    m_live->admin.reset();
    QVERIFY(QDir(m_live->folder.path())
                    .isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot));
    m_console->reconnect();
    QTRY_COMPARE(m_console->state(), State::Waiting);
    QCOMPARE(m_console->problem(), Problem::NodeStopped);
}

void tst_AdminServer::goodbyeLetsNobodyIn()
{
    RawConsole waiting(m_live->path()); // has not said hello yet
    QVERIFY(connectConsole());
    m_live->admin->sayGoodbye();
    QVERIFY(waiting.answer<Goodbye>(0));
    QVERIFY(!QFileInfo::exists(m_live->path()));
    AdminServer second(&m_live->node);
    QVERIFY(!second.listen(m_live->path())); // the first still has the name
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    m_live->admin->sayGoodbye();
    m_live->admin.reset();
    QVERIFY(waiting.waitForClosed());
    QCOMPARE(waiting.replies.size(), 1);
}

void tst_AdminServer::destructorSaysGoodbye()
{
    QVERIFY(connectConsole());
    m_live->admin.reset();
    QTRY_COMPARE(m_console->problem(), Problem::NodeStopped);
}

void tst_AdminServer::readsBeforeTheNodeStarts()
{
    LiveNode idle;
    QVERIFY(idle.admin->listen(idle.path()));
    RawConsole console(idle.path());
    QVERIFY(console.greet());
    const auto page = console.ask<ConnectionPage>(ListConnections{});
    QVERIFY(page && page->rows.isEmpty());
    const auto outcomes = console.ask<Outcomes>(Push{{1}, Frame(u"x"_s)});
    QVERIFY(outcomes);
    QCOMPARE(outcomes->outcomes.constFirst().result, PushResult::Stopped);
}

void tst_AdminServer::nextNodeTakesOver()
{
    QVERIFY(connectConsole());
    m_live->admin.reset();
    QTRY_COMPARE(m_console->state(), State::Waiting);
    AdminServer next(&m_live->node);
    QVERIFY2(next.listen(m_live->path()), qPrintable(next.errorString()));
    QTRY_COMPARE(m_console->state(), State::Connected);
}

void tst_AdminServer::consolesGoOnWhenTheSocketIsRemoved()
{
    QVERIFY(connectConsole());
    QSignalSpy states(m_console.get(), &Client::stateChanged);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"has been made again$"_s));
    QVERIFY(QDir(m_live->folder.path()).removeRecursively());
    TRY_VERIFY(QFileInfo::exists(m_live->path()));
    DemoClient ann(*m_live);
    QVERIFY(ann.waitForFd());
    const auto page = ask<ConnectionPage>(ListConnections{{}, 0, MaxRows});
    QVERIFY(page);
    QCOMPARE(page->rows.size(), 1);
    QVERIFY(states.isEmpty());
    RawConsole next(m_live->path());
    QVERIFY(next.greet());
}

void tst_AdminServer::defaultPlaces_data()
{
    QTest::addColumn<QByteArray>("runtimeFolder"); // % is the test's folder
    QTest::addColumn<QByteArray>("temporaryFolder");
    QTest::addColumn<QString>("place"); // below the test's folder, or none
    QTest::addColumn<QString>("warning");

    const QString inTemporary = u"/tmp/landline-%1/x.sock"_s.arg(::geteuid() == 0 ? 65534 : ::geteuid());
    const auto row = [](const char *name, const QByteArray &runtimeFolder, const QByteArray &temporaryFolder,
                        const QString &place, const QString &warning) {
        QTest::newRow(name) << runtimeFolder << temporaryFolder << place << warning;
    };
    row("the first", "%/run", "%/tmp", u"/run/landline/x.sock"_s, {});
    row("not set", {}, "%/tmp", inTemporary, u"since XDG_RUNTIME_DIR is not set$"_s);
    row("relative", "run", "%/tmp", inTemporary, u"since XDG_RUNTIME_DIR .run. is not an absolute path$"_s);
    row("gone", "%/gone", "%/tmp", inTemporary, u"since XDG_RUNTIME_DIR .*/gone. cannot be used: No such"_s);
    row("root's", "/", "%/tmp", inTemporary, u"since XDG_RUNTIME_DIR ./. belongs to uid 0, not to us"_s);
    row("not a folder", "/etc/passwd", "%/tmp", inTemporary, u"since XDG_RUNTIME_DIR ./etc/passwd. is not a folder$"_s);
    row("its folder is not ours alone", "%/open", "%/tmp", inTemporary, u"since the folder .*/open/landline .* is open to others"_s);
    row("no place at all", "%/gone", "/etc/passwd", {}, {});
}

void tst_AdminServer::defaultPlaces()
{
    QFETCH(QByteArray, runtimeFolder);
    QFETCH(QByteArray, temporaryFolder);
    QFETCH(const QString, place);
    QFETCH(const QString, warning);
    const QTemporaryDir folder;
    const QByteArray root = QFile::encodeName(folder.path());
    const QByteArray before = qgetenv("XDG_RUNTIME_DIR");
    const QByteArray temporaryBefore = qgetenv("TMPDIR");
    // Root, whose every folder is writable, becomes somebody else.
    const bool isRoot = ::geteuid() == 0;
    QVERIFY(::chmod(root.constData(), 0777) == 0 && (!isRoot || ::seteuid(65534) == 0));
    const bool made = ::mkdir((root + "/run").constData(), 0700) == 0 && ::mkdir((root + "/tmp").constData(), 0700) == 0
            && ::mkdir((root + "/open").constData(), 0700) == 0
            && ::mkdir((root + "/open/landline").constData(), 0755) == 0
            && ::chmod((root + "/open/landline").constData(), 0755) == 0;
    qunsetenv("XDG_RUNTIME_DIR");
    if (!runtimeFolder.isNull())
        qputenv("XDG_RUNTIME_DIR", runtimeFolder.replace("%", root));
    qputenv("TMPDIR", temporaryFolder.replace("%", root));

    if (!warning.isEmpty())
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"The admin socket is at .*, "_s + warning));
    AdminServer admin(&m_live->node);
    const bool listens = admin.listenAtDefault(u"x"_s);
    AdminServer second(&m_live->node);
    const bool secondListens = second.listenAtDefault(u"x"_s);

    qputenv("XDG_RUNTIME_DIR", before);
    qputenv("TMPDIR", temporaryBefore);
    QVERIFY(!isRoot || ::seteuid(0) == 0);
    QVERIFY(made);
    QCOMPARE(listens, !place.isEmpty());
    QVERIFY(!secondListens);
    if (listens) {
        QCOMPARE(admin.socketPath(), folder.path() + place);
        QVERIFY(QFileInfo::exists(admin.socketPath()));
        QCOMPARE(second.exitCode(), AdminServer::CannotListen);
        QVERIFY2(second.errorString().startsWith(u"another node (pid"_s), qPrintable(second.errorString()));
    } else {
        QCOMPARE(admin.exitCode(), AdminServer::NoPermission);
        QVERIFY2(admin.errorString().contains(u"XDG_RUNTIME_DIR"_s) && admin.errorString().contains(u"cannot be made"_s),
                 qPrintable(admin.errorString()));
    }
}

QTEST_GUILESS_MAIN(tst_AdminServer)
#include "tst_adminserver.moc"
