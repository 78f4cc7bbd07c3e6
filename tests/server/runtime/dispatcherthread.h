// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_DISPATCHERTHREAD_H
#define LANDLINE_TESTS_DISPATCHERTHREAD_H

#include <QtCore/qabstracteventdispatcher.h>
#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qthread.h>

#include <chrono>
#include <functional>
#include <memory>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

/// Runs \a body in a thread of its own with \a dispatcher (nullptr: Qt's own), and waits for its end. What a test
/// verifies in there counts.
inline void runInThread(QAbstractEventDispatcher *dispatcher, const std::function<void()> &body)
{
    const std::unique_ptr<QThread> thread(QThread::create(body));
    if (dispatcher)
        thread->setEventDispatcher(dispatcher);
    thread->start();
    thread->wait();
}

/// The dispatcher of the calling thread.
inline QAbstractEventDispatcher *eventDispatcher()
{
    return QAbstractEventDispatcher::instance();
}

/// Turns the event loop once, without waiting.
inline bool turn(QEventLoop::ProcessEventsFlags flags = QEventLoop::AllEvents)
{
    QAbstractEventDispatcher *theDispatcher = eventDispatcher();
    return theDispatcher->processEvents(flags);
}

/// Turns the event loop, waiting for events, until \a done; false after ten seconds.
inline bool turnUntil(const std::function<bool()> &done)
{
    const QDeadlineTimer deadline(10'000);
    QObject ticking;
    const int timer = ticking.startTimer(1'000);
    while (!done() && !deadline.hasExpired())
        turn(QEventLoop::WaitForMoreEvents);
    ticking.killTimer(timer);
    return done();
}

/// Keeps the thread busy for \a time, as a slot does that takes long: timers become late by that.
inline void compute(std::chrono::milliseconds time)
{
    const QDeadlineTimer end(time, Qt::PreciseTimer);
    while (!end.hasExpired())
        QThread::yieldCurrentThread();
}

/// Two connected stream sockets, which do not block. Both are closed in the end.
class SocketPair
{
public:
    SocketPair()
    {
        if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, m_ends) != 0)
            qFatal("no socket pair");
    }
    ~SocketPair()
    {
        closeHere();
        closeThere();
    }
    Q_DISABLE_COPY_MOVE(SocketPair)

    int here() const { return m_ends[0]; }
    int there() const { return m_ends[1]; }
    /// Makes here() readable.
    void send() { [[maybe_unused]] const ssize_t written = ::write(there(), "x", 1); }
    void receive()
    {
        char bytes[64];
        [[maybe_unused]] const ssize_t size = ::read(here(), bytes, sizeof bytes);
    }
    void closeHere() { close(0); }
    void closeThere() { close(1); }

private:
    void close(int end)
    {
        if (m_ends[end] >= 0)
            ::close(std::exchange(m_ends[end], -1));
    }

    int m_ends[2];
};

#endif
