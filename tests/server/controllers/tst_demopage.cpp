// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/demopage.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_DemoPage : public QObject
{
    Q_OBJECT

private slots:
    void page();
    void headers_data();
    void headers();
    void fetchesNothingFromElsewhere();

private:
    Response handled();
};

Response tst_DemoPage::handled()
{
    Response answer;
    DemoPage().handle(Request()).deliver(this, [&answer](const Response &response) { answer = response; });
    return answer;
}

void tst_DemoPage::page()
{
    QCOMPARE(handled().status(), 200);
    QVERIFY(handled().body().startsWith("<!DOCTYPE html>") || handled().body().startsWith("<!doctype html>"));
    QVERIFY(handled().body().contains("/demo"));
    QVERIFY(QByteArrayView(handled().body()).isValidUtf8());
}

void tst_DemoPage::headers_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("part");

    QTest::newRow("type") << QByteArray("Content-Type") << QByteArray("text/html; charset=utf-8");
    QTest::newRow("no sniffing") << QByteArray("X-Content-Type-Options") << QByteArray("nosniff");
    QTest::newRow("not in a frame") << QByteArray("Content-Security-Policy") << QByteArray("frame-ancestors 'none'");
    QTest::newRow("nothing from elsewhere") << QByteArray("Content-Security-Policy") << QByteArray("default-src 'none'");
    QTest::newRow("always fresh") << QByteArray("Cache-Control") << QByteArray("no-cache");
}

void tst_DemoPage::headers()
{
    QFETCH(const QByteArray, name);
    QFETCH(const QByteArray, part);
    QVERIFY(handled().header(name).contains(part));
}

void tst_DemoPage::fetchesNothingFromElsewhere()
{
    static const QRegularExpression foreign("(src|href|action)\\s*=\\s*[\"']?(https?:)?//");
    QVERIFY(!QString::fromUtf8(handled().body()).contains(foreign));
}

QTEST_GUILESS_MAIN(tst_DemoPage)
#include "tst_demopage.moc"
