// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/bulkjobs.h"

#include <QtCore/qpointer.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

class tst_BulkJobs : public QObject
{
    Q_OBJECT

private slots:
    void names();
    void forgets();
    void runsByFd();
    void cancels();
    void stops();
    void isDestroyed();
};

namespace {

/// Executes at once, and remembers.
struct Executor
{
    QList<qint64> fds;
    PushResult result = PushResult::Queued;

    BulkRunner::Execute execute()
    {
        return [this](const QList<qint64> &slice, QObject *, const BulkRunner::Reported &reported) {
            fds += slice;
            QList<Outcome> outcomes;
            for (const qint64 fd : slice)
                outcomes.append({fd, result});
            reported(outcomes);
        };
    }
};

} // namespace

void tst_BulkJobs::names()
{
    BulkJobs jobs;
    QString name;
    const std::shared_ptr<BulkJob> first = jobs.add(ApiScope::Push, 3, &name);
    QCOMPARE(name, u"j1"_s);
    const std::shared_ptr<BulkJob> second = jobs.add(ApiScope::Push, 0, &name);
    QCOMPARE(name, u"j2"_s);
    QCOMPARE(jobs.find(u"j1"_s), first);
    QCOMPARE(jobs.find(u"j2"_s), second);
    QCOMPARE(first->progress().state, BulkJob::State::Running);
    QCOMPARE(second->progress().state, BulkJob::State::Done);
    for (const QString &wrong : {u""_s, u"j"_s, u"j0"_s, u"j3"_s, u"j01"_s, u"1"_s, u"J1"_s, u"j1 "_s})
        QVERIFY(!jobs.find(wrong));
}

void tst_BulkJobs::forgets()
{
    BulkJobs jobs;
    QString name;
    const std::shared_ptr<BulkJob> job = jobs.add(ApiScope::Push, 3, &name);
    const BulkJobs::Clock::time_point now = BulkJobs::Clock::now();
    QVERIFY(jobs.find(name, now + 1h)); // it runs
    job->end(BulkJob::State::Canceled);
    QVERIFY(jobs.find(name, now + 1h));
    QVERIFY(jobs.find(name, now + 1h + 9min));
    QVERIFY(!jobs.find(name, now + 1h + 10min));
}

void tst_BulkJobs::runsByFd()
{
    Executor executor;
    const auto job = std::make_shared<BulkJob>(ApiScope::Push, 5);
    const QPointer<BulkRunner> runner = new BulkRunner(job, {9, 3, 7, 1, 5}, 1000, executor.execute(), this);
    QTRY_VERIFY(job->hasEnded());
    QCOMPARE(executor.fds, QList<qint64>({1, 3, 5, 7, 9}));
    QCOMPARE(job->progress().state, BulkJob::State::Done);
    QCOMPARE(job->progress().counts.queued, 5);
    QTRY_VERIFY(!runner);
}

void tst_BulkJobs::cancels()
{
    Executor executor;
    const auto job = std::make_shared<BulkJob>(ApiScope::Push, 3);
    const QPointer<BulkRunner> runner = new BulkRunner(job, {1, 2, 3}, 1, executor.execute(), this);
    QTRY_COMPARE(executor.fds.size(), 1);
    job->end(BulkJob::State::Canceled);
    QTRY_VERIFY(!runner);
    QCOMPARE(executor.fds.size(), 1);
    QCOMPARE(job->progress().state, BulkJob::State::Canceled);
}

void tst_BulkJobs::stops()
{
    Executor executor;
    executor.result = PushResult::Stopped;
    const auto job = std::make_shared<BulkJob>(ApiScope::Push, 3);
    const QPointer<BulkRunner> runner = new BulkRunner(job, {1, 2, 3}, 1, executor.execute(), this);
    QTRY_COMPARE(job->progress().state, BulkJob::State::Canceled);
    QTRY_VERIFY(!runner);
    QCOMPARE(executor.fds.size(), 1);
}

void tst_BulkJobs::isDestroyed()
{
    Executor executor;
    const auto job = std::make_shared<BulkJob>(ApiScope::Push, 3);
    delete new BulkRunner(job, {1, 2, 3}, 1, executor.execute(), this);
    QCOMPARE(job->progress().state, BulkJob::State::Canceled);
}

QTEST_GUILESS_MAIN(tst_BulkJobs)
#include "tst_bulkjobs.moc"
