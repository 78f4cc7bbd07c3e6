// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/peer.h"
#include "conformance/subject.h"
#include "conformance/themes.h"

#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

const QByteArray protocolError = says::close(1002);
/// A reason that is not UTF-8 breaks two rules: the bytes (section 8.1) and the frame
/// (section 5.5.1).
const QByteArray badReason = says::close(1007) + " or " + protocolError;

} // namespace

class tst_Closing : public QObject
{
    Q_OBJECT

private slots:
    void codes_data();
    void codes();
    void forbiddenCodes_data();
    void forbiddenCodes();
    void payloads_data();
    void payloads();
    void whenItComes_data();
    void whenItComes();
    void halfClosed_data();
    void halfClosed();
    void cut_data();
    void cut();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_Closing::codes_data()
{
    QTest::addColumn<Exchange>("exchange");
    // 1012 to 1014 came after the RFC, by the registry that its section 11.7 founds: a peer may
    // send them.
    for (const quint16 code : {1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 1012, 1013,
                               1014, 3000, 3999, 4000, 4999}) {
        QTest::addRow("%d", code) << Exchange{{ClientFrame::close(code)}, says::close(code)};
        QTest::addRow("%d with a reason", code)
                << Exchange{{ClientFrame::close(code, "bye")}, says::close(code)};
    }
}

void tst_Closing::codes()
{
    carryOutRow();
}

void tst_Closing::forbiddenCodes_data()
{
    QTest::addColumn<Exchange>("exchange");
    // 1004 is reserved, 1005, 1006 and 1015 must never be sent, 1016 to 2999 nobody has defined,
    // the others are outside of what section 7.4 divides.
    for (const quint16 code :
         {0, 1, 999, 1004, 1005, 1006, 1015, 1016, 1100, 1999, 2000, 2999, 5000, 9999, 65535}) {
        QTest::addRow("%d", code) << Exchange{{ClientFrame::close(code)}, protocolError};
        QTest::addRow("%d with a reason", code)
                << Exchange{{ClientFrame::close(code, "bye")}, protocolError};
    }
}

void tst_Closing::forbiddenCodes()
{
    carryOutRow();
}

void tst_Closing::payloads_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &frame, const QByteArray &expected) {
        QTest::newRow(name) << Exchange{{frame}, expected};
    };
    const auto reason = [](const QByteArray &bytes) { return ClientFrame::close(1000, bytes); };
    const QByteArray normal = says::close(1000);
    // Section 5.5.1: the answer "typically echos the status code"; to none, that is none or 1000.
    row("nothing", ClientFrame::closeWith({}), says::close(1005) + " or " + normal);
    row("one byte", ClientFrame::closeWith("\x03"), protocolError);
    row("a zero byte", ClientFrame::closeWith(QByteArray(1, 0)), protocolError);
    row("reason of a byte", reason("x"), normal);
    row("reason of 123 bytes", reason(QByteArray(123, 'x')), normal);
    row("reason of 123 bytes in 41 characters", reason(QByteArray("\xe4\xb8\xad").repeated(41)),
        normal);
    row("reason of 124 bytes", reason(QByteArray(124, 'x')), protocolError);
    row("reason of 1000 bytes", reason(QByteArray(1000, 'x')), protocolError);
    row("reason with NUL", reason(QByteArray("a\0b", 3)), normal);
    row("reason in four alphabets", reason("\xce\xba\xe1\xbd\xb9 \xe4\xb8\xad \xf0\x9f\x98\x80"),
        normal);
    row("reason that begins with U+FEFF",
        reason("\xef\xbb\xbf"
               "bye"),
        normal);
    row("reason with a byte that is never UTF-8", reason("bye \xff"), badReason);
    row("reason with half a character", reason("bye \xe4\xb8"), badReason);
    row("reason with a surrogate", reason("\xed\xa0\x80"), badReason);
    row("reason with an overlong form", reason("\xc0\xaf"), badReason);
    row("reason cut at byte 123",
        reason(QByteArray("\xe4\xb8\xad").repeated(41).chopped(1) + "\xe4"), badReason);
    row("unfinished", ClientFrame::close(1000).unfinished(), protocolError);
    row("unfinished and empty", ClientFrame::closeWith({}).unfinished(), protocolError);
}

