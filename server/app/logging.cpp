// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "app/logging.h"

#include "app/logwriter.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qlogging.h>
#include <QtCore/qloggingcategory.h>

#include <array>
#include <atomic>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>

#include <sys/stat.h>
#include <unistd.h>

#ifndef __has_feature
#define __has_feature(feature) 0
#endif
#if defined(__SANITIZE_ADDRESS__) || __has_feature(address_sanitizer)
#define LANDLINE_LOOKS_FOR_LEAKS
#include <sanitizer/lsan_interface.h>
#endif

namespace Landline {

namespace {

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "DEBUG";
    case QtInfoMsg:
        return "INFO";
    case QtWarningMsg:
        return "WARNING";
    case QtCriticalMsg:
        return "ERROR";
    case QtFatalMsg:
        break;
    }
    return "FATAL";
}

/// Appends the local time to the millisecond.
void appendTime(QByteArray *line)
{
    // The calendar takes longer than the rest of the line: it is asked once a second.
    thread_local std::time_t second = -1;
    thread_local std::array<char, 24> text;
    std::timespec now = {};
    ::clock_gettime(CLOCK_REALTIME, &now);
    if (now.tv_sec != second) {
        second = now.tv_sec;
        std::tm parts = {};
        ::localtime_r(&second, &parts);
        std::strftime(text.data(), text.size(), "%Y-%m-%d %H:%M:%S", &parts);
    }
    const int milliseconds = static_cast<int>(now.tv_nsec / 1'000'000);
    line->append(text.data()).append('.');
    line->append(char('0' + milliseconds / 100)).append(char('0' + milliseconds / 10 % 10)).append(char('0' + milliseconds % 10));
}

/// Whatever got into a message, it stays one line and steers no terminal.
void appendEscaped(QByteArray *line, const QString &message)
{
    for (const QChar character : message) {
        if (character.unicode() >= 0x20 && character.unicode() < 0x7f)
            line->append(char(character.unicode()));
        else if (character.isPrint())
            line->append(QString(character).toUtf8());
        else if (character.isSurrogate())
            line->append('?');
        else
            line->append("\\u").append(QByteArray::number(character.unicode(), 16).rightJustified(4, '0'));
    }
}

QByteArray record(QtMsgType type, const QString &message)
{
    QByteArray line;
    line.reserve(message.size() + 48);
    line.append('[');
    appendTime(&line);
    line.append("] [").append(levelName(type)).append("] ");
    appendEscaped(&line, message);
    return line.append('\n');
}

QByteArray dropNotice(qint64 lines, int error)
{
    const QString reason = error == 0 ? QStringLiteral("nobody read them in time") : QString::fromLocal8Bit(std::strerror(error));
    return record(QtWarningMsg, QStringLiteral("Log lines dropped: %1 (%2)").arg(lines).arg(reason));
}

bool isSameFile(int one, int other)
{
    struct stat a = {};
    struct stat b = {};
    return ::fstat(one, &a) == 0 && ::fstat(other, &b) == 0 && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

// Both are never destroyed: threads that a controller holds log until the very end of the process.

void flushBoth();

void flushAtExit()
{
    [[maybe_unused]] static const int once = std::atexit(flushBoth);
}

LogWriter &errorWriter()
{
    flushAtExit();
    static LogWriter *const writer = new LogWriter(STDERR_FILENO, dropNotice);
    return *writer;
}

std::atomic<LogWriter *> usedOutputWriter = nullptr;

LogWriter &outputWriter()
{
    flushAtExit();
    static LogWriter *const writer
            = isSameFile(STDOUT_FILENO, STDERR_FILENO) ? &errorWriter() : new LogWriter(STDOUT_FILENO);
    usedOutputWriter = writer;
    return *writer;
}

void flushBoth()
{
    const QDeadlineTimer deadline(LogWriter::ExitTime);
    errorWriter().flush();
    if (LogWriter *output = usedOutputWriter)
        output->flush(std::chrono::milliseconds(deadline.remainingTime()));
}

void writeMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    errorWriter().write(record(type, message));
    // Qt calls abort() next.
    if (type == QtFatalMsg)
        errorWriter().flush();
}

} // namespace

void installLogging()
{
    QLoggingCategory::setFilterRules(QStringLiteral("landline.*.debug=false"));
    qInstallMessageHandler(writeMessage);
    errorWriter();
}

bool hasMessageHandler()
{
    const QtMessageHandler installed = qInstallMessageHandler(nullptr);
    const QtMessageHandler standard = qInstallMessageHandler(installed);
    return installed != standard;
}

void endProcess(int exitCode)
{
#ifdef LANDLINE_LOOKS_FOR_LEAKS
    __lsan_do_leak_check(); // as exit() does
#endif
#if defined(__SANITIZE_THREAD__) || __has_feature(thread_sanitizer)
    std::exit(exitCode); // with the exit code of a race, if there was one
#endif
    flushBoth();
    std::fflush(stdout);
    std::_Exit(exitCode);
}

void printLine(const QString &line)
{
    outputWriter().write(line.toLocal8Bit());
}

void printError(const QString &text)
{
    errorWriter().write(text.toLocal8Bit());
}

} // namespace Landline
