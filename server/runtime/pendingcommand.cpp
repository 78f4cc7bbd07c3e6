// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/pendingcommand.h"

#include "runtime/connectiontable.h"
#include "runtime/mailbox.h"

#include <QtCore/qset.h>

#include <algorithm>
#include <functional>
#include <numeric>
#include <vector>

namespace Landline {

namespace {

bool isIssued(qint64 fd)
{
    return ConnectionTable::owner(fd, 1) >= 0;
}

/// The fds that \a audience names and that no worker issues, each once.
QSet<qint64> unissuedIn(const Audience &audience)
{
    QSet<qint64> fds;
    for (const qint64 fd : audience.fds()) {
        if (!isIssued(fd))
            fds.insert(fd);
    }
    for (const qint64 fd : audience.exceptedFds())
        fds.remove(fd);
    return fds;
}

/// The result of \a command for the fds that no worker issues.
CommandResult resultOfUnissued(const Command &command)
{
    CommandResult result;
    const auto add = [&](qint64 fd) {
        if (isIssued(fd))
            return;
        result.counts.add(PushResult::Unknown);
        if (command.wantsOutcomes)
            result.outcomes.append({fd, PushResult::Unknown});
    };
    if (const auto *fd = std::get_if<qint64>(&command.targets)) {
        add(*fd);
    } else if (const auto *fds = std::get_if<QList<qint64>>(&command.targets)) {
        for (const qint64 named : *fds)
            add(named);
    } else {
        for (const qint64 named : unissuedIn(std::get<Audience>(command.targets)))
            add(named);
    }
    return result;
}

/// The \a outcomes of all workers, one for each of \a fds, in the order of \a fds. An fd without an outcome belongs to a worker
/// that has ended.
QList<Outcome> inOrderOf(const QList<qint64> &fds, QList<Outcome> outcomes)
{
    // The outcomes of one fd come from one worker, in the order of its targets; a stable sort keeps them in it.
    std::stable_sort(outcomes.begin(), outcomes.end(),
                     [](const Outcome &left, const Outcome &right) { return left.fd < right.fd; });
    std::vector<qsizetype> places(static_cast<size_t>(fds.size()));
    std::iota(places.begin(), places.end(), qsizetype(0));
    std::stable_sort(places.begin(), places.end(),
                     [&fds](qsizetype left, qsizetype right) { return fds.at(left) < fds.at(right); });
    QList<Outcome> ordered(fds.size());
    auto next = outcomes.cbegin();
    for (const qsizetype place : places) {
        const qint64 fd = fds.at(place);
        const bool isThere = next != outcomes.cend() && next->fd == fd;
        ordered[place] = isThere ? *next++ : Outcome{fd, PushResult::Stopped};
    }
    return ordered;
}

} // namespace

PendingCommand::PendingCommand(Command command, size_t parts, Dispatch::ResultHandler handler,
                               const std::shared_ptr<Mailbox> &home)
    : m_command(std::move(command))
    , m_handler(std::move(handler))
    , m_home(home)
    , m_results(parts, m_handler ? resultOfUnissued(m_command) : CommandResult())
{
}

Encodings *PendingCommand::encodings()
{
    return std::holds_alternative<qint64>(m_command.targets) ? nullptr : &m_encodings;
}

void PendingCommand::addResult(const CommandResult &part)
{
    if (!m_handler)
        return;
    std::optional<CommandResult> result = m_results.add(part);
    if (!result)
        return;
    if (const auto *fds = std::get_if<QList<qint64>>(&m_command.targets))
        result->outcomes = inOrderOf(*fds, std::move(result->outcomes));
    if (m_home)
        m_home->post(std::bind_front(std::move(m_handler), std::move(*result)));
    else
        m_handler(*result);
}

} // namespace Landline
