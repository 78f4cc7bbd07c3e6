// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/unixsignals.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <csignal>
#include <thread>

using namespace Landline;

// As a number, since QCOMPARE knows no pointers to functions.
static quintptr handlerOf(int signalNumber)
{
    struct sigaction action = {};
    ::sigaction(signalNumber, nullptr, &action);
    return action.sa_flags & SA_SIGINFO ? quintptr(action.sa_sigaction) : quintptr(action.sa_handler);
}

class tst_UnixSignals : public QObject
{
    Q_OBJECT

private slots:
    void reportsSignal_data();
    void reportsSignal();
    void reportsEachOfSeveral();
    void reportsFromAnyThread();
    void mayBeDeletedBySlot();
    void restoresHandlers_data();
    void restoresHandlers();
    void hangup_data();
    void hangup();
};

void tst_UnixSignals::reportsSignal_data()
{
    QTest::addColumn<int>("signalNumber");

    QTest::newRow("SIGINT") << SIGINT;
    QTest::newRow("SIGTERM") << SIGTERM;
}

void tst_UnixSignals::reportsSignal()
{
    QFETCH(int, signalNumber);
    UnixSignals unixSignals;
    QSignalSpy spy(&unixSignals, &UnixSignals::terminationRequested);

    QCOMPARE(std::raise(signalNumber), 0);
    QCOMPARE(spy.size(), 0); // not from within the signal handler
    QTRY_COMPARE(spy.size(), 1);
    QCOMPARE(spy.first().first().toInt(), signalNumber);
}

void tst_UnixSignals::reportsEachOfSeveral()
{
    UnixSignals unixSignals;
    QSignalSpy spy(&unixSignals, &UnixSignals::terminationRequested);

    std::raise(SIGINT);
    std::raise(SIGTERM);
    std::raise(SIGINT);
    QTRY_COMPARE(spy.size(), 3);
    QCOMPARE(spy.at(1).first().toInt(), SIGTERM);
}

void tst_UnixSignals::reportsFromAnyThread()
{
    UnixSignals unixSignals;
    QThread *seenIn = nullptr;
    connect(&unixSignals, &UnixSignals::terminationRequested, this,
            [&seenIn] { seenIn = QThread::currentThread(); }, Qt::DirectConnection);

    std::thread([] { std::raise(SIGTERM); }).join();
    QTRY_COMPARE(seenIn, thread());
}

void tst_UnixSignals::mayBeDeletedBySlot()
{
    const quintptr before = handlerOf(SIGTERM);
    auto *unixSignals = new UnixSignals;
    bool done = false;
    connect(unixSignals, &UnixSignals::terminationRequested, this, [unixSignals, &done] {
        unixSignals->deleteLater();
        done = true;
    });
    std::raise(SIGTERM);
    std::raise(SIGTERM);
    QTRY_VERIFY(done);
    QTRY_COMPARE(handlerOf(SIGTERM), before);
}

void tst_UnixSignals::restoresHandlers_data()
{
    QTest::addColumn<quintptr>("before");

    QTest::newRow("default") << quintptr(SIG_DFL);
    QTest::newRow("ignored") << quintptr(SIG_IGN);
    QTest::newRow("own handler") << quintptr(+[](int) { });
}

void tst_UnixSignals::restoresHandlers()
{
    QFETCH(quintptr, before);
    const auto original = std::signal(SIGTERM, reinterpret_cast<void (*)(int)>(before));
    {
        UnixSignals unixSignals;
        QVERIFY(handlerOf(SIGTERM) != before);
    }
    QCOMPARE(handlerOf(SIGTERM), before);
    std::signal(SIGTERM, original);
}

void tst_UnixSignals::hangup_data()
{
    QTest::addColumn<quintptr>("before");
    QTest::addColumn<bool>("isIgnored");

    QTest::newRow("default") << quintptr(SIG_DFL) << false;
    QTest::newRow("ignored") << quintptr(SIG_IGN) << true;
    QTest::newRow("own handler") << quintptr(+[](int) { }) << false;
}

void tst_UnixSignals::hangup()
{
    QFETCH(quintptr, before);
    QFETCH(bool, isIgnored);
    const auto original = std::signal(SIGHUP, reinterpret_cast<void (*)(int)>(before));
    {
        UnixSignals unixSignals;
        QCOMPARE(handlerOf(SIGHUP), before);
        unixSignals.catchHangup();
        QCOMPARE(unixSignals.wasHangupIgnored(), isIgnored);
        QSignalSpy reload(&unixSignals, &UnixSignals::reloadRequested);
        QSignalSpy lost(&unixSignals, &UnixSignals::terminalLost);
        QSignalSpy termination(&unixSignals, &UnixSignals::terminationRequested);
        std::raise(SIGHUP);
        QTRY_COMPARE(reload.size(), 1);
        std::raise(SIGHUP);
        QTRY_COMPARE(reload.size(), 2);
        QCOMPARE(lost.size(), 0); // whether there is a terminal or never was
        QCOMPARE(termination.size(), 0);
    }
    QCOMPARE(handlerOf(SIGHUP), before);
    std::signal(SIGHUP, original);
}

QTEST_GUILESS_MAIN(tst_UnixSignals)
#include "tst_unixsignals.moc"
