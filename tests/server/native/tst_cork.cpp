// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/cork.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Cork : public QObject
{
    Q_OBJECT

private slots:
    void frames();
    void whatDoesNotFit();
};

void tst_Cork::frames()
{
    Cork cork;
    QVERIFY(cork.isEmpty());
    QVERIFY(cork.append("head"));
    QVERIFY(cork.append(Opcode::Text, "a"));
    QVERIFY(cork.append(Opcode::Binary, QByteArray(200, 'b')));
    QVERIFY(cork.append(Opcode::Pong, {}));
    QCOMPARE(cork.bytes().toByteArray(),
             QByteArray("head\x81\x01" "a\x82\x7e\x00\xc8", 11) + QByteArray(200, 'b') + QByteArray("\x8a\0", 2));
    cork.clear();
    QVERIFY(cork.isEmpty());
}

void tst_Cork::whatDoesNotFit()
{
    Cork cork;
    QVERIFY(!cork.append(Opcode::Text, QByteArray(64 * 1024, 'x')));
    QVERIFY(cork.isEmpty());
    int count = 0;
    while (cork.append(Opcode::Text, QByteArray(1000, 'x')))
        ++count;
    QCOMPARE(count, 65);
    QCOMPARE(cork.bytes().size(), count * qsizetype(1004));
    QVERIFY(cork.append(QByteArray(64 * 1024 - count * 1004, 'y')));
    QVERIFY(!cork.append(QByteArrayView("z")));
}

QTEST_APPLESS_MAIN(tst_Cork)
#include "tst_cork.moc"
