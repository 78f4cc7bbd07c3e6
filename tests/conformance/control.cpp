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

QByteArray octets(qsizetype size)
{
    QByteArray bytes(size, 0);
    for (qsizetype i = 0; i < size; ++i)
        bytes[i] = static_cast<char>(0xff - i);
    return bytes;
}

} // namespace

class tst_Control : public QObject
{
    Q_OBJECT

private slots:
    void ping_data();
    void ping();
    void pong_data();
    void pong();
    void refused_data();
    void refused();
    void manyPings_data();
    void manyPings();
    void order_data();
    void order();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_Control::ping_data()
{
    QTest::addColumn<Exchange>("exchange");
    for (const int size : {0, 1, 2, 3, 4, 7, 8, 15, 16, 31, 32, 63, 64, 124, 125}) {
        QTest::addRow("%d bytes", size)
                << Exchange{{ClientFrame::ping(octets(size))}, says::pong(octets(size))};
    }
    QTest::newRow("text") << Exchange{{ClientFrame::ping("hello")}, says::pong("hello")};
    QTest::newRow("not UTF-8") << Exchange{{ClientFrame::ping("\xff\xfe\xc0")},
                                           says::pong("\xff\xfe\xc0")};
    QTest::newRow("mask 0") << Exchange{{ClientFrame::ping("hello").masked(0)},
                                        says::pong("hello")};
    QTest::newRow("two, one after the other")
            << Exchange{{ClientFrame::ping("1"), ClientFrame::ping("2")},
                        says::pong("1") + "; " + says::pong("2")};
}

void tst_Control::ping()
{
    carryOutRow();
}

void tst_Control::pong_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray nothing = "";
    QTest::newRow("empty") << Exchange{{ClientFrame::pong({})}, nothing};
    QTest::newRow("with a payload") << Exchange{{ClientFrame::pong("hello")}, nothing};
    QTest::newRow("125 bytes") << Exchange{{ClientFrame::pong(octets(125))}, nothing};
    QTest::newRow("a hundred") << Exchange{{ClientFrame::pong("x").bytes().repeated(100)}, nothing};
    QTest::newRow("then a ping") << Exchange{
            {ClientFrame::pong("1").bytes() + ClientFrame::ping("2").bytes()}, says::pong("2")};
}

void tst_Control::pong()
{
    carryOutRow();
}

void tst_Control::refused_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &bytes) {
        QTest::newRow(name) << Exchange{{bytes}, protocolError};
    };
    const QByteArray start = ClientFrame::text("a").unfinished().bytes();
    for (const int size : {126, 127, 65535, 65536}) {
        QTest::addRow("ping of %d bytes", size)
                << Exchange{{ClientFrame::ping(octets(size))}, protocolError};
        QTest::addRow("pong of %d bytes", size)
                << Exchange{{ClientFrame::pong(octets(size))}, protocolError};
    }
    QTest::newRow("ping of 126 bytes that never come")
            << Exchange{{ClientFrame::ping({}).declaring(126)}, protocolError, {}, octets(126)};
    row("ping of 126 bytes in a message", start + ClientFrame::ping(octets(126)).bytes());
    row("unfinished ping", ClientFrame::ping("x").unfinished());
    row("unfinished empty ping", ClientFrame::ping({}).unfinished());
    row("unfinished pong", ClientFrame::pong("x").unfinished());
    row("ping in two fragments",
        ClientFrame::ping("x").unfinished().bytes() + ClientFrame::continuation("y").bytes());
    row("unfinished ping in a message", start + ClientFrame::ping("x").unfinished().bytes());
}

void tst_Control::refused()
{
    carryOutRow();
}

void tst_Control::manyPings_data()
{
    QTest::addColumn<int>("count");
    QTest::addColumn<bool>("inMessage");
    QTest::newRow("10 in one segment") << 10 << false;
    QTest::newRow("1000 in one segment") << 1000 << false;
    QTest::newRow("1000 in a message") << 1000 << true;
}

void tst_Control::manyPings()
{
    QFETCH(int, count);
    QFETCH(bool, inMessage);
    QByteArray bytes;
    QByteArrayList pongs;
    for (int i = 0; i < count; ++i) {
        bytes += ClientFrame::ping(QByteArray::number(i)).bytes();
        pongs.append(says::pong(QByteArray::number(i)));
    }
    if (inMessage)
        bytes = ClientFrame::text("hello").unfinished().bytes() + bytes
                + ClientFrame::continuation({}).bytes();
    else
        bytes += ClientFrame::text("hello").bytes();
    Peer peer(subject().port());
    QVERIFY(peer.shakeHands());
    peer.send(bytes);

    // RFC 6455 section 5.5.3: of several pings a server may answer the latest alone.
    const QByteArrayList said = peer.listenUntil(says::text("hello")).replace("; ", ";").split(';');
    QCOMPARE(said.constLast(), pongs.constLast());
    qsizetype at = -1;
    for (const QByteArray &pong : said) {
        const qsizetype found = pongs.indexOf(pong, at + 1);
        QVERIFY2(found > at, pong);
        at = found;
    }
}

void tst_Control::order_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray ping = ClientFrame::ping("1");
    const QByteArray pong = says::pong("1") + "; ";
    const QByteArray text = ClientFrame::text("hello");
    const QByteArray echo = says::text("hello");
    QTest::newRow("ping, text") << Exchange{{ping + text}, pong + echo};
    QTest::newRow("text, ping, each by itself")
            << Exchange{{text, ping}, echo + "; " + says::pong("1")};
    QTest::newRow("ping, close") << Exchange{{ping + ClientFrame::close(1000).bytes()},
                                             pong + says::close(1000)};
    QTest::newRow("ping, broken rule")
            << Exchange{{ping + ClientFrame(3, {}).bytes()}, pong + protocolError};
    QTest::newRow("ping after a close")
            << Exchange{{ClientFrame::close(1000).bytes() + ping}, says::close(1000)};
}

void tst_Control::order()
{
    carryOutRow();
}

std::unique_ptr<QObject> control()
{
    return std::make_unique<tst_Control>();
}

} // namespace Landline::Conformance

#include "control.moc"
