// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/adminchannel.h"
#include "shared/adminclient.h"
#include "shared/admincodec.h"
#include "shared/adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qelapsedtimer.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalserver.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>
#include <optional>
#include <unistd.h>

using namespace Landline;
using namespace Landline::Admin;
using namespace Qt::StringLiterals;
using State = Client::State;
using Problem = Client::Problem;

static const QString Product = u"landline-admin 0.1.0"_s;
static const QDateTime StoppedAt = QDateTime::fromMSecsSinceEpoch(1'760'000'000'000, Qt::UTC);

static Welcome someWelcome()
{
    Welcome welcome;
    welcome.product = u"landline 0.2.0"_s;
    welcome.node = u"main"_s;
    welcome.pid = 42;
    return welcome;
}

static Error someError(Error::Kind kind)
{
    return {kind, u"because."_s, 9, u"landline 9.0.0"_s};
}

/// A node that says what the test tells it to.
class ScriptedNode : public QObject
{
public:
    /// What it says to Hello; by default a welcome, nothing when it is empty.
    std::optional<ReplyBody> greeting = someWelcome();
    /// Bytes instead of the greeting.
    QByteArray rawGreeting;
    bool closesAfterGreeting = false;
    QList<Request> requests; ///< all received
    QPointer<Channel> channel; ///< of the last session
    int sessions = 0;

    bool listen(const QString &path)
    {
        QLocalServer::removeServer(path);
        connect(&m_server, &QLocalServer::newConnection, this, &ScriptedNode::accept,
                Qt::UniqueConnection);
        return m_server.listen(path);
    }

    void say(quint64 id, const ReplyBody &body) { channel->send(encode(Reply{id, body})); }

    /// As a node that ends: neither listens nor has sessions.
    void die()
    {
        m_server.close();
        qDeleteAll(findChildren<Channel *>());
    }

private:
    void accept()
    {
        ++sessions;
        channel = new Channel(m_server.nextPendingConnection(), MaxRequestBytes, this);
        connect(channel, &Channel::messageReceived, this, &ScriptedNode::receive);
    }

    void receive(const QByteArray &message)
    {
        QString error;
        const auto request = decodeRequest(message, &error);
        if (!request)
            return;
        requests.append(*request);
        if (!std::holds_alternative<Hello>(request->body))
            return;
        if (!rawGreeting.isEmpty())
            channel->send(rawGreeting);
        else if (greeting)
            say(request->id, *greeting);
        if (closesAfterGreeting)
            channel->close();
    }

    QLocalServer m_server;
};

class tst_AdminClient : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void isIdleAtFirst();
    void welcome();
    void reportsFromTheEventLoop();

    void notFound_data();
    void notFound();
    void firstLivePath();
    void permissionOfTheSocket();
    void refusals_data();
    void refusals();
    void refusalThatCameToo();
    void violations_data();
    void violations();
    void silentNode();

    void retriesUntilFound();
    void waitsEverLonger();
    void lostAndReconnected();
    void lostStaysTheAnswer();
    void faultsOfAGoodLink_data();
    void faultsOfAGoodLink();
    void anotherProgramAfterAGoodLink();
    void shortLinksAreRetriedMoreSlowly();
    void goodbye();
    void goodbyeWithoutTime();
    void refusalHealsByReconnect();
    void reconnectDropsTheLink();
    void stop();
    void startElsewhere();

    void answersFindTheirRequests();
    void errorIsAnAnswer();
    void errorThatEndsTheSession();
    void unansweredGetNothing_data();
    void unansweredGetNothing();
    void deadContextIsNotCalled();
    void unknownAnswerIsPassedOver();
    void requestUnlessConnected();
    void requestTooLong();
    void callbackMayStop();
    void callbackMayDelete();
    void destructorCallsNobody();

private:
    void connectToNode();

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<ScriptedNode> m_node;
    std::unique_ptr<Client> m_client;
    std::unique_ptr<QSignalSpy> m_states;
    QList<Problem> m_problems; ///< with each of m_states: a lost link is up again before a test can look
    QStringList m_errors; ///< likewise
    QString m_path;
};

