// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/commandqueue.h"

#include "api/encodings.h"

#include <algorithm>
#include <utility>

namespace Landline {

namespace {
constexpr qsizetype smallestSlice = 16;
constexpr qsizetype largestSlice = 8192;
} // namespace

CommandQueue::CommandQueue(const Execute &execute, QObject *parent)
    : QObject(parent), m_execute(execute), m_timer(this), m_poller(DescriptorPoller::ofThisThread())
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

void CommandQueue::add(const Order &order, const QList<qint64> &fds, const Result &result, const Done &done)
{
    Command command{order, fds, result, done};
    if (m_commands.empty()) {
        run(command, sliceOf(order));
        if (command.isFinished()) {
            done();
            return;
        }
    }
    // All slices share one encoding.
    if (!command.order.encodings && order.kind == Order::Kind::Push)
        command.order.encodings = std::make_shared<Encodings>(order.frame.data());
    m_commands.push_back(std::move(command));
    while (m_commands.size() > MaxWaiting && !m_running)
        completeFirst();
    if (!m_commands.empty() && !m_timer.isActive())
        m_timer.start();
}

void CommandQueue::complete()
{
    while (!m_commands.empty() && !m_running)
        completeFirst();
    m_timer.stop();
}

void CommandQueue::completeFirst()
{
    Command &command = m_commands.front();
    m_running = true;
    run(command, command.fds.size());
    m_running = false;
    const Done done = std::move(command.done);
    m_commands.pop_front();
    done();
}

void CommandQueue::runSlice()
{
    // An event loop in a slot that a push has called: the slice that is being carried out goes on when that has ended.
    if (m_running)
        return;
    m_sliceBegan = Clock::now();
    qsizetype budget = sliceOf(m_commands.front().order);
    while (!m_commands.empty() && budget > 0) {
        Command &command = m_commands.front();
        const qsizetype count = std::min(budget, command.fds.size() - command.next);
        m_running = true;
        run(command, count);
        m_running = false;
        budget -= std::max<qsizetype>(count, 1);
        if (!command.isFinished())
            break;
        const Done done = std::move(command.done);
        m_commands.pop_front();
        done();
    }
    if (m_commands.empty()) {
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

qsizetype CommandQueue::sliceOf(const Order &order) const
{
    const qint64 bytes = order.kind == Order::Kind::Push ? std::max<qint64>(order.frame.size(), 1) : 1;
    return std::clamp<qsizetype>(MaxSliceBytes / bytes, 1, m_slice);
}

void CommandQueue::run(Command &command, qsizetype count)
{
    const qsizetype end = std::min(command.next + count, command.fds.size());
    while (command.next < end) {
        const qint64 fd = command.fds.at(command.next++);
        command.result(fd, m_execute(command.order, fd));
    }
}

} // namespace Landline
