// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LOGGING_H
#define LANDLINE_LOGGING_H

#include <Landline/landline_export.h>

#include <QtCore/qstring.h>

namespace Landline {

/// Sends all of Qt's and Landline's log messages to stderr, one line each, as "[2026-11-22
/// 08:00:00.123] [INFO] text"; control characters are escaped. stdout stays free for the start-up
/// lines. QT_LOGGING_RULES chooses categories, e.g. "landline.http.debug=true".
///
/// No caller ever waits for the reader of stdout or stderr: a LogWriter each takes the lines, one for both if they are the
/// same file, so that their order is kept. exit() and a fatal message wait up to LogWriter::ExitTime for the last lines.
/// Call it once in main(), after openClosedStandardStreams().
void installLogging();

/// True if the program has a message handler that is not Qt's own. Call it while there is no other thread.
bool hasMessageHandler();

/// Waits for the last lines as exit() does, and ends the process with \a exitCode, without the clean-up of libraries.
///
/// OpenSSL frees at exit what a thread that has just ended may still be giving back to it, since QThread::wait() returns
/// before that: now and then a crash, on a busy machine. Sanitizers report what they do at exit() all the same.
[[noreturn]] LANDLINE_PRIVATE_EXPORT void endProcess(int exitCode);

/// Writes \a line to stdout, with a newline if it has none. Any thread.
void printLine(const QString &line);

/// Writes \a text to stderr as it is, with a newline if it has none, behind what was logged before: for people who started
/// the program and have to correct something. Any thread.
void printError(const QString &text);

} // namespace Landline

#endif
