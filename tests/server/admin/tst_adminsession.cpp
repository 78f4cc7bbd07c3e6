// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "adminfixture.h"

#include "admin/adminsession.h"

#include <Landline/version.h>

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qendian.h>
#include <QtCore/qregularexpression.h>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/un.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Landline;
using namespace Landline::Admin;
using namespace Qt::StringLiterals;

/// \a message as it goes over the socket.
static QByteArray framed(const QByteArray &message)
{
    char length[4];
    qToBigEndian(quint32(message.size()), length);
    return QByteArray(length, sizeof length) + message;
}

static QByteArray framed(quint64 id, const RequestBody &body)
{
    return framed(encode(Admin::Request{id, body}));
}

class tst_AdminSession : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanupTestCase();

    void welcomes();
    void wrongProtocol_data();
    void wrongProtocol();
    void violations_data();
    void violations();
    void violationsOfTheWelcomed_data();
    void violationsOfTheWelcomed();
    void singleBytes();
    void endsWithinMessage();
    void silence_data();
    void silence();
    void lingersNoLongerThanPatience();

    void badRequestEndsNothing();
    void answersInOrder();
    void leavesInTheMidst();
    void frozenConsole();
    void askingWithoutReading();
    void anotherUser();

private:
    int connectRaw(bool blocking) const;
    Event lastEvent(RawConsole *console);

    std::unique_ptr<LiveNode> m_live;
};

void tst_AdminSession::initTestCase()
{
    m_live = std::make_unique<LiveNode>();
    QVERIFY2(m_live->start(), qPrintable(m_live->admin->errorString()));
}

void tst_AdminSession::cleanupTestCase()
{
    m_live->admin.reset();
    m_live.reset();
}

/// A connected socket that reads nothing by itself.
int tst_AdminSession::connectRaw(bool blocking) const
{
    const int descriptor
            = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | (blocking ? 0 : SOCK_NONBLOCK), 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(m_live->path()).constData(),
             sizeof address.sun_path);
    const bool connected
            = ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address)
            == 0;
    return connected ? descriptor : -1;
}

Event tst_AdminSession::lastEvent(RawConsole *console)
{
    const auto page = console->ask<ConnectionPage>(ListConnections{});
    const auto changes = page
            ? console->ask<Changes>(PollChanges{{}, page->event - 1, page->position, MaxRows})
            : std::nullopt;
    return changes && !changes->events.isEmpty() ? changes->events.constFirst() : Event();
}

void tst_AdminSession::welcomes()
{
    RawConsole console(m_live->path());
    const auto welcome = console.ask<Welcome>(Hello{ProtocolVersion, u"test\u202E"_s});
    QVERIFY(welcome);
    QCOMPARE(welcome->node, u"main"_s);
    QCOMPARE(welcome->servers.size(), 1);
    const Event event = lastEvent(&console);
    QCOMPARE(event.kind, Event::Kind::ConsoleConnected);
    QCOMPARE(event.peer, u"uid %1, pid %2"_s.arg(::getuid()).arg(::getpid()));
    QCOMPARE(event.detail, u"test\u202E"_s);
}

void tst_AdminSession::wrongProtocol_data()
{
    QTest::addColumn<int>("protocol");

    QTest::newRow("none") << 0;
    QTest::newRow("older") << ProtocolVersion - 1;
    QTest::newRow("newer") << ProtocolVersion + 1;
    QTest::newRow("of the far future") << std::numeric_limits<int>::max();
}

void tst_AdminSession::wrongProtocol()
{
    QFETCH(int, protocol);
    RawConsole console(m_live->path());
    QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(u"refused: \"test 9 speaks version %1 "_s.arg(protocol)));
    const auto error = console.ask<Error>(Hello{protocol, u"test 9"_s});
    QVERIFY(error);
    QCOMPARE(error->kind, Error::Kind::WrongProtocol);
    QCOMPARE(error->protocol, ProtocolVersion);
    QCOMPARE(error->product, u"landline " LANDLINE_VERSION_STR ""_s);
    QVERIFY2(error->text.contains(u"test 9 speaks version %1 "_s.arg(protocol)),
             qPrintable(error->text));
    QVERIFY(console.waitForClosed());
}

