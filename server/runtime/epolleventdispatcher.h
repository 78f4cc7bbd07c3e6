// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EPOLLEVENTDISPATCHER_H
#define LANDLINE_EPOLLEVENTDISPATCHER_H

#include "io/descriptorpoller.h"
#include "io/turnendlist.h"
#include "runtime/descriptorset.h"
#include "runtime/lagmeter.h"
#include "runtime/timerdescriptor.h"
#include "runtime/timerlist.h"
#include "runtime/wakeup.h"

#include <QtCore/qabstracteventdispatcher.h>

#include <atomic>

namespace Landline {

/// The event dispatcher of a worker thread: Qt's event loop on epoll, so that an event costs the same with ten connections
/// and with ten thousand, where Qt's own dispatchers ask about each of them every time. It is a DescriptorPoller as well.
///
/// \code
/// thread->setEventDispatcher(new EpollEventDispatcher); // before start(); the thread owns it
/// \endcode
///
/// It does what QAbstractEventDispatcher asks for: posted events, socket notifiers of the three types, timers of the three
/// types, wakeUp() and interrupt() from any thread, event loops within event loops. What is known to differ from
/// Qt's own: a notifier whose descriptor has been closed while a copy of it is open goes on being activated, where poll(2)
/// would tell; and coarse timers meet at other round times.
///
/// One turn: posted events, those who asked for the turn's end, the wait, descriptors, timers. What nothing is to be done
/// for costs next to nothing: awake() and aboutToBlock() are emitted once somebody has connected to them, posted events are
/// looked for when wakeUp() has been called, and the kernel is told of a timer when it is to fire earlier than the first one
/// that it knows.
class EpollEventDispatcher : public QAbstractEventDispatcher, public DescriptorPoller
{
    Q_OBJECT

public:
    explicit EpollEventDispatcher(QObject *parent = nullptr);
    ~EpollEventDispatcher() override;

    /// The errno of why it lacks one of its three descriptors, and then it must not be given to a thread; 0 if it has all.
    int error() const;

    /// The one of the calling thread, or nullptr if that has another dispatcher.
    static EpollEventDispatcher *ofThisThread();

    /// How long the turns of this thread take. A turn that is an incident is logged, with the name of the thread.
    const LagMeter &lag() const { return m_lag; }

    bool processEvents(QEventLoop::ProcessEventsFlags flags) override;
    void wakeUp() override;
    void interrupt() override;
    void closingDown() override;

    void registerSocketNotifier(QSocketNotifier *notifier) override;
    void unregisterSocketNotifier(QSocketNotifier *notifier) override;

    void registerTimer(int timerId, qint64 interval, Qt::TimerType timerType, QObject *object) override;
    bool unregisterTimer(int timerId) override;
    bool unregisterTimers(QObject *object) override;
    QList<TimerInfo> registeredTimers(QObject *object) const override;
    int remainingTime(int timerId) override;

    bool watch(int descriptor, Interests interests, DescriptorHandler *handler, Sharing sharing = Sharing::Own) override;
    void setInterests(int descriptor, Interests interests) override;
    void unwatch(int descriptor) override;
    void close(int descriptor) override;
    void callAtTurnEnd(TurnEndHandler *handler) override;
    void forgetTurnEnd(TurnEndHandler *handler) override;
    void addNestedLoopHandler(NestedLoopHandler *handler) override;
    void removeNestedLoopHandler(NestedLoopHandler *handler) override;

protected:
    void connectNotify(const QMetaMethod &signal) override;

private:
    class Nesting;

    bool hasWork() const;
    int timeout(QEventLoop::ProcessEventsFlags flags, bool mayWait) const;
    void sendPostedEvents();
    void callNestedLoopHandlers();
    void setTimer();
    int deliverTimers(QEventLoop::ProcessEventsFlags flags);
    int pollAll(QEventLoop::ProcessEventsFlags flags, bool mayWait);
    int pollWakeUp(QEventLoop::ProcessEventsFlags flags, bool mayWait);
    bool isOfThisThread() const;
    void turnBegins();
    void turnEnds();

    WakeUp m_wakeUp;
    TimerDescriptor m_timer;
    DescriptorSet m_descriptors;
    TimerList m_timers;
    TurnEndList m_turnEnds;
    LagMeter m_lag;
    std::vector<NestedLoopHandler *> m_nestedLoopHandlers;
    int m_depth = 0; ///< of processEvents()
    bool m_mayBePosted = true; ///< there may be posted events that wakeUp() will not be called for
    bool m_areTimersDue = false; ///< there may be some
    std::atomic<bool> m_isObserved = false; ///< somebody has connected to a signal
    std::atomic<bool> m_interrupted = false;
};

} // namespace Landline

#endif
