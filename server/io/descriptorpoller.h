// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORPOLLER_H
#define LANDLINE_DESCRIPTORPOLLER_H

#include <QtCore/qflags.h>
#include <QtCore/qglobal.h>

namespace Landline {

class DescriptorHandler;
class NestedLoopHandler;
class TurnEndHandler;

/// Tells a thread which of its descriptors can be read or written, at the price of the thread's one wait per loop turn.
///
/// It is what a QSocketNotifier is for those who have thousands of them: no object, no event and no signal per
/// descriptor, only a call of DescriptorHandler::descriptorReady(). The event dispatcher of a worker thread is one.
///
/// \code
/// DescriptorPoller *poller = DescriptorPoller::ofThisThread();
/// poller->watch(socket, DescriptorPoller::Readable, this);
/// ...
/// poller->unwatch(socket); // before close(), always
/// ::close(socket);
/// \endcode
///
/// A poller belongs to its thread: every function is called there, and every handler runs there. It owns neither
/// descriptors nor handlers. One descriptor has one handler, and no QSocketNotifier beside it.
class DescriptorPoller
{
public:
    enum Interest { NoInterest = 0, Readable = 1, Writable = 2 };
    Q_DECLARE_FLAGS(Interests, Interest)
    using Readiness = Interests;

    enum class Sharing {
        Own, ///< nobody else watches what the descriptor stands for
        /// Several threads wait for the same listening socket, each by a dup() of its own; the kernel wakes one or a few
        /// of them for a new connection, and not all (EPOLLEXCLUSIVE, see epoll_ctl(2)).
        Exclusive
    };

    /// The poller of the calling thread: its event dispatcher, if that is one; nullptr otherwise, and when the thread has
    /// no dispatcher yet or any more. Keep the pointer rather than ask for each event.
    static DescriptorPoller *ofThisThread();

    /// Calls \a handler whenever \a descriptor is ready for one of \a interests, until unwatch(). False with errno if the
    /// kernel refuses, which it does for what is no open descriptor (EBADF) and when memory is short; then nothing is
    /// watched. Regular files are always ready, as for poll(2).
    ///
    /// For a descriptor that is watched already, \a handler and \a interests take the place of those before; that is no
    /// system call where the interests stay the same.
    virtual bool watch(int descriptor, Interests interests, DescriptorHandler *handler,
                       Sharing sharing = Sharing::Own) = 0;

    /// Changes what a watched \a descriptor is watched for. The kernel is told just before the thread waits, so an
    /// interest that comes and goes within one turn costs no system call. NoInterest keeps the watch and reports nothing,
    /// not even a hang-up. If the kernel refuses, the descriptor counts as ready: recv() and send() say what is wrong.
    virtual void setInterests(int descriptor, Interests interests) = 0;

    /// Ends the watch; the kernel forgets \a descriptor at once and the handler hears nothing of it any more, not even
    /// what has been found in this turn. Call it before close() and before dup(): a descriptor that is closed while it
    /// is watched takes the events of the next one with its number. Nothing happens if it is not watched.
    virtual void unwatch(int descriptor) = 0;

    /// unwatch() and close() in one, which is a system call less: the kernel forgets what is closed. Only for a
    /// descriptor that has no duplicate, in this process or another; one that is not watched is closed as well.
    virtual void close(int descriptor) = 0;

    /// Calls \a handler once, before the thread waits again, or would wait if it had no events. However often it is
    /// asked for in one turn, it is one call: this is where what was queued in the turn is written out.
    /// Who asks from within turnEnded() is called after the next turn, which does not wait.
    virtual void callAtTurnEnd(TurnEndHandler *handler) = 0;

    /// Takes callAtTurnEnd() back. Nothing happens if there is nothing to take back.
    virtual void forgetTurnEnd(TurnEndHandler *handler) = 0;

    /// Calls \a handler before each wait of an event loop that runs within another one, until it is removed; at no cost for
    /// those that do not. A poller without nested event loops may ignore both.
    virtual void addNestedLoopHandler(NestedLoopHandler *handler);
    virtual void removeNestedLoopHandler(NestedLoopHandler *handler);

protected:
    DescriptorPoller() = default;
    ~DescriptorPoller() = default;
    Q_DISABLE_COPY_MOVE(DescriptorPoller)
};

Q_DECLARE_OPERATORS_FOR_FLAGS(DescriptorPoller::Interests)

/// Who is told of a descriptor's readiness, by DescriptorPoller::watch().
class DescriptorHandler
{
public:
    /// The descriptor is \a ready, and will be reported again in the next turn as long as it is (level-triggered), so
    /// it need not be emptied. Errors and hang-ups come as Readable and Writable whatever the interests are: the next
    /// recv() or send() says what it is.
    ///
    /// May unwatch() any descriptor, this one too, and may delete its handler. An event loop that runs in here reports
    /// the same descriptor again, if it is still ready.
    virtual void descriptorReady(DescriptorPoller::Readiness ready) = 0;

protected:
    ~DescriptorHandler() = default;
};

/// Is called in event loops within event loops, see DescriptorPoller::addNestedLoopHandler().
class NestedLoopHandler
{
public:
    /// An event loop that runs in a handler, a slot or the like is about to wait. Must not run another one, nor add or remove
    /// handlers.
    virtual void nestedLoopWaits() = 0;

protected:
    NestedLoopHandler() = default;
    ~NestedLoopHandler() = default;
    Q_DISABLE_COPY_MOVE(NestedLoopHandler)
};

/// Who is called at the end of a loop turn, by DescriptorPoller::callAtTurnEnd(). It must not be destroyed before it has
/// been called or forgotten.
class TurnEndHandler
{
public:
    /// All that was ready in this turn has been dealt with. May do whatever a slot may, and may delete its handler.
    virtual void turnEnded() = 0;

protected:
    TurnEndHandler() = default;
    virtual ~TurnEndHandler() { Q_ASSERT_X(m_place < 0, "TurnEndHandler", "destroyed while it waits for the turn's end"); }
    Q_DISABLE_COPY_MOVE(TurnEndHandler)

private:
    friend class TurnEndList;
    int m_place = -1; ///< in a TurnEndList
};

} // namespace Landline

#endif