void tst_AdminClient::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_path = m_directory->filePath(u"main.sock"_s);
    m_node = std::make_unique<ScriptedNode>();
    m_client = std::make_unique<Client>(Product);
    m_states = std::make_unique<QSignalSpy>(m_client.get(), &Client::stateChanged);
    m_problems.clear();
    m_errors.clear();
    connect(m_client.get(), &Client::stateChanged, this, [this] {
        m_problems.append(m_client->problem());
        m_errors.append(m_client->errorString());
    });
}

void tst_AdminClient::cleanup()
{
    m_client.reset();
    m_node.reset();
}

void tst_AdminClient::connectToNode()
{
    QVERIFY(m_node->listen(m_path));
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::isIdleAtFirst()
{
    QCOMPARE(m_client->state(), State::Idle);
    QCOMPARE(m_client->problem(), Problem::None);
    QVERIFY(m_client->errorString().isEmpty());
    QVERIFY(!m_client->lostAt().isValid());
    m_client->reconnect();
    m_client->stop();
    QCOMPARE(m_client->state(), State::Idle);
    QVERIFY(m_states->isEmpty());
}

void tst_AdminClient::welcome()
{
    const QDateTime before = QDateTime::currentDateTimeUtc();
    connectToNode();
    QCOMPARE(m_states->size(), 2);
    QCOMPARE(m_states->at(0).first().value<State>(), State::Connecting);
    QCOMPARE(m_states->at(1).first().value<State>(), State::Connected);
    QCOMPARE(m_client->socketPath(), m_path);
    QCOMPARE(m_client->problem(), Problem::None);
    QVERIFY(m_client->errorString().isEmpty());
    QVERIFY(m_client->node() == someWelcome());
    QVERIFY(m_client->lostAt() >= before);

    QCOMPARE(m_node->requests.size(), 1);
    QVERIFY(m_node->requests.first().body == RequestBody(Hello{ProtocolVersion, Product}));
}

void tst_AdminClient::reportsFromTheEventLoop()
{
    m_client->start(m_path);
    QCOMPARE(m_client->state(), State::Connecting);
    QTRY_COMPARE(m_client->state(), State::Waiting);
}

void tst_AdminClient::notFound_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("reason");

    QTest::newRow("no socket") << u"main.sock"_s << u"there is no socket"_s;
    QTest::newRow("no directory") << u"no/main.sock"_s << u"there is no socket"_s;
    QTest::newRow("nobody listens") << u"stale"_s << u"nobody listens on the socket"_s;
    QTest::newRow("a plain file") << u"file"_s << u"nobody listens on the socket"_s;
    QTest::newRow("too long") << QString(200, u'x') << u"longer than the 106 bytes"_s;
}

void tst_AdminClient::notFound()
{
    QFETCH(QString, name);
    QFETCH(QString, reason);
    QFile file(m_directory->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    {
        // The way a killed node leaves its socket: the file without a listener.
        QLocalServer server;
        QVERIFY(server.listen(m_directory->filePath(u"s"_s)));
        QVERIFY(QFile::rename(m_directory->filePath(u"s"_s), m_directory->filePath(u"stale"_s)));
    }
    m_client->start(m_directory->filePath(name));
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_client->problem(), Problem::NotFound);
    QVERIFY2(m_client->errorString().contains(reason), qPrintable(m_client->errorString()));
    QVERIFY(m_client->errorString().contains(m_client->socketPath()));
}

void tst_AdminClient::firstLivePath()
{
    const QString missing = m_directory->filePath(u"missing.sock"_s);
    const QString other = m_directory->filePath(u"other.sock"_s);
    m_client->start({missing, m_path, other});
    QCOMPARE(m_client->socketPath(), missing);
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_client->socketPath(), missing);
    QVERIFY(m_client->errorString().contains(missing));
    // It looks again each time.
    QVERIFY(m_node->listen(m_path));
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_client->socketPath(), m_path);
    m_node = std::make_unique<ScriptedNode>();
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(m_node->listen(other));
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_client->socketPath(), other);
}

