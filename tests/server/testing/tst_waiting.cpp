// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "testing/waiting.h"

#include <QtCore/qpromise.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <atomic>

using namespace Landline::Test;
using namespace Qt::StringLiterals;

/// Waits end when their condition holds, whatever made it hold.
class tst_Waiting : public QObject
{
    Q_OBJECT

private slots:
    void atOnce();
    void byAnEvent();
    void byAnotherThread();
    void never();
    void nested();
    void results();
    void timeouts();
    void durations();
};

void tst_Waiting::atOnce()
{
    QVERIFY(waitFor([] { return true; }, std::chrono::milliseconds(0)));
}

void tst_Waiting::byAnEvent()
{
    bool done = false;
    QMetaObject::invokeMethod(this, [&done] { done = true; }, Qt::QueuedConnection);
    QVERIFY(waitFor([&done] { return done; }));
}

void tst_Waiting::byAnotherThread()
{
    std::atomic_bool done = false;
    const std::unique_ptr<QThread> thread(QThread::create([&done] { done = true; }));
    thread->start();
    QVERIFY(waitFor([&done] { return done.load(); }));
    QVERIFY(thread->wait());
}

void tst_Waiting::never()
{
    QVERIFY(!waitFor([] { return false; }, std::chrono::milliseconds(1)));
}

void tst_Waiting::nested()
{
    bool inner = false;
    QMetaObject::invokeMethod(this, [&inner] {
        inner = waitFor([count = 0]() mutable { return ++count == 3; });
    }, Qt::QueuedConnection);
    QVERIFY(waitFor([&inner] { return inner; }));
}

void tst_Waiting::results()
{
    QPromise<int> promise;
    const QFuture<int> future = promise.future();
    promise.start();
    QCOMPARE(resultOf(future, std::chrono::milliseconds(1)), std::nullopt);
    QMetaObject::invokeMethod(this, [&promise] {
        promise.addResult(7);
        promise.finish();
    }, Qt::QueuedConnection);
    QCOMPARE(resultOf(future), 7);

    QPromise<int> none;
    const QFuture<int> canceled = none.future();
    none.start();
    none.future().cancel();
    none.finish();
    QCOMPARE(resultOf(canceled), std::nullopt);
}

void tst_Waiting::timeouts()
{
    const QByteArray before = qgetenv("LANDLINE_TEST_TIMEOUT");
    qunsetenv("LANDLINE_TEST_TIMEOUT");
    QCOMPARE(defaultTimeout(), std::chrono::seconds(10));
    qputenv("LANDLINE_TEST_TIMEOUT", "250");
    QCOMPARE(defaultTimeout(), std::chrono::milliseconds(250));
    qputenv("LANDLINE_TEST_TIMEOUT", "soon");
    QCOMPARE(defaultTimeout(), std::chrono::seconds(10));
    qputenv("LANDLINE_TEST_TIMEOUT", before);
}

void tst_Waiting::durations()
{
    QCOMPARE(durationText(std::chrono::seconds(10)), u"10 s"_s);
    QCOMPARE(durationText(std::chrono::milliseconds(1500)), u"1500 ms"_s);
}

QTEST_GUILESS_MAIN(tst_Waiting)
#include "tst_waiting.moc"
