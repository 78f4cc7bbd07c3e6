// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/closecode.h"
#include "shared/closeinfo.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_CloseCode : public QObject
{
    Q_OBJECT

private slots:
    void isSendable_data();
    void isSendable();
    void isValidReason_data();
    void isValidReason();
    void infoWithoutCloseFrame();
};

void tst_CloseCode::isSendable_data()
{
    QTest::addColumn<int>("first");
    QTest::addColumn<int>("last");
    QTest::addColumn<bool>("sendable");

    QTest::newRow("negative") << -1000 << -1 << false;
    QTest::newRow("not used") << 0 << 999 << false;
    QTest::newRow("normal to unsupported data") << 1000 << 1003 << true;
    QTest::newRow("reserved, none, abnormal") << 1004 << 1006 << false;
    QTest::newRow("invalid payload to bad gateway") << 1007 << 1014 << true;
    QTest::newRow("TLS failure") << 1015 << 1015 << false;
    QTest::newRow("for the protocol's future") << 1016 << 2999 << false;
    QTest::newRow("registered and private") << 3000 << 4999 << true;
    QTest::newRow("beyond") << 5000 << 70000 << false;
}

void tst_CloseCode::isSendable()
{
    QFETCH(int, first);
    QFETCH(int, last);
    for (int code = first; code <= last; ++code)
        QTEST(CloseCode::isSendable(code), "sendable");
}

void tst_CloseCode::isValidReason_data()
{
    QTest::addColumn<QString>("reason");
    QTest::addColumn<bool>("valid");

    QTest::newRow("empty") << QString() << true;
    QTest::newRow("123 letters") << QString(123, u'x') << true;
    QTest::newRow("124 letters") << QString(124, u'x') << false;
    QTest::newRow("41 Chinese characters") << QString(41, u'\u623f') << true;
    QTest::newRow("42 Chinese characters") << QString(42, u'\u623f') << false;
}

void tst_CloseCode::isValidReason()
{
    QFETCH(QString, reason);
    QTEST(CloseCode::isValidReason(reason), "valid");
}

void tst_CloseCode::infoWithoutCloseFrame()
{
    QVERIFY(!CloseInfo().wasClean());
    CloseInfo info;
    info.code = CloseCode::NoStatus;
    QVERIFY(info.wasClean());
}

QTEST_APPLESS_MAIN(tst_CloseCode)
#include "tst_closecode.moc"