void tst_AdminClient::permissionOfTheSocket()
{
    QVERIFY(m_node->listen(m_path));
    const auto none = QFileDevice::Permissions();
    QVERIFY(QFile::setPermissions(m_path, none));
    // Root may use any socket, so root becomes somebody else as long as the attempt lasts.
    const bool isRoot = ::geteuid() == 0;
    QVERIFY(!isRoot || ::seteuid(65534) == 0);
    m_client->start(m_path);
    const bool ended = QTest::qWaitFor([this] { return m_client->state() != State::Connecting; });
    QVERIFY(!isRoot || ::seteuid(0) == 0);

    QVERIFY(ended);
    QCOMPARE(m_client->state(), State::Refused);
    QCOMPARE(m_client->problem(), Problem::PermissionDenied);
    QCOMPARE(m_client->errorString(), u"No permission to use the socket %1."_s.arg(m_path));
    QVERIFY(QFile::setPermissions(m_path, QFileDevice::ReadOwner | QFileDevice::WriteOwner));
    m_client->reconnect();
    QTRY_COMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::refusals_data()
{
    QTest::addColumn<ReplyBody>("greeting");
    QTest::addColumn<Problem>("problem");
    QTest::addColumn<QString>("text");

    Welcome older = someWelcome();
    older.protocol = 0;
    QTest::newRow("wrong protocol")
            << ReplyBody(someError(Error::Kind::WrongProtocol)) << Problem::WrongProtocol
            << u"The node on %1 (landline 9.0.0) speaks version 9 of the admin protocol, "
               "this landline-admin 0.1.0 version 2."_s;
    QTest::newRow("wrong protocol in the welcome")
            << ReplyBody(older) << Problem::WrongProtocol
            << u"The node on %1 (landline 0.2.0) speaks version 0 of the admin protocol, "
               "this landline-admin 0.1.0 version 2."_s;
    QTest::newRow("permission denied")
            << ReplyBody(someError(Error::Kind::PermissionDenied)) << Problem::PermissionDenied
            << u"The node on %1 denies permission: because."_s;
    QTest::newRow("too many sessions")
            << ReplyBody(someError(Error::Kind::TooManySessions)) << Problem::TooManySessions
            << u"The node on %1 has too many consoles: because."_s;
    QTest::newRow("violation")
            << ReplyBody(someError(Error::Kind::Violation)) << Problem::Rejected
            << u"The node on %1 did not understand landline-admin 0.1.0: because."_s;
    QTest::newRow("bad request")
            << ReplyBody(someError(Error::Kind::BadRequest)) << Problem::Rejected
            << u"The node on %1 did not understand landline-admin 0.1.0: because."_s;
    QTest::newRow("answer before the welcome")
            << ReplyBody(Outcomes{}) << Problem::Violation
            << u"Malformed message from %1: The first message is no welcome."_s;
}

void tst_AdminClient::refusals()
{
    QFETCH(ReplyBody, greeting);
    QFETCH(Problem, problem);
    QFETCH(QString, text);
    QVERIFY(m_node->listen(m_path));
    m_node->greeting = greeting;
    m_node->closesAfterGreeting = true;
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Refused);
    QCOMPARE(m_client->problem(), problem);
    QCOMPARE(m_client->errorString(), text.arg(m_path));
}

void tst_AdminClient::refusalThatCameToo()
{
    // The node refused before it had read anything, and closed with our Hello unread.
    QLocalServer server;
    QVERIFY(server.listen(m_path));
    connect(&server, &QLocalServer::newConnection, this, [&server] {
        auto *channel = new Channel(server.nextPendingConnection(), MaxRequestBytes, &server);
        channel->send(encode(Reply{0, someError(Error::Kind::TooManySessions)}));
        channel->close();
    });
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Refused);
    QCOMPARE(m_client->problem(), Problem::TooManySessions);
}

