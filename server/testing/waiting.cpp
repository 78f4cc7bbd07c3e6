// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/waiting.h"

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qtimer.h>

namespace Landline::Test {

namespace {

// Changes made by this thread's events are noticed at once; this is for those that other threads make.
constexpr std::chrono::milliseconds pollInterval(5);

} // namespace

std::chrono::milliseconds defaultTimeout()
{
    bool isNumber = false;
    const int milliseconds = qEnvironmentVariableIntValue("LANDLINE_TEST_TIMEOUT", &isNumber);
    return isNumber && milliseconds > 0 ? std::chrono::milliseconds(milliseconds) : std::chrono::seconds(10);
}

bool waitFor(const std::function<bool()> &condition, std::chrono::milliseconds timeout)
{
    if (condition())
        return true;
    bool holds = false;
    QEventLoop loop;
    const auto check = [&] {
        holds = holds || condition();
        if (holds)
            loop.quit();
    };
    QObject::connect(QAbstractEventDispatcher::instance(), &QAbstractEventDispatcher::aboutToBlock, &loop, check);
    QTimer poll;
    QObject::connect(&poll, &QTimer::timeout, &loop, check);
    poll.start(pollInterval);
    QTimer::singleShot(timeout, Qt::PreciseTimer, &loop, &QEventLoop::quit);
    loop.exec();
    return holds || condition();
}

QString durationText(std::chrono::milliseconds duration)
{
    const auto count = duration.count();
    return count % 1000 == 0 ? QStringLiteral("%1 s").arg(count / 1000) : QStringLiteral("%1 ms").arg(count);
}

} // namespace Landline::Test