void tst_AdminSession::violations_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");

    QTest::newRow("request instead of hello")
            << framed(1, ListConnections{}) << u"first message must be a hello"_s;
    QTest::newRow("4 GiB announced") << "\xff\xff\xff\xff"_ba << u"4294967295 bytes"_s;
    QTest::newRow("one byte too many announced") << "\0\x10\0\1"_ba << u"1048577 bytes"_s;
    QTest::newRow("empty message") << framed(QByteArray()) << u"not well-formed CBOR"_s;
    QTest::newRow("HTTP") << "GET / HTTP/1.1\r\n\r\n"_ba << u"bytes was announced"_s;
    QTest::newRow("garbage") << framed(QByteArray(1000, '\x1f')) << u"not well-formed CBOR"_s;
    QTest::newRow("no map") << framed("\x01"_ba) << u"not a CBOR map"_s;
    QTest::newRow("no id") << framed("\xa0"_ba) << u"'id' of the message is missing"_s;
    QTest::newRow("deep") << framed(QByteArray(1'000'000, '\x81')) << u"not well-formed CBOR"_s;
    QTest::newRow("unknown type") << framed("\xa2\x62id\x01\x64type\x61x"_ba)
                                  << u"no message of type 'x'"_s;
    QTest::newRow("no UTF-8") << framed("\xa2\x62id\x01\x64type\x61\xff"_ba) << QString();
    QTest::newRow("huge list announced")
            << framed("\x9b\x7f\xff\xff\xff\xff\xff\xff\xff"_ba) << QString();
    QTest::newRow("bytes behind the message")
            << framed(encode(Admin::Request{1, Hello{}}) + 'x') << u"ends at byte"_s;
}

void tst_AdminSession::violations()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    RawConsole console(m_live->path());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^console \\(uid .* refused: "_s));
    console.sendRaw(bytes);
    QTRY_COMPARE(console.replies.size(), 1);
    const Error error = std::get<Error>(console.replies.constFirst().body);
    QCOMPARE(error.kind, Error::Kind::Violation);
    QVERIFY2(error.text.contains(says), qPrintable(error.text));
    QVERIFY(console.waitForClosed());
}

void tst_AdminSession::violationsOfTheWelcomed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("says");

    QTest::newRow("second hello") << framed(7, Hello{}) << u"A second hello came."_s;
    QTest::newRow("limit 0") << framed(7, ListConnections{{}, 0, 0})
                             << u"'limit' of list must be"_s;
    QTest::newRow("limit too high")
            << framed(7, ListConnections{{}, 0, MaxRows + 1}) << u"'limit' of list must be"_s;
    QTest::newRow("too many targets") << framed(7, Push{QList<qint64>(MaxTargets + 1, 1), {}})
                                      << u"'fds' of push must be a list of at most 50000 entries"_s;
    QTest::newRow("request too long")
            << framed(QByteArray(MaxRequestBytes + 1, 'x')) << u"bytes was announced"_s;
    QTest::newRow("a reply") << framed(encode(Admin::Reply{7, Goodbye{}}))
                             << u"no message of type 'goodbye'"_s;
}

void tst_AdminSession::violationsOfTheWelcomed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, says);
    RawConsole console(m_live->path());
    QVERIFY(console.greet());
    console.sendRaw(bytes);
    QTRY_COMPARE(console.replies.size(), 2);
    const Error error = std::get<Error>(console.replies.constLast().body);
    QCOMPARE(error.kind, Error::Kind::Violation);
    QVERIFY2(error.text.contains(says), qPrintable(error.text));
    QVERIFY(console.waitForClosed());
    RawConsole next(m_live->path());
    QVERIFY(next.greet());
}

void tst_AdminSession::singleBytes()
{
    RawConsole console(m_live->path());
    const QByteArray bytes = framed(1, Hello{});
    for (const char byte : bytes) {
        console.sendRaw(QByteArray(1, byte));
        QCoreApplication::sendPostedEvents();
    }
    QVERIFY(console.answer<Welcome>(1));
}