void tst_AdminClient::violations_data()
{
    QTest::addColumn<QByteArray>("greeting");

    QTest::newRow("not CBOR") << "HTTP/1.1 400 Bad Request\r\n"_ba;
    QTest::newRow("a request") << encode(Request{1, Hello{}});
    QTest::newRow("nested") << QByteArray(1'000'000, '\x81');
    QTest::newRow("longer than a reply") << QByteArray(MaxReplyBytes + 1, 'x');
}

void tst_AdminClient::violations()
{
    QFETCH(QByteArray, greeting);
    QVERIFY(m_node->listen(m_path));
    m_node->rawGreeting = greeting;
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Refused);
    QCOMPARE(m_client->problem(), Problem::Violation);
    QVERIFY(m_client->errorString().startsWith("Malformed message from "));
    QTRY_VERIFY(!m_node->channel->isOpen());
}

void tst_AdminClient::silentNode()
{
    QVERIFY(m_node->listen(m_path));
    m_node->greeting.reset();
    QElapsedTimer timer;
    timer.start();
    m_client->start(m_path);
    QTRY_COMPARE_WITH_TIMEOUT(m_client->state(), State::Waiting, 20'000);
    QVERIFY(timer.elapsed() > 4500);
    QCOMPARE(m_client->problem(), Problem::Lost);
    QCOMPARE(m_client->errorString(), u"The node on %1 did not answer within 5 s."_s.arg(m_path));
    QVERIFY(!m_client->lostAt().isValid());
}

void tst_AdminClient::retriesUntilFound()
{
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(m_node->listen(m_path));
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_client->problem(), Problem::None);
    QVERIFY(m_client->errorString().isEmpty());
}

void tst_AdminClient::waitsEverLonger()
{
    // About 0, 250, 750 and 1750 ms after the start; with a constant delay it would be 750.
    QVERIFY(m_node->listen(m_path));
    m_node->rawGreeting = encode(Reply{0, Goodbye{}});
    QElapsedTimer timer;
    timer.start();
    m_client->start(m_path);
    QTRY_COMPARE_WITH_TIMEOUT(m_node->sessions, 4, 20'000);
    QVERIFY2(timer.elapsed() >= 1500, qPrintable(QString::number(timer.elapsed())));
    QCOMPARE(m_client->state(), State::Waiting);
}

void tst_AdminClient::lostAndReconnected()
{
    connectToNode();
    const QDateTime before = QDateTime::currentDateTimeUtc();
    m_node->channel->abort();
    QTRY_COMPARE(m_states->size(), 4);
    QCOMPARE(m_states->at(2).first().value<State>(), State::Waiting);
    QCOMPARE(m_problems.at(2), Problem::Lost);
    QCOMPARE(m_errors.at(2), u"The link to the node on %1 broke."_s.arg(m_path));
    QVERIFY(m_client->lostAt() >= before);
    QVERIFY(m_client->node() == someWelcome());
    QCOMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_node->sessions, 2);
}

void tst_AdminClient::lostStaysTheAnswer()
{
    connectToNode();
    m_node->die();
    QTRY_COMPARE(m_client->problem(), Problem::Lost);
    const QDateTime lostAt = m_client->lostAt();
    m_client->reconnect(); // an attempt that finds no socket
    QCOMPARE(m_client->state(), State::Connecting);
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_client->problem(), Problem::Lost);
    QCOMPARE(m_client->lostAt(), lostAt);
}

