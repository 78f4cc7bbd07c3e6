// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testing/logcapture.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

using namespace Landline::Test;
using namespace Qt::StringLiterals;

Q_LOGGING_CATEGORY(lcShop, "shop")

/// Log lines of all threads, and what other handlers still see of them.
class tst_LogCapture : public QObject
{
    Q_OBJECT

private slots:
    void lines();
    void otherThreads();
    void waitsForALine();
    void several();
    void passedOn();
};

void tst_LogCapture::lines()
{
    LogCapture log;
    QCOMPARE(log.lines(), QStringList());
    qWarning("one");
    qCInfo(lcShop, "two");
    QCOMPARE(log.lines(), (QStringList{u"warning default: one"_s, u"info shop: two"_s}));
    QVERIFY(log.contains(u"two"_s));
    QVERIFY(!log.contains(u"three"_s));
    log.clear();
    QCOMPARE(log.lines(), QStringList());
}

void tst_LogCapture::otherThreads()
{
    LogCapture log;
    const std::unique_ptr<QThread> thread(QThread::create([] { qCWarning(lcShop, "from a thread"); }));
    thread->start();
    QVERIFY(log.waitFor(u"from a thread"_s));
    QVERIFY(thread->wait());
}

void tst_LogCapture::waitsForALine()
{
    LogCapture log;
    qCWarning(lcShop, "something else");
    QVERIFY(!log.waitFor(u"sold out"_s, std::chrono::milliseconds(1)));
    QCOMPARE(log.lines().constLast(), u"warning landline.test: Expected a log line with \"sold out\" within 1 ms. Logged: \n"
                                      "warning shop: something else"_s);
}

void tst_LogCapture::several()
{
    // Their ends are in no order.
    auto first = std::make_unique<LogCapture>();
    auto second = std::make_unique<LogCapture>();
    qCInfo(lcShop, "both");
    QCOMPARE(first->lines(), QStringList{u"info shop: both"_s});
    first.reset();
    qCInfo(lcShop, "one");
    QCOMPARE(second->lines(), (QStringList{u"info shop: both"_s, u"info shop: one"_s}));
    second.reset();
    const QtMessageHandler handler = qInstallMessageHandler(nullptr);
    qInstallMessageHandler(handler);
    const LogCapture third;
    QCOMPARE(qInstallMessageHandler(handler) == handler, false);
}

void tst_LogCapture::passedOn()
{
    static int count = 0;
    const QtMessageHandler before = qInstallMessageHandler([](QtMsgType, const QMessageLogContext &, const QString &) { ++count; });
    {
        const LogCapture log;
        qCWarning(lcShop, "one");
        QCOMPARE(log.lines().size(), 1);
    }
    qCWarning(lcShop, "two");
    qInstallMessageHandler(before);
    QCOMPARE(count, 2);

    const LogCapture log;
    QTest::ignoreMessage(QtWarningMsg, "expected");
    qWarning("expected");
}

QTEST_GUILESS_MAIN(tst_LogCapture)
#include "tst_logcapture.moc"
