// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/payload.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Gui;

class tst_Payload : public QObject
{
    Q_OBJECT

private slots:
    void accepts_data();
    void accepts();
    void refuses_data();
    void refuses();
    void namesLineAndColumn();
};

void tst_Payload::accepts_data()
{
    QTest::addColumn<PayloadKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<QByteArray>("data");
    const auto row = [](const char *name, PayloadKind kind, const QString &text,
                        const QByteArray &data) { QTest::newRow(name) << kind << text << data; };
    row("text", PayloadKind::Text, QStringLiteral("Grüße 李"), QStringLiteral("Grüße 李").toUtf8());
    row("empty text", PayloadKind::Text, {}, {});
    row("object", PayloadKind::Json, QStringLiteral("{\"a\": [1, 2]}"), "{\"a\": [1, 2]}");
    row("the text stays as typed", PayloadKind::Json, QStringLiteral(" [ 1 ] "), " [ 1 ] ");
    row("string", PayloadKind::Json, QStringLiteral("\"x\""), "\"x\"");
    row("number", PayloadKind::Json, QStringLiteral("42"), "42");
    row("null", PayloadKind::Json, QStringLiteral("null"), "null");
    row("hex", PayloadKind::Hex, QStringLiteral("00ff7F"), QByteArray::fromHex("00ff7f"));
    row("hex with spaces and lines", PayloadKind::Hex, QStringLiteral(" 00 ff\n7f\t01 "),
        QByteArray::fromHex("00ff7f01"));
    row("no bytes", PayloadKind::Hex, QStringLiteral("  "), {});
}

void tst_Payload::accepts()
{
    QFETCH(PayloadKind, kind);
    QFETCH(QString, text);
    const Payload payload = parsePayload(kind, text);
    QVERIFY2(payload.frame, qPrintable(payload.error));
    QVERIFY(payload.error.isEmpty());
    QCOMPARE(payload.frame->isBinary(), kind == PayloadKind::Hex);
    QTEST(payload.frame->data(), "data");
}

void tst_Payload::refuses_data()
{
    QTest::addColumn<PayloadKind>("kind");
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position");
    QTest::newRow("no JSON at all") << PayloadKind::Json << "" << 0;
    QTest::newRow("only spaces") << PayloadKind::Json << "  " << 0;
    QTest::newRow("no end") << PayloadKind::Json << "{\"a\": 1" << 7;
    QTest::newRow("two values") << PayloadKind::Json << "1, 2" << 4;
    QTest::newRow("two arrays") << PayloadKind::Json << "[1] [2]" << -2;
    QTest::newRow("out of the brackets") << PayloadKind::Json << "1], [2" << -2;
    QTest::newRow("word") << PayloadKind::Json << "hello" << -2;
    QTest::newRow("odd number of digits") << PayloadKind::Hex << "00 f" << 3;
    QTest::newRow("space inside a byte") << PayloadKind::Hex << "0 0" << 0;
    QTest::newRow("no digit first") << PayloadKind::Hex << "00 g0" << 3;
    QTest::newRow("no digit second") << PayloadKind::Hex << "00 0g" << 4;
    QTest::newRow("prefix") << PayloadKind::Hex << "0x00" << 1;
    QTest::newRow("other scripts' digits") << PayloadKind::Hex << QStringLiteral("٠٠") << 0;
}

void tst_Payload::refuses()
{
    QFETCH(PayloadKind, kind);
    QFETCH(QString, text);
    QFETCH(int, position);
    const Payload payload = parsePayload(kind, text);
    QVERIFY(!payload.frame);
    QVERIFY(!payload.error.isEmpty());
    QVERIFY(payload.errorPosition >= 0 && payload.errorPosition <= text.size());
    if (position != -2) // where Qt's parser stops is its own affair
        QCOMPARE(int(payload.errorPosition), position);
}

void tst_Payload::namesLineAndColumn()
{
    const Payload payload = parsePayload(PayloadKind::Hex, QStringLiteral("00\n11 zz"));
    QVERIFY2(payload.error.startsWith(QStringLiteral("Line 2, column 4:")),
             qPrintable(payload.error));
    const Payload word = parsePayload(PayloadKind::Json, QStringLiteral("{\n  \"a\": tru\n}"));
    QVERIFY2(word.error.startsWith(QStringLiteral("Line 2, column ")), qPrintable(word.error));
    const Payload json = parsePayload(PayloadKind::Json, QStringLiteral("{\n  \"ü\" 1\n}"));
    QVERIFY2(json.error.startsWith(QStringLiteral("Line 2, column 7:")), qPrintable(json.error));
}

QTEST_GUILESS_MAIN(tst_Payload)
#include "tst_payload.moc"