void tst_AdminClient::faultsOfAGoodLink_data()
{
    QTest::addColumn<QByteArray>("message");
    QTest::addColumn<State>("state");
    QTest::addColumn<Problem>("problem");

    const auto error = [](Error::Kind kind) { return encode(Reply{0, someError(kind)}); };
    QTest::newRow("not CBOR") << "HTTP/1.1 400 Bad Request\r\n"_ba << State::Waiting << Problem::Lost;
    QTest::newRow("another type") << encode(Request{1, Hello{}}) << State::Waiting << Problem::Lost;
    QTest::newRow("longer than a reply") << QByteArray(MaxReplyBytes + 1, 'x') << State::Waiting << Problem::Lost;
    QTest::newRow("violation") << error(Error::Kind::Violation) << State::Waiting << Problem::Rejected;
    QTest::newRow("sessions") << error(Error::Kind::TooManySessions) << State::Waiting << Problem::TooManySessions;
    QTest::newRow("permission") << error(Error::Kind::PermissionDenied) << State::Refused << Problem::PermissionDenied;
    QTest::newRow("protocol") << error(Error::Kind::WrongProtocol) << State::Refused << Problem::WrongProtocol;
}

void tst_AdminClient::faultsOfAGoodLink()
{
    QFETCH(QByteArray, message);
    connectToNode();
    m_node->channel->send(message);
    QTRY_VERIFY(m_states->size() >= 3);
    QTEST(m_states->at(2).first().value<State>(), "state");
    QTEST(m_problems.at(2), "problem");
    if (m_client->state() == State::Refused)
        m_client->reconnect();
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_node->sessions, 2);
}

void tst_AdminClient::anotherProgramAfterAGoodLink()
{
    connectToNode();
    m_node->rawGreeting = "HTTP/1.1 400 Bad Request\r\n"_ba;
    m_node->channel->abort();
    QTRY_VERIFY(m_node->sessions >= 3);
    QCOMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_problems, (QList{Problem::None, Problem::None, Problem::Lost}));
    m_node->rawGreeting.clear();
    QTRY_COMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::shortLinksAreRetriedMoreSlowly()
{
    // 0, 250 and 500 ms after the end of the first, second and third link.
    connectToNode();
    connect(m_client.get(), &Client::stateChanged, this, [this](State state) {
        if (state == State::Connected)
            m_node->channel->send("x");
    });
    QElapsedTimer timer;
    timer.start();
    m_node->channel->send("x");
    QTRY_COMPARE_WITH_TIMEOUT(m_node->sessions, 4, 20'000);
    QVERIFY2(timer.elapsed() >= 700, qPrintable(QString::number(timer.elapsed())));
}

void tst_AdminClient::goodbye()
{
    connectToNode();
    m_node->say(0, Goodbye{StoppedAt});
    m_node->channel->close();
    m_node->die();
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_client->problem(), Problem::NodeStopped);
    QCOMPARE(m_client->stoppedAt(), StoppedAt);
    QCOMPARE(m_client->errorString(),
             u"The node on %1 stopped at 2025-10-09T08:53:20Z."_s.arg(m_path));

    QVERIFY(m_node->listen(m_path));
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_client->problem(), Problem::None);
    QCOMPARE(m_states->size(), 4);
}

void tst_AdminClient::goodbyeWithoutTime()
{
    connectToNode();
    const QDateTime before = QDateTime::currentDateTimeUtc();
    m_node->say(0, Goodbye{});
    QTRY_VERIFY(m_problems.contains(Problem::NodeStopped));
    QVERIFY(m_client->stoppedAt() >= before);
}

void tst_AdminClient::refusalHealsByReconnect()
{
    QVERIFY(m_node->listen(m_path));
    m_node->greeting = someError(Error::Kind::TooManySessions);
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Refused);
    m_node->greeting = someWelcome();
    m_client->reconnect();
    QCOMPARE(m_client->state(), State::Connecting);
    QCOMPARE(m_client->problem(), Problem::TooManySessions); // until it is known better
    QTRY_COMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::reconnectDropsTheLink()
{
    connectToNode();
    const QPointer<Channel> first = m_node->channel;
    m_client->reconnect();
    QCOMPARE(m_client->state(), State::Connecting);
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_node->sessions, 2);
    QTRY_VERIFY(!first->isOpen());
}

void tst_AdminClient::stop()
{
    connectToNode();
    m_client->stop();
    QCOMPARE(m_client->state(), State::Idle);
    QCOMPARE(m_client->problem(), Problem::None);
    QTRY_VERIFY(!m_node->channel->isOpen());
    QCOMPARE(m_node->sessions, 1);
    m_client->start(m_path);
    QTRY_COMPARE(m_client->state(), State::Connected);
    QCOMPARE(m_node->sessions, 2);
}