void tst_AdminSession::endsWithinMessage()
{
    RawConsole other(m_live->path());
    QVERIFY(other.greet());
    {
        RawConsole console(m_live->path());
        QVERIFY(console.greet());
        console.sendRaw(framed(2, ListConnections{}).chopped(1));
    }
    QTRY_COMPARE(lastEvent(&other).kind, Event::Kind::ConsoleLeft);
}

void tst_AdminSession::silence_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("half a hello") << framed(1, Hello{}).chopped(1);
}

void tst_AdminSession::silence()
{
    QFETCH(QByteArray, bytes);
    QElapsedTimer timer;
    timer.start();
    RawConsole console(m_live->path());
    console.sendRaw(bytes);
    const auto error = console.answer<Error>(0);
    QVERIFY(error);
    QVERIFY(timer.elapsed() >= AdminSession::Patience.count() - 100);
    QCOMPARE(error->kind, Error::Kind::Violation);
    QCOMPARE(error->text, u"No hello came within 2 s."_s);
    QVERIFY(console.waitForClosed());
}

void tst_AdminSession::lingersNoLongerThanPatience()
{
    // Refused, it neither reads nor closes.
    const int stubborn = connectRaw(false);
    QVERIFY(stubborn >= 0);
    QCOMPARE(::send(stubborn, "\xff\xff\xff\xff", 4, 0), 4);
    QTRY_VERIFY_WITH_TIMEOUT(::send(stubborn, "x", 1, MSG_NOSIGNAL) < 0 && errno == EPIPE, 10'000);
    ::close(stubborn);
}

void tst_AdminSession::badRequestEndsNothing()
{
    RawConsole console(m_live->path());
    QVERIFY(console.greet());
    const auto error = console.ask<Error>(Disconnect{{1}, 1006, {}});
    QVERIFY(error);
    QCOMPARE(error->kind, Error::Kind::BadRequest);
    QVERIFY(console.ask<ConnectionPage>(ListConnections{}));
}

void tst_AdminSession::answersInOrder()
{
    RawConsole console(m_live->path());
    QVERIFY(console.greet());
    QList<quint64> sent = {1};
    for (int i = 0; i < 300; ++i) {
        sent.append(console.send(ListConnections{}));
        sent.append(console.send(Push{{1}, Frame(u"x"_s)}));
        sent.append(console.send(Disconnect{{1}, 1, {}}));
    }
    QTRY_COMPARE_WITH_TIMEOUT(console.replies.size(), sent.size(), 20'000);
    for (qsizetype i = 0; i < sent.size(); ++i)
        QCOMPARE(console.replies.at(i).id, sent.at(i));
}

void tst_AdminSession::leavesInTheMidst()
{
    DemoClient client(*m_live);
    QVERIFY(client.waitForFd());
    {
        RawConsole console(m_live->path());
        QVERIFY(console.greet());
        console.send(Push{{client.fd}, Frame(u"last words"_s)});
        console.channel->close();
    }
    QTRY_COMPARE(client.texts, QStringList{u"last words"_s});
}

void tst_AdminSession::frozenConsole()
{
    // Stopped in the midst of its work it costs nothing; when it goes on, all answers are there.
    const int frozen = connectRaw(false);
    QVERIFY(frozen >= 0);
    const QByteArray bytes
            = framed(1, Hello{}) + framed(2, ListConnections{}) + framed(3, ListConnections{});
    QCOMPARE(::send(frozen, bytes.constData(), size_t(bytes.size()), 0), bytes.size());
    RawConsole other(m_live->path());
    QVERIFY(other.greet());
    for (int i = 0; i < 20; ++i)
        QVERIFY(other.ask<ConnectionPage>(ListConnections{}));
    QByteArray answers(100'000, '\0');
    answers.resize(::recv(frozen, answers.data(), size_t(answers.size()), 0));
    int count = 0;
    while (answers.size() >= 4) {
        answers.remove(0, 4 + qFromBigEndian<quint32>(answers.constData()));
        ++count;
    }
    QCOMPARE(count, 3);
    ::close(frozen);
}

void tst_AdminSession::askingWithoutReading()
{
    const int greedy = connectRaw(false);
    QVERIFY(greedy >= 0);
    QByteArray bytes = framed(1, Hello{});
    const QByteArray expensive = framed(2, Push{QList<qint64>(MaxTargets, 999'999), Frame(u"x"_s)});
    QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(
                    u"^console \\(uid \\d+, pid \\d+\\) is too slow: .* has not read \\d+ bytes of answers; it is dropped$"_s));
    qint64 sent = 0;
    const bool wasDropped = QTest::qWaitFor(
            [&] {
                if (bytes.isEmpty())
                    bytes = expensive;
                const ssize_t written
                        = ::send(greedy, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL);
                if (written > 0) {
                    sent += written;
                    bytes.remove(0, written);
                }
                return written < 0 && errno != EAGAIN;
            },
            30'000);
    QVERIFY(wasDropped);
    // Its requests were not piled up either: 8 MiB of answers are some ten of them, and a few wait
    // in buffers.
    QVERIFY2(sent < 30 * expensive.size(), qPrintable(QString::number(sent / expensive.size())));
    ::close(greedy);

    RawConsole next(m_live->path());
    QVERIFY(next.greet());
    const auto page = next.ask<ConnectionPage>(ListConnections{});
    QVERIFY(page);
    const auto changes = next.ask<Changes>(PollChanges{{}, page->event - 2, page->position, MaxRows});
    QVERIFY(changes);
    QCOMPARE(changes->events.constFirst().kind, Event::Kind::ConsoleLeft);
}

/// What a process of uid 65534 gets to read from the socket at \a path. Between fork() and _exit()
/// are system calls only, since the workers' threads do not exist there.
static void speakAsNobody(const sockaddr_un &address, const QByteArray &request, int pipe)
{
    char text[4096];
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM, 0);
    ssize_t size = -1;
    if (::syscall(SYS_setuid, 65534) == 0
        && ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address)
                == 0) {
        (void)!::write(descriptor, request.constData(), size_t(request.size()));
        while ((size = ::read(descriptor, text, sizeof text)) > 0)
            (void)!::write(pipe, text, size_t(size));
    }
    ::_exit(size == 0 ? 0 : 1);
}

void tst_AdminSession::anotherUser()
{
    if (::geteuid() != 0)
        QSKIP("Only root can become another user.");
    // Opened by hand: the kernel's word alone must keep him out.
    QCOMPARE(::chmod(QFile::encodeName(m_live->folder.path()).constData(), 0755), 0);
    QCOMPARE(::chmod(QFile::encodeName(m_live->path()).constData(), 0666), 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(m_live->path()).constData(),
             sizeof address.sun_path);
    const QByteArray request = framed(1, Hello{}) + framed(2, ListConnections{});
    int pipe[2];
    QCOMPARE(::pipe2(pipe, O_NONBLOCK | O_CLOEXEC), 0);
    QTest::ignoreMessage(
            QtWarningMsg,
            QRegularExpression(
                    u"^console \\(uid 65534, pid \\d+\\) refused: \"This node belongs to uid 0; you are uid 65534, pid"_s));
    const pid_t child = ::fork();
    if (child == 0)
        speakAsNobody(address, request, pipe[1]);
    int status = -1;
    QVERIFY(QTest::qWaitFor([&] { return ::waitpid(child, &status, WNOHANG) == child; }));
    QCOMPARE(status, 0);
    QByteArray said(4096, '\0');
    said.resize(std::max<ssize_t>(::read(pipe[0], said.data(), size_t(said.size())), 0));
    ::close(pipe[0]);
    ::close(pipe[1]);

    QString problem;
    const auto reply = decodeReply(said.mid(4), &problem); // and nothing behind it
    QVERIFY2(reply, qPrintable(problem));
    QCOMPARE(std::get<Error>(reply->body).kind, Error::Kind::PermissionDenied);
}

QTEST_GUILESS_MAIN(tst_AdminSession)
#include "tst_adminsession.moc"
