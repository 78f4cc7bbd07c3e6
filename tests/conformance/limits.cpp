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

constexpr qsizetype limit = Subject::messageLimit;
const QByteArray tooBig = says::close(1009);

QByteArray xs(qsizetype size)
{
    return QByteArray(size, 'x');
}

} // namespace

/// The message limit: Landline's max_message_size, maxPayload of ws, max_size of
/// python3-websockets.
class tst_MessageLimit : public QObject
{
    Q_OBJECT

private slots:
    void within_data();
    void within();
    void declared_data();
    void declared();
    void sent_data();
    void sent();
    void summed_data();
    void summed();
    void limitIsForEachMessage();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
};

void tst_MessageLimit::within_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArrayList &parts) {
        QTest::addRow("text, %s", name)
                << Exchange{{fragmented(Wire::Text, parts)}, says::text(parts.join())};
        QTest::addRow("binary, %s", name)
                << Exchange{{fragmented(Wire::Binary, parts)}, says::binary(parts.join())};
    };
    row("one frame of the limit", {xs(limit)});
    row("a byte less", {xs(limit - 1)});
    row("two halves", {xs(limit / 2), xs(limit / 2)});
    row("an empty fragment behind the limit", {xs(limit), {}});
    row("1024 fragments", QByteArrayList(1024, xs(limit / 1024)));
    const QByteArray chinese = QByteArray("\xe4\xb8\xad").repeated(limit / 3) + xs(limit % 3);
    QTest::newRow("text, characters of three bytes")
            << Exchange{{ClientFrame::text(chinese)}, says::text(chinese)};
    QTest::newRow("control frames do not count")
            << Exchange{{ClientFrame::binary(xs(limit / 2)).unfinished().bytes()
                         + ClientFrame::ping(xs(125)).bytes()
                         + ClientFrame::continuation(xs(limit / 2)).bytes()},
                        says::pong(xs(125)) + "; " + says::binary(xs(limit))};
}

void tst_MessageLimit::within()
{
    carryOutRow();
}

void tst_MessageLimit::declared_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, quint64 length) {
        const ClientFrame text = ClientFrame::text({}).declaring(length);
        const ClientFrame binary = ClientFrame::binary({}).declaring(length);
        QTest::addRow("text of %s", name) << Exchange{{text}, tooBig};
        QTest::addRow("binary of %s", name) << Exchange{{binary}, tooBig};
        QTest::addRow("unfinished text of %s", name) << Exchange{{text.unfinished()}, tooBig};
        QTest::addRow("last fragment of %s", name)
                << Exchange{{ClientFrame::text({}).unfinished().bytes()
                             + ClientFrame::continuation({}).declaring(length).bytes()},
                            tooBig};
    };
    row("the limit and a byte", limit + 1);
    row("2^31", quint64(1) << 31);
    row("2^40", quint64(1) << 40);
    row("2^62", quint64(1) << 62);
    const auto second = [](const char *name, qsizetype first, quint64 length) {
        const QByteArray rest = length <= limit ? xs(static_cast<qsizetype>(length)) : QByteArray();
        QTest::addRow("second fragment: %s", name)
                << Exchange{{ClientFrame::binary(xs(first)).unfinished().bytes()
                             + ClientFrame::continuation({}).declaring(length).bytes()},
                            tooBig,
                            {},
                            rest};
    };
    second("half the limit, and half and a byte", limit / 2, limit / 2 + 1);
    second("the limit, and a byte", limit, 1);
    second("a byte, and the limit", 1, limit);
    second("a byte, and what brings the sum to 2^63", 1, (quint64(1) << 63) - 1);
}

void tst_MessageLimit::declared()
{
    carryOutRow();
}

void tst_MessageLimit::sent_data()
{
    QTest::addColumn<Exchange>("exchange");
    QTest::newRow("text, a byte more") << Exchange{{ClientFrame::text(xs(limit + 1))}, tooBig};
    QTest::newRow("binary, a byte more") << Exchange{{ClientFrame::binary(xs(limit + 1))}, tooBig};
    QTest::newRow("binary of 16 MiB")
            << Exchange{{ClientFrame::binary(xs(16 * 1024 * 1024))}, tooBig};
    const QByteArray chinese = QByteArray("\xe4\xb8\xad").repeated(limit / 3 + 1);
    QTest::newRow("text, characters of three bytes")
            << Exchange{{ClientFrame::text(chinese)}, tooBig};
    QTest::newRow("a message that follows another")
            << Exchange{{ClientFrame::text("hello"), ClientFrame::text(xs(limit + 1))},
                        says::text("hello") + "; " + tooBig};
}

void tst_MessageLimit::sent()
{
    carryOutRow();
}

void tst_MessageLimit::summed_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArrayList &parts) {
        QTest::newRow(name) << Exchange{{fragmented(Wire::Text, parts)}, tooBig};
    };
    row("the limit, and a byte", {xs(limit), "x"});
    row("a byte, and the limit", {"x", xs(limit)});
    row("1025 fragments", QByteArrayList(1025, xs(limit / 1024)));
    QTest::newRow("fragments without end")
            << Exchange{{ClientFrame::text({}).unfinished().bytes()
                         + ClientFrame::continuation(xs(65536)).unfinished().bytes().repeated(100)},
                        tooBig};
}

void tst_MessageLimit::summed()
{
    carryOutRow();
}

void tst_MessageLimit::limitIsForEachMessage()
{
    Peer peer(subject().port());
    QVERIFY(peer.shakeHands());
    for (int i = 0; i < 3; ++i) {
        peer.send(fragmented(Wire::Binary, {xs(limit / 2), xs(limit / 2)}));
        QCOMPARE(peer.listen(1), says::binary(xs(limit)));
    }
}

std::unique_ptr<QObject> limits()
{
    return std::make_unique<tst_MessageLimit>();
}

} // namespace Landline::Conformance

#include "limits.moc"
