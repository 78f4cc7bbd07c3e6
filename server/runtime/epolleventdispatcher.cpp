// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/epolleventdispatcher.h"

#include "io/loopclock.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qthread.h>

#include <algorithm>
#include <limits>

#include <poll.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcTurn, "landline.worker")

/// One call of processEvents(), which may be within another.
class EpollEventDispatcher::Nesting
{
public:
    explicit Nesting(EpollEventDispatcher *dispatcher) : m_dispatcher(dispatcher) { ++m_dispatcher->m_depth; }
    ~Nesting()
    {
        // Events that wait until a nested event loop has ended (QObject::deleteLater()) are sent by the outer one.
        if (--m_dispatcher->m_depth > 0)
            m_dispatcher->m_mayBePosted = true;
    }
    Q_DISABLE_COPY_MOVE(Nesting)

private:
    EpollEventDispatcher *m_dispatcher;
};

EpollEventDispatcher::EpollEventDispatcher(QObject *parent)
    : QAbstractEventDispatcher(parent), m_descriptors(m_wakeUp.descriptor(), m_timer.descriptor())
{
}

EpollEventDispatcher::~EpollEventDispatcher() = default;

int EpollEventDispatcher::error() const
{
    for (const int error : {m_wakeUp.error(), m_timer.error(), m_descriptors.error()}) {
        if (error != 0)
            return error;
    }
    return 0;
}

void EpollEventDispatcher::closingDown()
{
    LoopClock::stop();
}

EpollEventDispatcher *EpollEventDispatcher::ofThisThread()
{
    return qobject_cast<EpollEventDispatcher *>(QAbstractEventDispatcher::instance());
}

void EpollEventDispatcher::turnBegins()
{
    LoopClock::turn();
    m_lag.turnBegins(LagMeter::Time(LoopClock::uptime()));
}

void EpollEventDispatcher::turnEnds()
{
    if (const std::optional<LagMeter::Time> length = m_lag.turnEnds(LagMeter::now())) {
        qCWarning(lcTurn, "%ls was busy for %lld ms without a pause, and all its connections waited: what takes so long in "
                          "a controller belongs into another thread",
                  qUtf16Printable(thread()->objectName()), static_cast<long long>(length->count()));
    }
}

bool EpollEventDispatcher::processEvents(QEventLoop::ProcessEventsFlags flags)
{
    const Nesting nesting(this);
    const bool wait = flags.testFlag(QEventLoop::WaitForMoreEvents);
    m_interrupted = false;
    if (m_isObserved)
        emit awake();
    sendPostedEvents();
    m_turnEnds.run();
    if (m_depth > 1)
        callNestedLoopHandlers();

    const bool mayWait = wait && !m_interrupted && !m_wakeUp.isPending();
    if (mayWait && m_isObserved)
        emit aboutToBlock();
    if (m_interrupted)
        return false;

    int handled = flags.testFlag(QEventLoop::ExcludeSocketNotifiers) ? pollWakeUp(flags, mayWait)
                                                                     : pollAll(flags, mayWait);
    handled += deliverTimers(flags);
    // Otherwise the next call does, after the posted events; here nobody knows whether there is one.
    if (m_interrupted || !wait)
        m_turnEnds.run();
    return handled > 0;
}

/// Events that were posted before a wake-up are sent after it, so without one there are none.
void EpollEventDispatcher::sendPostedEvents()
{
    if (!m_mayBePosted && !m_wakeUp.isPending())
        return;
    m_mayBePosted = false;
    QCoreApplication::sendPostedEvents();
}

void EpollEventDispatcher::callNestedLoopHandlers()
{
    for (size_t i = 0; i < m_nestedLoopHandlers.size(); ++i)
        m_nestedLoopHandlers[i]->nestedLoopWaits();
}

/// Makes sure that the wait ends when the first timer is due.
void EpollEventDispatcher::setTimer()
{
    const std::optional<TimerList::Clock::time_point> time = m_timers.nextTime();
    if (!time || m_timer.isSetFor(*time))
        return;
    if (*time <= TimerList::Clock::now())
        m_areTimersDue = true;
    else
        m_timer.set(*time);
}

int EpollEventDispatcher::deliverTimers(QEventLoop::ProcessEventsFlags flags)
{
    if (!m_areTimersDue || flags.testFlag(QEventLoop::X11ExcludeTimers))
        return 0;
    m_areTimersDue = false;
    return m_timers.deliver();
}

bool EpollEventDispatcher::hasWork() const
{
    return m_wakeUp.isPending() || !m_turnEnds.isEmpty();
}

int EpollEventDispatcher::timeout(QEventLoop::ProcessEventsFlags flags, bool mayWait) const
{
    if (!mayWait || hasWork())
        return 0;
    if (flags.testFlag(QEventLoop::X11ExcludeTimers))
        return -1;
    const std::optional<std::chrono::milliseconds> time = m_timers.timeToWait();
    return time ? static_cast<int>(std::min<qint64>(time->count(), std::numeric_limits<int>::max())) : -1;
}

