// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_STANDARDSTREAMS_H
#define LANDLINE_STANDARDSTREAMS_H

namespace Landline {

/// Opens /dev/null in place of each of stdin, stdout and stderr that is closed, as some supervisors leave them.
///
/// Otherwise the next sockets that the process opens get the numbers 0 to 2, and everything that is written to stdout or
/// stderr is sent through them. Call it first in main(), before an application object or anything else opens a descriptor.
void openClosedStandardStreams();

/// Ignores SIGPIPE if its action is the default, so that a write to a pipe without a reader fails with EPIPE and does not
/// end the process. An action that was set before stays. Programs that the process starts inherit an ignored signal,
/// except by QProcess, which resets it.
void ignoreBrokenPipes();

} // namespace Landline

#endif