void tst_Closing::payloads()
{
    carryOutRow();
}

void tst_Closing::whenItComes_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row
            = [](const char *name, const QByteArrayList &segments, const QByteArray &expected) {
                  QTest::newRow(name) << Exchange{segments, expected};
              };
    const QByteArray close = ClientFrame::close(1000);
    const QByteArray text = ClientFrame::text("hello");
    const QByteArray unfinished = ClientFrame::text("hello").unfinished();
    const QByteArray normal = says::close(1000);
    row("at once", {close}, normal);
    row("behind a message", {text + close}, says::text("hello") + "; " + normal);
    row("while a message is unfinished", {unfinished + close}, normal);
    row("while a message is unfinished, by itself", {unfinished, close}, normal);
    row("while half a character is there", {ClientFrame::text("\xe4\xb8").unfinished(), close},
        normal);
    row("twice", {close + ClientFrame::close(1001).bytes()}, normal);
    row("with a text behind it", {close + text}, normal);
    row("with a ping behind it", {close + ClientFrame::ping("x").bytes()}, normal);
    row("with a broken frame behind it", {close + ClientFrame(3, "x").withReservedBits(7).bytes()},
        normal);
    row("with half a frame behind it", {close + text.first(3)}, normal);
    row("with 1 MiB behind it", {close + ClientFrame::binary(QByteArray(1024 * 1024, 'x')).bytes()},
        normal);
}

void tst_Closing::whenItComes()
{
    carryOutRow();
}

void tst_Closing::halfClosed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray text = ClientFrame::text("hello");
    // Section 7.1.4: an end of TCP without close frames is legal, and nobody is left to tell why.
    const QByteArray cut = "cut or close 1006";
    QTest::newRow("after a close frame") << ClientFrame::close(1000).bytes() << says::close(1000);
    QTest::newRow("without a word") << QByteArray() << cut;
    QTest::newRow("inside a head") << text.first(1) << cut;
    QTest::newRow("inside a mask") << text.first(4) << cut;
    QTest::newRow("inside a payload") << text.chopped(1) << cut;
    QTest::newRow("inside a message") << ClientFrame::text("hello").unfinished().bytes() << cut;
}

void tst_Closing::halfClosed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, expected);
    bool isException = false;
    expected = expectedHere(expected, {}, &isException);
    Peer peer(subject().port());
    QVERIFY(peer.shakeHands());
    peer.sendApart({bytes, {}});
    peer.shutDown();
    const QByteArray said = peer.listenToEnd();
    QVERIFY2(isAllowed(said, expected), said);
}

void tst_Closing::cut_data()
{
    QTest::addColumn<QByteArray>("bytes");
    const QByteArray text = ClientFrame::binary(QByteArray(1000, 'x'));
    QTest::newRow("without a word") << QByteArray();
    QTest::newRow("inside a head") << text.first(3);
    QTest::newRow("inside a payload") << text.first(500);
    QTest::newRow("before the echo is read") << text.repeated(100);
    QTest::newRow("inside a message") << ClientFrame::text("hello").unfinished().bytes();
    QTest::newRow("behind a close frame") << ClientFrame::close(1000).bytes();
}

void tst_Closing::cut()
{
    QFETCH(QByteArray, bytes);
    for (int i = 0; i < 20; ++i) {
        Peer peer(subject().port());
        QVERIFY(peer.shakeHands());
        peer.send(bytes);
        peer.reset();
    }
    Peer other(subject().port());
    QVERIFY(other.shakeHands());
    other.send(ClientFrame::text("hello"));
    QCOMPARE(other.listen(1), says::text("hello"));
}

std::unique_ptr<QObject> closing()
{
    return std::make_unique<tst_Closing>();
}

} // namespace Landline::Conformance

#include "closing.moc"
