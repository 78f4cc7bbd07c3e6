// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/command_p.h"

namespace Landline {

PushResult CommandResult::result() const
{
    if (counts.queued > 0)
        return PushResult::Queued;
    if (counts.rejected > 0)
        return PushResult::Rejected;
    if (counts.gone > 0)
        return PushResult::Gone;
    return counts.isStopped ? PushResult::Stopped : PushResult::Unknown;
}

CommandResult &CommandResult::operator+=(const CommandResult &other)
{
    counts += other.counts;
    outcomes += other.outcomes;
    return *this;
}

CommandResult Command::stopped() const
{
    CommandResult result;
    result.counts.isStopped = true;
    if (const auto *fds = std::get_if<QList<qint64>>(&targets)) {
        for (const qint64 fd : *fds)
            result.outcomes.append({fd, PushResult::Stopped});
    }
    return result;
}

} // namespace Landline
