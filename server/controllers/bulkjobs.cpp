// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/bulkjobs.h"

#include <algorithm>

using namespace std::chrono_literals;

namespace Landline {

namespace {
constexpr std::chrono::milliseconds shortestPause = 10ms;
constexpr qsizetype largestSlice = 10'000;
} // namespace

BulkJob::BulkJob(ApiScope scope, qint64 matched) : m_scope(scope)
{
    m_progress.matched = matched;
    if (matched == 0)
        m_progress.state = State::Done;
}

BulkJob::Progress BulkJob::progress() const
{
    const std::lock_guard lock(m_mutex);
    return m_progress;
}

void BulkJob::add(const Delivery &counts)
{
    const std::lock_guard lock(m_mutex);
    m_progress.counts += counts;
}

void BulkJob::end(State state)
{
    const std::lock_guard lock(m_mutex);
    if (m_progress.state == State::Running)
        m_progress.state = state;
}

bool BulkJob::hasEnded() const
{
    return progress().state != State::Running;
}

std::shared_ptr<BulkJob> BulkJobs::add(ApiScope scope, qint64 matched, QString *name)
{
    const std::lock_guard lock(m_mutex);
    dropOld(Clock::now());
    const qint64 number = ++m_lastNumber;
    *name = QLatin1Char('j') + QString::number(number);
    return m_jobs.emplace(number, Entry{std::make_shared<BulkJob>(scope, matched), std::nullopt}).first->second.job;
}

std::shared_ptr<BulkJob> BulkJobs::find(const QString &name, Clock::time_point now)
{
    const std::lock_guard lock(m_mutex);
    dropOld(now);
    const qint64 number = name.startsWith(u'j') ? name.mid(1).toLongLong() : 0;
    const auto entry = m_jobs.find(number);
    // Other spellings of the number are no names.
    return entry == m_jobs.end() || name != QLatin1Char('j') + QString::number(number) ? nullptr : entry->second.job;
}

void BulkJobs::dropOld(Clock::time_point now)
{
    for (auto entry = m_jobs.begin(); entry != m_jobs.end();) {
        if (!entry->second.ended && entry->second.job->hasEnded())
            entry->second.ended = now;
        if (entry->second.ended && now - *entry->second.ended >= KeepTime)
            entry = m_jobs.erase(entry);
        else
            ++entry;
    }
}

BulkRunner::BulkRunner(const std::shared_ptr<BulkJob> &job, const QList<qint64> &fds, int rate, const Execute &execute,
                       QObject *parent)
    : QObject(parent), m_job(job), m_fds(fds), m_rate(rate), m_execute(execute), m_timer(this)
{
    std::sort(m_fds.begin(), m_fds.end());
    m_timer.setSingleShot(true);
    m_timer.setTimerType(Qt::PreciseTimer);
    connect(&m_timer, &QTimer::timeout, this, &BulkRunner::run);
    m_timer.start(0);
}

BulkRunner::~BulkRunner()
{
    m_job->end(BulkJob::State::Canceled);
}

/// Executes what is due by now. The first target is due at once, each further one 1/rate later.
void BulkRunner::run()
{
    if (m_job->hasEnded() || m_next == m_fds.size()) {
        m_job->end(BulkJob::State::Done);
        return deleteLater();
    }
    const std::chrono::duration<double> elapsed = Clock::now() - m_began;
    const auto due = static_cast<qsizetype>(elapsed.count() * m_rate) + 1;
    const qsizetype count = std::min({due - m_next, m_fds.size() - m_next, largestSlice});
    if (count <= 0)
        return m_timer.start(std::max<std::chrono::milliseconds>(1000ms / m_rate, shortestPause));
    const QList<qint64> slice = m_fds.mid(m_next, count);
    m_next += count;
    m_execute(slice, this, [this](const QList<Outcome> &outcomes) { report(outcomes); });
}

void BulkRunner::report(const QList<Outcome> &outcomes)
{
    Delivery counts;
    for (const Outcome &outcome : outcomes)
        counts.add(outcome.result);
    m_job->add(counts);
    if (counts.isStopped)
        m_job->end(BulkJob::State::Canceled);
    m_timer.start(m_next == m_fds.size() ? 0ms : std::max<std::chrono::milliseconds>(1000ms / m_rate, shortestPause));
}

} // namespace Landline
