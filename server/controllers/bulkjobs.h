// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BULKJOBS_H
#define LANDLINE_BULKJOBS_H

#include "api/apikeyconfig.h"
#include "api/sender.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <chrono>
#include <map>
#include <memory>
#include <mutex>

namespace Landline {

/// The progress of one push or disconnect that goes at a rate. Any thread.
class BulkJob
{
public:
    enum class State { Running, Done, Canceled };

    struct Progress
    {
        State state = State::Running;
        qint64 matched = 0;
        Delivery counts;
    };

    BulkJob(ApiScope scope, qint64 matched);

    ApiScope scope() const { return m_scope; } ///< what made it
    Progress progress() const;
    /// Adds the results of some of its targets.
    void add(const Delivery &counts);
    /// Ends it. The first end holds.
    void end(State state);
    bool hasEnded() const;

private:
    mutable std::mutex m_mutex;
    const ApiScope m_scope;
    Progress m_progress; ///< guarded by m_mutex
};

/// The jobs of a node, by their names "j1", "j2" ... Jobs that have ended are kept for KeepTime. Any thread.
class BulkJobs
{
public:
    using Clock = std::chrono::steady_clock;
    static constexpr std::chrono::minutes KeepTime = std::chrono::minutes(10);

    /// A new job; \a name is what clients call it.
    std::shared_ptr<BulkJob> add(ApiScope scope, qint64 matched, QString *name);
    /// nullptr if there is none.
    std::shared_ptr<BulkJob> find(const QString &name, Clock::time_point now = Clock::now());

private:
    struct Entry
    {
        std::shared_ptr<BulkJob> job;
        std::optional<Clock::time_point> ended; ///< when that was seen first
    };

    void dropOld(Clock::time_point now);

    std::mutex m_mutex; ///< guards what follows
    std::map<qint64, Entry> m_jobs;
    qint64 m_lastNumber = 0;
};

/// Carries a BulkJob out: so many targets a second, by rising fd. It deletes itself at the end; destroyed before, it cancels
/// the job. Belongs to its thread.
class BulkRunner : public QObject
{
    Q_OBJECT

public:
    using Reported = Sender::ManyCallback;
    /// Executes the command for \a fds, and calls \a reported once with the outcomes.
    using Execute = std::function<void(const QList<qint64> &fds, QObject *context, const Reported &reported)>;

    BulkRunner(const std::shared_ptr<BulkJob> &job, const QList<qint64> &fds, int rate, const Execute &execute, QObject *parent);
    ~BulkRunner() override;

private:
    using Clock = std::chrono::steady_clock;

    void run();
    void report(const QList<Outcome> &outcomes);

    std::shared_ptr<BulkJob> m_job;
    QList<qint64> m_fds;
    qsizetype m_next = 0;
    int m_rate;
    Execute m_execute;
    Clock::time_point m_began = Clock::now();
    QTimer m_timer;
};

} // namespace Landline

#endif
