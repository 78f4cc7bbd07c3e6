// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/command_p.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Command : public QObject
{
    Q_OBJECT

private slots:
    void resultOfOne_data();
    void resultOfOne();
    void sum();
    void stopped_data();
    void stopped();
};

void tst_Command::resultOfOne_data()
{
    QTest::addColumn<PushResult>("result");

    for (const PushResult result : {PushResult::Queued, PushResult::Rejected, PushResult::Gone, PushResult::Unknown,
                                    PushResult::Stopped})
        QTest::addRow("%d", static_cast<int>(result)) << result;
}

void tst_Command::resultOfOne()
{
    QFETCH(const PushResult, result);
    CommandResult one;
    one.counts.add(result);
    QCOMPARE(one.result(), result);
}

void tst_Command::sum()
{
    CommandResult sum{.counts = {.queued = 1}, .outcomes = {{1, PushResult::Queued}}};
    sum += {.counts = {.gone = 2, .isStopped = true}, .outcomes = {{2, PushResult::Gone}, {4, PushResult::Gone}}};
    QCOMPARE(sum.counts, (Delivery{.queued = 1, .gone = 2, .isStopped = true}));
    QCOMPARE(sum.outcomes, (QList<Outcome>{{1, PushResult::Queued}, {2, PushResult::Gone}, {4, PushResult::Gone}}));
}

void tst_Command::stopped_data()
{
    QTest::addColumn<Command>("command");
    QTest::addColumn<QList<Outcome>>("outcomes");

    QTest::newRow("one") << Command{.targets = qint64(7)} << QList<Outcome>();
    QTest::newRow("a list") << Command{.targets = QList<qint64>{7, 0, 7}}
                            << QList<Outcome>{{7, PushResult::Stopped}, {0, PushResult::Stopped}, {7, PushResult::Stopped}};
    QTest::newRow("an audience") << Command{.targets = Audience::connections({7})} << QList<Outcome>();
}

void tst_Command::stopped()
{
    QFETCH(const Command, command);
    const CommandResult result = command.stopped();
    QCOMPARE(result.result(), PushResult::Stopped);
    QCOMPARE(result.counts, Delivery{.isStopped = true});
    QTEST(result.outcomes, "outcomes");
}

QTEST_APPLESS_MAIN(tst_Command)
#include "tst_command.moc"
