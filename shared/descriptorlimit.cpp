// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "descriptorlimit.h"

#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sys/resource.h>

namespace Landline {

quint64 DescriptorLimit::current()
{
    rlimit limit{};
    return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? quint64(limit.rlim_cur) : 0;
}

bool DescriptorLimit::raise()
{
    rlimit limit{};
    if (::getrlimit(RLIMIT_NOFILE, &limit) != 0)
        return false;
    if (limit.rlim_cur == limit.rlim_max)
        return true;
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0;
}

int DescriptorLimit::available(int enough)
{
    // The limit is about the numbers: a number below it that stands for nothing can be opened. To open some and count them
    // would take them away from other threads for a moment.
    const quint64 end = qMin<quint64>(current(), std::numeric_limits<int>::max());
    int free = 0;
    for (int descriptor = 0; quint64(descriptor) < end && free < enough; ++descriptor) {
        if (::fcntl(descriptor, F_GETFD) < 0 && errno == EBADF)
            ++free;
    }
    return free;
}

QString DescriptorLimit::shortage(int count, const QString &needs)
{
    const int free = available(count);
    if (free >= count)
        return {};
    const quint64 limit = current();
    const quint64 used = limit - qMin<quint64>(limit, quint64(free));
    return QStringLiteral("The process may open %1 descriptors, but %2 at least %3 (%4 are open already). "
                          "Raise the limit: ulimit -n, or LimitNOFILE= in the systemd unit.")
            .arg(limit)
            .arg(needs)
            .arg(used + quint64(count))
            .arg(used);
}

} // namespace Landline
