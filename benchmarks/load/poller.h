// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_POLLER_H
#define LANDLINE_POLLER_H

#include <chrono>
#include <cstdint>

namespace Landline::Benchmark {

/// Level-triggered epoll: tells events of a descriptor to whoever added it.
class Poller
{
public:
    class Handler
    {
    public:
        virtual ~Handler() = default;
        /// \a events as in epoll_event. May close the descriptor, and add another.
        virtual void handle(std::uint32_t events) = 0;
    };

    Poller();
    ~Poller();
    Poller(const Poller &) = delete;
    Poller &operator=(const Poller &) = delete;

    /// Watches \a descriptor until it is closed; false if that is nothing to wait for, like a file. \a handler
    /// must live as long.
    bool add(int descriptor, std::uint32_t events, Handler *handler);
    void change(int descriptor, std::uint32_t events, Handler *handler);
    /// Waits for events and handles them; returns after \a timeout at the latest, at once if that is 0.
    void wait(std::chrono::milliseconds timeout);

private:
    int m_epoll;
};

} // namespace Landline::Benchmark

#endif
