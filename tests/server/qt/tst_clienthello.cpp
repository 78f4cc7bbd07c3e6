// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/clienthello.h"

#include <QtCore/qendian.h>
#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qsslsocket.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;

namespace {

using State = ClientHello::State;

QByteArray number(qsizetype value, int size)
{
    QByteArray bytes;
    for (int shift = 8 * (size - 1); shift >= 0; shift -= 8)
        bytes += static_cast<char>(value >> shift & 0xff);
    return bytes;
}

/// \a content with its length before it, in \a size bytes.
QByteArray vector(const QByteArray &content, int size)
{
    return number(content.size(), size) + content;
}

QByteArray extension(int type, const QByteArray &content)
{
    return number(type, 2) + vector(content, 2);
}

QByteArray serverName(const QByteArray &name, int type = 0)
{
    return extension(0, vector(number(type, 1) + vector(name, 2), 2));
}

const QByteArray start = "\x03\x03" + QByteArray(32, 'r') + vector("", 1) + vector("\x13\x01", 2)
        + vector(QByteArray(1, '\0'), 1);

QByteArray message(const QByteArray &body, int type = 1)
{
    return number(type, 1) + vector(body, 3);
}

QByteArray record(const QByteArray &content, int type = 22)
{
    return number(type, 1) + "\x03\x01" + vector(content, 2);
}

/// A hello with \a extensions.
QByteArray hello(const QByteArray &extensions)
{
    return record(message(start + vector(extensions, 2)));
}

} // namespace

Q_DECLARE_METATYPE(Landline::ClientHello::State)

class tst_ClientHello : public QObject
{
    Q_OBJECT

private slots:
    void complete_data();
    void complete();
    void protocols_data();
    void protocols();
    void notComplete_data();
    void notComplete();
    void eachCut_data();
    void eachCut();
    void tooLong();
    void fromASocket();
};

void tst_ClientHello::complete_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("name");
    const auto row = [](const char *tag, const QByteArray &bytes, const QByteArray &name) {
        QTest::newRow(tag) << bytes << name;
    };
    row("a name", hello(serverName("a.example")), "a.example");
    row("capitals", hello(serverName("A.Example")), "a.example");
    row("a dot at the end", hello(serverName("a.example.")), "a.example");
    row("an underline", hello(serverName("a_b.example")), "a_b.example");
    row("behind other extensions", hello(extension(10, "abc") + serverName("a.example") + extension(16, "")), "a.example");
    row("no name", hello(extension(10, "abc")), "");
    row("no extension", hello(""), "");
    row("without the list of extensions", record(message(start)), "");
    row("an address of IPv6", hello(serverName("::1")), "");
    row("a NUL in the name", hello(serverName(QByteArray("a.example\0b", 11))), "");
    row("a star", hello(serverName("*.example")), "");
    row("more behind it", hello(serverName("a.example")) + "more", "a.example");
    const QByteArray whole = message(start + vector(serverName("a.example"), 2));
    row("two records", record(whole.left(20)) + record(whole.mid(20)), "a.example");
    QByteArray drops;
    for (const char byte : whole)
        drops += record(QByteArray(1, byte));
    row("a byte a record", drops, "a.example");
    row("another message in the record", record(whole + "more"), "a.example");
}

void tst_ClientHello::complete()
{
    QFETCH(QByteArray, bytes);
    const ClientHello read = ClientHello::parse(bytes);
    QCOMPARE(read.state, State::Complete);
    QTEST(read.serverName, "name");
}

void tst_ClientHello::protocols_data()
{
    QTest::addColumn<QByteArray>("extensions");
    QTest::addColumn<bool>("others"); // and not ours
    const auto row = [](const char *tag, const QByteArray &extensions, bool others) { QTest::newRow(tag) << extensions << others; };
    const auto alpn = [](const QByteArray &names) { return extension(16, vector(names, 2)); };
    row("none", serverName("a.example"), false);
    row("ours", alpn("\x08http/1.1"), false);
    row("ours among others", alpn("\x02h2\x08http/1.1\x08http/1.0"), false);
    row("another", alpn("\x02h2"), true);
    row("others of the same size", alpn("\x08http/1.0\x08http/2.0"), true);
    row("ours within another", alpn("\x09http/1.1x"), true);
    row("before the name", alpn("\x02h2") + serverName("a.example"), true);
    row("malformed", alpn("\x08http/1"), false); // which OpenSSL refuses
}

void tst_ClientHello::protocols()
{
    QFETCH(QByteArray, extensions);
    const ClientHello read = ClientHello::parse(hello(extensions));
    QCOMPARE(read.state, State::Complete);
    QTEST(read.offersOtherProtocols, "others");
}

