// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/standardstreams.h"

#include <cerrno>
#include <csignal>

#include <initializer_list>

#include <fcntl.h>
#include <unistd.h>

namespace Landline {

void openClosedStandardStreams()
{
    for (const int stream : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) {
        if (::fcntl(stream, F_GETFD) != -1 || errno != EBADF)
            continue;
        // open() takes the lowest free number, and those below are open by now. Without /dev/null (a bare chroot) any file will
        // do that cannot be written: what matters is that nothing else gets the number.
        if (::open("/dev/null", O_RDWR) == -1)
            ::open("/", O_RDONLY);
    }
}

void ignoreBrokenPipes()
{
    struct sigaction action = {};
    if (::sigaction(SIGPIPE, nullptr, &action) == 0 && action.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);
}

} // namespace Landline