void tst_AdminClient::startElsewhere()
{
    connectToNode();
    m_client->start(m_path + u".other"_s);
    QVERIFY(!m_client->lostAt().isValid());
    QVERIFY(m_client->node() == Welcome());
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QCOMPARE(m_client->problem(), Problem::NotFound);
}

void tst_AdminClient::answersFindTheirRequests()
{
    connectToNode();
    QStringList answers;
    const auto note = [&answers](const QString &name) {
        return [&answers, name](const ReplyBody *reply) {
            const auto *outcomes = reply ? std::get_if<Outcomes>(reply) : nullptr;
            answers.append(name + QString::number(outcomes ? outcomes->outcomes.size() : -1));
        };
    };
    QVERIFY(m_client->request(Push{{1}, Frame(u"a"_s)}, this, note(u"a"_s)));
    QVERIFY(m_client->request(Push{{2}, Frame(u"b"_s)}, this, note(u"b"_s)));
    QVERIFY(m_client->request(Disconnect{}, this, note(u"c"_s)));
    QTRY_COMPARE(m_node->requests.size(), 4);
    QVERIFY(m_node->requests.at(1).body == RequestBody(Push{{1}, Frame(u"a"_s)}));

    m_node->say(m_node->requests.at(3).id, Outcomes{{{}, {}, {}}});
    m_node->say(m_node->requests.at(1).id, Outcomes{{{}}});
    m_node->say(m_node->requests.at(2).id, Outcomes{{{}, {}}});
    QTRY_COMPARE(answers, (QStringList{u"c3"_s, u"a1"_s, u"b2"_s}));
}

