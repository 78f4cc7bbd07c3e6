// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/commandqueue.h"

#include "api/connection.h"
#include "runtime/connectiontable.h"
#include "runtime/receivers.h"

#include <algorithm>
#include <utility>

namespace Landline {

namespace {
constexpr qsizetype smallestSlice = 16;
constexpr qsizetype largestSlice = 8192;
constexpr qsizetype looksPerClock = 16; // so many connections are looked at between two questions to the clock
} // namespace

CommandQueue::CommandQueue(const ConnectionTable *table, const GroupIndex *groups, const QString &labelKey,
                           QObject *parent)
    : QObject(parent)
    , m_table(table)
    , m_groups(groups)
    , m_labelKey(labelKey)
    , m_timer(this)
    , m_poller(DescriptorPoller::ofThisThread())
{
    // It fires once in each iteration, behind what the connections have received.
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &CommandQueue::runSlice);
}

CommandQueue::~CommandQueue()
{
    if (m_poller)
        m_poller->forgetTurnEnd(this);
}

void CommandQueue::add(const std::shared_ptr<PendingCommand> &command)
{
    if (m_stopped)
        return command->addStopped();
    if (const auto *fd = std::get_if<qint64>(&command->command().targets); fd && m_entries.empty()) {
        CommandResult result;
        result.counts.add(execute(*command, *fd));
        return command->addResult(result);
    }
    Entry entry = entryOf(command);
    if (m_entries.empty() && search(entry, SearchTime)) {
        run(entry, sliceOf(command->command()));
        if (entry.isFinished())
            return command->addResult(entry.result);
    }
    m_entries.push_back(std::move(entry));
    while (m_entries.size() > MaxWaiting && !m_running)
        completeFirst();
    if (!m_entries.empty() && !m_timer.isActive())
        m_timer.start();
}

void CommandQueue::stop()
{
    m_stopped = true;
    while (!m_entries.empty() && !m_running)
        completeFirst();
    m_timer.stop();
}

void CommandQueue::completeFirst()
{
    Entry &entry = m_entries.front();
    m_running = true;
    search(entry, Clock::duration::max());
    run(entry, entry.fds.size());
    m_running = false;
    finishFirst();
}

void CommandQueue::finishFirst()
{
    const Entry entry = std::move(m_entries.front());
    m_entries.pop_front();
    entry.command->addResult(entry.result);
}

void CommandQueue::runSlice()
{
    // An event loop in a slot that a push has called: the slice that is being executed goes on when that has ended.
    if (m_running)
        return;
    if (!search(m_entries.front(), SearchTime))
        return;
    m_sliceBegan = Clock::now();
    qsizetype budget = sliceOf(m_entries.front().command->command());
    while (!m_entries.empty() && budget > 0) {
        Entry &entry = m_entries.front();
        if (entry.search)
            break;
        const qsizetype count = std::min(budget, entry.fds.size() - entry.next);
        m_running = true;
        run(entry, count);
        m_running = false;
        budget -= std::max<qsizetype>(count, 1);
        if (!entry.isFinished())
            break;
        finishFirst();
    }
    if (m_entries.empty()) {
        m_timer.stop();
        m_slice = FirstSlice;
    } else if (m_poller) {
        m_poller->callAtTurnEnd(this);
    } else {
        adjust(Clock::now() - m_sliceBegan);
    }
}

/// What the slice has queued was sent just before: those who send have asked to be called before us.
void CommandQueue::turnEnded()
{
    adjust(Clock::now() - m_sliceBegan);
}

void CommandQueue::adjust(Clock::duration took)
{
    if (took > SliceTime)
        m_slice = std::max(m_slice / 2, smallestSlice);
    else if (took < SliceTime / 2)
        m_slice = std::min(m_slice * 2, largestSlice);
}

CommandQueue::Entry CommandQueue::entryOf(const std::shared_ptr<PendingCommand> &command) const
{
    Entry entry;
    entry.command = command;
    const Command::Targets &targets = command->command().targets;
    if (const auto *audience = std::get_if<Audience>(&targets)) {
        entry.search = std::make_unique<ReceiverSearch>(*audience, *m_table, *m_groups, m_labelKey);
    } else if (const auto *fd = std::get_if<qint64>(&targets)) {
        entry.fds = {*fd};
    } else {
        for (const qint64 each : std::get<QList<qint64>>(targets)) {
            if (m_table->owns(each))
                entry.fds.append(each);
        }
    }
    return entry;
}

/// Looks for targets, for so long; true when all are found.
bool CommandQueue::search(Entry &entry, Clock::duration time)
{
    if (!entry.search)
        return true;
    const Clock::time_point began = Clock::now();
    while (!entry.search->isFinished()) {
        entry.search->advance(looksPerClock);
        if (Clock::now() - began >= time)
            break;
    }
    if (!entry.search->isFinished())
        return false;
    entry.fds = entry.search->fds();
    entry.search.reset();
    return true;
}

qsizetype CommandQueue::sliceOf(const Command &command) const
{
    const qint64 bytes = command.type == CommandType::Push ? std::max<qint64>(command.frame.size(), 1) : 1;
    return std::clamp<qsizetype>(MaxSliceBytes / bytes, 1, m_slice);
}

void CommandQueue::run(Entry &entry, qsizetype count)
{
    const bool wantsOutcomes = entry.command->wantsOutcomes();
    const qsizetype end = std::min(entry.next + count, entry.fds.size());
    while (entry.next < end) {
        const qint64 fd = entry.fds.at(entry.next++);
        const PushResult result = execute(*entry.command, fd);
        entry.result.counts.add(result);
        if (wantsOutcomes)
            entry.result.outcomes.append({fd, result});
    }
}

PushResult CommandQueue::execute(PendingCommand &command, qint64 fd) const
{
    if (m_stopped)
        return PushResult::Stopped;
    Connection *connection = m_table->find(fd);
    if (!connection)
        return m_table->absence(fd);
    switch (command.command().type) {
    case CommandType::Push: return connection->push(command.command().frame, command.encodings());
    case CommandType::Disconnect: return connection->close(command.command().code, command.command().reason);
    default: break;
    }
    if (!connection->isOpen())
        return PushResult::Gone;
    const QString &name = command.command().name;
    switch (command.command().type) {
    case CommandType::Join: return connection->join(name) ? PushResult::Queued : PushResult::Rejected;
    case CommandType::BindUser: return connection->bindUser(name) ? PushResult::Queued : PushResult::Rejected;
    case CommandType::Leave: connection->leave(name); break;
    default: break;
    }
    return PushResult::Queued;
}

} // namespace Landline
