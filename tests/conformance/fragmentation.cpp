// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/themes.h"
#include "conformance/transcript.h"

#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

const QByteArray protocolError = says::close(1002);

QByteArrayList parts(qsizetype count, const QByteArray &part)
{
    return QByteArrayList(count, part);
}

} // namespace

class tst_Fragmentation : public QObject
{
    Q_OBJECT

private slots:
    void joined_data();
    void joined();
    void controlBetween_data();
    void controlBetween();
    void outOfOrder_data();
    void outOfOrder();
    void tooMany_data();
    void tooMany();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_Fragmentation::joined_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArrayList &parts) {
        QTest::addRow("text: %s", name)
                << Exchange{{fragmented(Wire::Text, parts)}, says::text(parts.join())};
        QTest::addRow("binary: %s", name)
                << Exchange{{fragmented(Wire::Binary, parts)}, says::binary(parts.join())};
    };
    row("two", {"one ", "two"});
    row("three", {"one ", "two ", "three"});
    row("a byte each", {"a", "b", "c", "d", "e"});
    row("an empty first", {{}, "hello"});
    row("an empty one in the middle", {"hel", {}, "lo"});
    row("an empty last", {"hello", {}});
    row("two, all empty", {{}, {}});
    row("nine, all empty", parts(9, {}));
    row("a text between empty ones", {{}, {}, "hello", {}, {}});
    row("one of each form of length",
        {QByteArray(125, 'a'), QByteArray(126, 'b'), QByteArray(65536, 'c')});
    row("a thousand", parts(1000, "abc"));
    row("64 KiB each", parts(8, QByteArray(65536, 'x')));
}

void tst_Fragmentation::joined()
{
    carryOutRow();
}

void tst_Fragmentation::controlBetween_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray first = ClientFrame::text("one ").unfinished();
    const QByteArray middle = ClientFrame::continuation("two ").unfinished();
    const QByteArray last = ClientFrame::continuation("three");
    const QByteArray whole = says::text("one two three");
    const auto row
            = [](const char *name, const QByteArrayList &frames, const QByteArray &expected) {
                  QTest::addRow("%s, in one segment", name) << Exchange{{frames.join()}, expected};
                  QTest::addRow("%s, each by itself", name) << Exchange{frames, expected};
              };
    const auto ping = [](const QByteArray &payload) { return ClientFrame::ping(payload).bytes(); };
    row("a ping", {first, ping("1"), middle, last}, says::pong("1") + "; " + whole);
    row("pings everywhere", {ping("0"), first, ping("1"), middle, ping("2"), last},
        says::pong("0") + "; " + says::pong("1") + "; " + says::pong("2") + "; " + whole);
    row("a pong", {first, ClientFrame::pong("1"), middle, last}, whole);
    row("an empty ping between empty fragments",
        {ClientFrame::text({}).unfinished(), ping({}), ClientFrame::continuation({})},
        says::pong({}) + "; " + says::text({}));
    row("a close", {first, ClientFrame::close(1000)}, says::close(1000));
    row("a close, and the rest behind it",
        {first, ClientFrame::close(1000).bytes() + middle + last}, says::close(1000));
}

void tst_Fragmentation::controlBetween()
{
    carryOutRow();
}

void tst_Fragmentation::outOfOrder_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &bytes, const QByteArray &before = {}) {
        QTest::newRow(name) << Exchange{{bytes}, before + protocolError};
    };
    const ClientFrame text = ClientFrame::text("x");
    const ClientFrame binary = ClientFrame::binary("x");
    const ClientFrame continuation = ClientFrame::continuation("x");
    row("continuation first", continuation);
    row("unfinished continuation first", continuation.unfinished());
    row("empty continuation first", ClientFrame::continuation({}));
    row("continuation after a ping", ClientFrame::ping({}).bytes() + continuation.bytes(),
        says::pong({}) + "; ");
    row("text in a text", text.unfinished().bytes() + text.bytes());
    row("binary in a text", text.unfinished().bytes() + binary.bytes());
    row("text in a binary", binary.unfinished().bytes() + text.bytes());
    row("unfinished text in a text", text.unfinished().bytes() + text.unfinished().bytes());
    row("text after a continuation",
        text.unfinished().bytes() + continuation.unfinished().bytes() + text.bytes());
    row("empty text in an empty text",
        ClientFrame::text({}).unfinished().bytes() + ClientFrame::text({}).bytes());
    QTest::newRow("continuation after a text")
            << Exchange{{text, continuation}, says::text("x") + "; " + protocolError};
    QTest::newRow("continuation after the last fragment")
            << Exchange{{fragmented(Wire::Text, {"x", "y"}), continuation},
                        says::text("xy") + "; " + protocolError};
}

void tst_Fragmentation::outOfOrder()
{
    carryOutRow();
}

void tst_Fragmentation::tooMany_data()
{
    QTest::addColumn<Exchange>("exchange");
    constexpr qsizetype most = 16'384;
    const auto allowed = [](const char *name, const QByteArray &part) {
        const QByteArray bytes = fragmented(Wire::Text, parts(most, part));
        const QByteArray echo = says::text(part.repeated(most));
        QTest::newRow(name) << Exchange{{bytes}, echo};
        QTest::addRow("%s, twice", name) << Exchange{{bytes, bytes}, echo + "; " + echo};
    };
    allowed("16384 of one byte", "x");
    allowed("16384 empty", {});
    // The limit is Landline's, the code that of ws: a peer that sends so many means no good.
    const auto refused = [](const char *name, const QByteArray &part) {
        QTest::newRow(name) << Exchange{{fragmented(Wire::Text, parts(most + 1, part))},
                                        says::close(1008),
                                        says::text(part.repeated(most + 1))};
        QTest::addRow("%s, the last missing", name) << Exchange{
                {fragmented(Wire::Text, parts(most + 2, part)).chopped(6 + part.size())},
                says::close(1008),
                says::text(part.repeated(most + 2)),
                ClientFrame::continuation(part)};
    };
    refused("16385 of one byte", "x");
    refused("16385 empty", {});
}

void tst_Fragmentation::tooMany()
{
    carryOutRow();
}

std::unique_ptr<QObject> fragmentation()
{
    return std::make_unique<tst_Fragmentation>();
}

} // namespace Landline::Conformance

#include "fragmentation.moc"