int EpollEventDispatcher::pollAll(QEventLoop::ProcessEventsFlags flags, bool mayWait)
{
    m_descriptors.reconcile();
    const bool hasTimers = !flags.testFlag(QEventLoop::X11ExcludeTimers);
    if (hasTimers)
        setTimer();
    DescriptorSet::Batch batch;
    turnEnds();
    m_wakeUp.aboutToWait();
    const bool waits = mayWait && !hasWork() && !(hasTimers && m_areTimersDue) && !m_descriptors.isAlwaysReady();
    m_descriptors.wait(batch, waits ? -1 : 0);
    const bool woken = m_wakeUp.waited();
    turnBegins();
    if (woken)
        m_mayBePosted = true;
    if (batch.hasTimer()) {
        m_timer.expired();
        m_areTimersDue = true;
    }
    return (woken ? 1 : 0) + m_descriptors.deliver(batch);
}

int EpollEventDispatcher::pollWakeUp(QEventLoop::ProcessEventsFlags flags, bool mayWait)
{
    turnEnds();
    pollfd wakeUp = {m_wakeUp.descriptor(), POLLIN, 0};
    m_wakeUp.aboutToWait();
    m_wakeUp.drain(); // nobody reads it when it is watched by epoll
    ::poll(&wakeUp, 1, timeout(flags, mayWait));
    const bool woken = m_wakeUp.waited();
    turnBegins();
    if (woken)
        m_mayBePosted = true;
    m_areTimersDue = true; // the timer's descriptor is not asked
    return woken ? 1 : 0;
}

void EpollEventDispatcher::wakeUp()
{
    m_wakeUp.wake();
}

void EpollEventDispatcher::interrupt()
{
    m_interrupted = true;
    m_wakeUp.wake();
}

bool EpollEventDispatcher::isOfThisThread() const
{
    return thread() == QThread::currentThread();
}

void EpollEventDispatcher::registerSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT_X(isOfThisThread(), "QSocketNotifier", "enabled from another thread");
    m_descriptors.add(notifier);
}

void EpollEventDispatcher::unregisterSocketNotifier(QSocketNotifier *notifier)
{
    Q_ASSERT_X(isOfThisThread(), "QSocketNotifier", "disabled from another thread");
    m_descriptors.remove(notifier);
}

void EpollEventDispatcher::registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object)
{
    Q_ASSERT_X(isOfThisThread(), "QObject::startTimer", "called from another thread");
    m_timers.add(timerId, std::chrono::milliseconds(interval), timerType, object);
}

bool EpollEventDispatcher::unregisterTimer(int timerId)
{
    Q_ASSERT_X(isOfThisThread(), "QObject::killTimer", "called from another thread");
    return m_timers.remove(timerId);
}

bool EpollEventDispatcher::unregisterTimers(QObject *object)
{
    Q_ASSERT_X(isOfThisThread(), "QObject::killTimer", "called from another thread");
    return m_timers.removeAll(object);
}

QList<QAbstractEventDispatcher::TimerInfo> EpollEventDispatcher::registeredTimers(QObject *object) const
{
    return m_timers.timersOf(object);
}

int EpollEventDispatcher::remainingTime(int timerId)
{
    const std::optional<std::chrono::milliseconds> time = m_timers.remainingTime(timerId);
    return time ? static_cast<int>(time->count()) : -1;
}

bool EpollEventDispatcher::watch(int descriptor, Interests interests, DescriptorHandler *handler, Sharing sharing)
{
    Q_ASSERT_X(isOfThisThread(), "DescriptorPoller::watch", "called from another thread");
    return m_descriptors.watch(descriptor, interests, handler, sharing);
}

void EpollEventDispatcher::setInterests(int descriptor, Interests interests)
{
    m_descriptors.setInterests(descriptor, interests);
}

void EpollEventDispatcher::close(int descriptor)
{
    m_descriptors.close(descriptor);
}

void EpollEventDispatcher::unwatch(int descriptor)
{
    m_descriptors.unwatch(descriptor);
}

void EpollEventDispatcher::callAtTurnEnd(TurnEndHandler *handler)
{
    m_turnEnds.add(handler);
}

void EpollEventDispatcher::forgetTurnEnd(TurnEndHandler *handler)
{
    m_turnEnds.remove(handler);
}

void EpollEventDispatcher::addNestedLoopHandler(NestedLoopHandler *handler)
{
    m_nestedLoopHandlers.push_back(handler);
}

void EpollEventDispatcher::removeNestedLoopHandler(NestedLoopHandler *handler)
{
    std::erase(m_nestedLoopHandlers, handler);
}

void EpollEventDispatcher::connectNotify(const QMetaMethod &)
{
    m_isObserved = true;
}

} // namespace Landline
