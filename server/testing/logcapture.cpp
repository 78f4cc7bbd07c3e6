// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/logcapture.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <mutex>
#include <vector>

namespace Landline::Test {

static Q_LOGGING_CATEGORY(lcLogCapture, "landline.test")

class LogLines
{
public:
    void append(const QString &line)
    {
        const std::lock_guard lock(m_mutex);
        m_lines.append(line);
    }
    QStringList all() const
    {
        const std::lock_guard lock(m_mutex);
        return m_lines;
    }
    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_lines.clear();
    }

private:
    mutable std::mutex m_mutex;
    QStringList m_lines;
};

namespace {

/// The captures of the process, and the message handler that they stand in front of. Qt has one handler for all threads, so
/// this is one object as well.
class Recorder
{
public:
    static Recorder &instance()
    {
        static Recorder recorder;
        return recorder;
    }

    void add(const std::shared_ptr<LogLines> &lines);
    void remove(const std::shared_ptr<LogLines> &lines);

private:
    static void record(QtMsgType type, const QMessageLogContext &context, const QString &message);
    QtMessageHandler recordLine(const QString &line);

    std::mutex m_mutex;
    std::vector<std::shared_ptr<LogLines>> m_captures;
    QtMessageHandler m_next = nullptr;
};

QLatin1String levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg: return QLatin1String("debug");
    case QtInfoMsg: return QLatin1String("info");
    case QtWarningMsg: return QLatin1String("warning");
    case QtCriticalMsg: return QLatin1String("critical");
    case QtFatalMsg: return QLatin1String("fatal");
    }
    return {};
}

void Recorder::add(const std::shared_ptr<LogLines> &lines)
{
    const std::lock_guard lock(m_mutex);
    m_captures.push_back(lines);
    const QtMessageHandler before = qInstallMessageHandler(record);
    if (before != record)
        m_next = before;
}

void Recorder::remove(const std::shared_ptr<LogLines> &lines)
{
    const std::lock_guard lock(m_mutex);
    std::erase(m_captures, lines);
    if (!m_captures.empty())
        return;
    // A handler that was installed over ours stays; it passes on to ours, which passes on to m_next.
    const QtMessageHandler current = qInstallMessageHandler(m_next);
    if (current != record)
        qInstallMessageHandler(current);
}

QtMessageHandler Recorder::recordLine(const QString &line)
{
    const std::lock_guard lock(m_mutex);
    for (const std::shared_ptr<LogLines> &lines : m_captures)
        lines->append(line);
    return m_next;
}

void Recorder::record(QtMsgType type, const QMessageLogContext &context, const QString &message)
{
    const QString line = QStringLiteral("%1 %2: %3").arg(levelName(type), QString::fromUtf8(context.category), message);
    if (const QtMessageHandler next = instance().recordLine(line))
        next(type, context, message);
}

} // namespace

LogCapture::LogCapture() : m_lines(std::make_shared<LogLines>())
{
    Recorder::instance().add(m_lines);
}

LogCapture::~LogCapture()
{
    Recorder::instance().remove(m_lines);
}

QStringList LogCapture::lines() const
{
    return m_lines->all();
}

bool LogCapture::contains(const QString &text) const
{
    const QStringList all = lines();
    return std::any_of(all.cbegin(), all.cend(), [&text](const QString &line) { return line.contains(text); });
}

bool LogCapture::waitFor(const QString &text, std::chrono::milliseconds timeout) const
{
    if (Test::waitFor([&] { return contains(text); }, timeout))
        return true;
    const QStringList all = lines();
    qCWarning(lcLogCapture, "Expected a log line with \"%ls\" within %ls. Logged: %ls", qUtf16Printable(text),
              qUtf16Printable(durationText(timeout)),
              qUtf16Printable(all.isEmpty() ? QStringLiteral("nothing")
                                            : QLatin1Char('\n') + all.join(QLatin1Char('\n'))));
    return false;
}

void LogCapture::clear()
{
    m_lines->clear();
}

} // namespace Landline::Test