void tst_AdminClient::errorIsAnAnswer()
{
    connectToNode();
    QString text;
    m_client->request(ListConnections{}, this,
                      [&text](const ReplyBody *reply) { text = std::get<Error>(*reply).text; });
    QTRY_COMPARE(m_node->requests.size(), 2);
    m_node->say(m_node->requests.last().id, someError(Error::Kind::BadRequest));
    QTRY_COMPARE(text, u"because."_s);
    QCOMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::errorThatEndsTheSession()
{
    connectToNode();
    QStringList answers;
    for (int i = 0; i < 2; ++i) {
        m_client->request(ListConnections{}, this, [&answers](const ReplyBody *reply) {
            answers.append(reply ? u"error"_s : u"nothing"_s);
        });
    }
    QTRY_COMPARE(m_node->requests.size(), 3);
    m_node->say(m_node->requests.at(1).id, someError(Error::Kind::Violation));
    QTRY_COMPARE(answers, (QStringList{u"error"_s, u"nothing"_s}));
    QVERIFY(m_problems.contains(Problem::Rejected));
}

void tst_AdminClient::unansweredGetNothing_data()
{
    using Ending = std::function<void(tst_AdminClient *)>;
    QTest::addColumn<Ending>("ending");

    QTest::newRow("lost") << Ending([](auto *test) { test->m_node->channel->abort(); });
    QTest::newRow("goodbye") << Ending([](auto *test) { test->m_node->say(0, Goodbye{}); });
    QTest::newRow("violation") << Ending([](auto *test) { test->m_node->channel->send("x"); });
    QTest::newRow("stop") << Ending([](auto *test) { test->m_client->stop(); });
    QTest::newRow("reconnect") << Ending([](auto *test) { test->m_client->reconnect(); });
    QTest::newRow("start") << Ending([](auto *test) { test->m_client->start(test->m_path); });
}

void tst_AdminClient::unansweredGetNothing()
{
    QFETCH(std::function<void(tst_AdminClient *)>, ending);
    connectToNode();
    QList<int> answers;
    for (int i = 0; i < 20; ++i) {
        m_client->request(ListConnections{}, this, [this, &answers, i](const ReplyBody *reply) {
            QVERIFY(!reply);
            QVERIFY(m_client->state() != State::Connected);
            answers.append(i);
        });
    }
    ending(this);
    QTRY_COMPARE(answers.size(), 20);
    QVERIFY(std::is_sorted(answers.begin(), answers.end()));
}

void tst_AdminClient::deadContextIsNotCalled()
{
    connectToNode();
    int called = 0;
    auto context = std::make_unique<QObject>();
    const auto count = [&called](const ReplyBody *) { ++called; };
    m_client->request(ListConnections{}, context.get(), count);
    m_client->request(ListConnections{}, context.get(), count);
    m_client->request(ListConnections{}, this, count);
    context.reset();
    QTRY_COMPARE(m_node->requests.size(), 4);
    m_node->say(m_node->requests.at(1).id, Outcomes{});
    m_node->say(m_node->requests.at(3).id, Outcomes{});
    QTRY_COMPARE(called, 1);
    m_client->stop();
    QCOMPARE(called, 1);
}

void tst_AdminClient::unknownAnswerIsPassedOver()
{
    connectToNode();
    bool answered = false;
    m_client->request(ListConnections{}, this, [&](const ReplyBody *reply) { answered = reply; });
    QTRY_COMPARE(m_node->requests.size(), 2);
    m_node->say(999, Outcomes{});
    m_node->say(m_node->requests.last().id, Outcomes{});
    m_node->say(m_node->requests.last().id, Outcomes{});
    QTRY_VERIFY(answered);
    QCOMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::requestUnlessConnected()
{
    bool called = false;
    const auto note = [&called](const ReplyBody *) { called = true; };
    QVERIFY(!m_client->request(ListConnections{}, this, note));
    m_client->start(m_path);
    QVERIFY(!m_client->request(ListConnections{}, this, note));
    QTRY_COMPARE(m_client->state(), State::Waiting);
    QVERIFY(!m_client->request(ListConnections{}, this, note));
    m_client->stop();
    QVERIFY(!called);
}

void tst_AdminClient::requestTooLong()
{
    connectToNode();
    std::optional<ReplyBody> answer;
    const Push push = {{1}, Frame::fromBinary(QByteArray(MaxRequestBytes, 'x'))};
    QVERIFY(m_client->request(push, this, [&answer](const ReplyBody *reply) { answer = *reply; }));
    QVERIFY(!answer);
    QTRY_VERIFY(answer);
    const Error error = std::get<Error>(*answer);
    QCOMPARE(error.kind, Error::Kind::BadRequest);
    QVERIFY2(error.text.endsWith("1048576 is the most."), qPrintable(error.text));
    QCOMPARE(m_client->state(), State::Connected);
}

void tst_AdminClient::callbackMayStop()
{
    connectToNode();
    int called = 0;
    for (int i = 0; i < 2; ++i) {
        m_client->request(ListConnections{}, this, [this, &called](const ReplyBody *) {
            ++called;
            m_client->stop();
        });
    }
    QTRY_COMPARE(m_node->requests.size(), 3);
    m_node->say(m_node->requests.at(1).id, someError(Error::Kind::Violation));
    QTRY_COMPARE(called, 2);
    QCOMPARE(m_client->state(), State::Idle);
}

void tst_AdminClient::callbackMayDelete()
{
    connectToNode();
    int called = 0;
    m_client->request(ListConnections{}, this, [this, &called](const ReplyBody *) {
        ++called;
        m_client.release()->deleteLater();
    });
    m_client->stop();
    QCOMPARE(called, 1);
    QTRY_VERIFY(!m_node->channel->isOpen());
}

void tst_AdminClient::destructorCallsNobody()
{
    connectToNode();
    bool called = false;
    m_client->request(ListConnections{}, this, [&called](const ReplyBody *) { called = true; });
    m_states.reset();
    m_client.reset();
    QTRY_VERIFY(!m_node->channel->isOpen());
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(tst_AdminClient)
#include "tst_adminclient.moc"