void tst_ClientHello::notComplete_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<State>("state");
    const auto row = [](const char *tag, const QByteArray &bytes, State state) { QTest::newRow(tag) << bytes << state; };
    row("nothing", "", State::Incomplete);
    row("one byte", "\x16", State::Incomplete);
    row("the head of a record", QByteArray("\x16\x03\x01\x01\x00", 5), State::Incomplete);

    row("HTTP", "GET / HTTP/1.1\r\n", State::NotTls);
    row("a letter", "G", State::NotTls);
    row("a line end", "\r\n", State::NotTls);
    row("NUL", QByteArray(1, '\0'), State::NotTls);
    row("SSL 2", QByteArray("\x80\x2e\x01\x00\x02", 5), State::NotTls);
    row("another major version", QByteArray("\x16\x04\x01", 3), State::NotTls);
    row("an alert", record("\x02\x28", 21), State::NotTls);
    row("application data", record("abc", 23), State::NotTls);

    row("another message", record(message("", 2)), State::Malformed);
    row("an empty record", record(""), State::Malformed);
    row("a record too long", "\x16\x03\x01\x40\x01", State::Malformed);
    row("an alert between", record(message(start).left(20)) + record("\x02\x28", 21), State::Malformed);
    row("a message too long", record(QByteArray("\x01\x00\x40\x01", 4)), State::Malformed);
    row("cut in the random", record(message(start.left(20))), State::Malformed);
    row("a session id too long",
        record(message("\x03\x03" + QByteArray(32, 'r') + vector(QByteArray(33, 's'), 1) + vector("\x13\x01", 2)
                       + vector("0", 1))),
        State::Malformed);
    row("no cipher", record(message("\x03\x03" + QByteArray(32, 'r') + vector("", 1) + vector("", 2) + vector("0", 1))),
        State::Malformed);
    row("half a cipher",
        record(message("\x03\x03" + QByteArray(32, 'r') + vector("", 1) + vector("abc", 2) + vector("0", 1))),
        State::Malformed);
    row("no compression",
        record(message("\x03\x03" + QByteArray(32, 'r') + vector("", 1) + vector("ab", 2) + vector("", 1))),
        State::Malformed);
    row("bytes behind the extensions", record(message(start + vector("", 2) + "x")), State::Malformed);
    row("an extension cut", record(message(start + vector(number(0, 2) + number(9, 2) + "abc", 2))), State::Malformed);
    row("two names", hello(serverName("a.example") + serverName("b.example")), State::Malformed);
    row("two names in a list",
        hello(extension(0, vector(QByteArray(1, '\0') + vector("a", 2) + QByteArray(1, '\0') + vector("b", 2), 2))),
        State::Malformed);
    row("an empty name", hello(serverName("")), State::Malformed);
    row("an empty list", hello(extension(0, vector("", 2))), State::Malformed);
    row("an empty extension", hello(extension(0, "")), State::Malformed);
    row("bytes behind the list", hello(extension(0, vector(QByteArray(1, '\0') + vector("a", 2), 2) + "x")),
        State::Malformed);
    row("a name of another type", hello(serverName("a.example", 1)), State::Malformed);
    row("a name too long", hello(serverName(QByteArray(256, 'a'))), State::Malformed);
}

void tst_ClientHello::notComplete()
{
    QFETCH(QByteArray, bytes);
    const ClientHello read = ClientHello::parse(bytes);
    QTEST(read.state, "state");
    QCOMPARE(read.serverName, QByteArray());
}

void tst_ClientHello::eachCut_data()
{
    complete_data();
}

void tst_ClientHello::eachCut()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, name);
    bool decided = false;
    for (qsizetype size = 0; size <= bytes.size(); ++size) {
        const ClientHello read = ClientHello::parse(QByteArrayView(bytes).first(size));
        QVERIFY(read.state == State::Incomplete || read.state == State::Complete);
        QVERIFY(!decided || read.state == State::Complete);
        decided = read.state == State::Complete;
        QCOMPARE(read.serverName, decided ? name : QByteArray());
    }
    QVERIFY(decided);
}

void tst_ClientHello::tooLong()
{
    QByteArray drops;
    const QByteArray whole = message(QByteArray(10'000, 'x'));
    for (const char byte : whole)
        drops += record(QByteArray(1, byte));
    QVERIFY(drops.size() > ClientHello::MaxSize);
    QCOMPARE(ClientHello::parse(QByteArrayView(drops).first(ClientHello::MaxSize - 1)).state, State::Incomplete);
    QCOMPARE(ClientHello::parse(QByteArrayView(drops).first(ClientHello::MaxSize)).state, State::Malformed);
    QCOMPARE(ClientHello::parse(drops).state, State::Malformed);
}

void tst_ClientHello::fromASocket()
{
    QTcpServer server;
    QVERIFY(server.listen(QHostAddress::LocalHost));
    QSslSocket client;
    client.setPeerVerifyName(QStringLiteral("chat.example.org"));
    client.connectToHostEncrypted(QStringLiteral("127.0.0.1"), server.serverPort());
    QTRY_VERIFY(server.hasPendingConnections());
    QTcpSocket *accepted = server.nextPendingConnection();
    ClientHello read;
    QTRY_VERIFY((read = ClientHello::parse(accepted->peek(ClientHello::MaxSize))).state != State::Incomplete);
    QCOMPARE(read.state, State::Complete);
    QCOMPARE(read.serverName, QByteArray("chat.example.org"));
}

QTEST_GUILESS_MAIN(tst_ClientHello)
#include "tst_clienthello.moc"
