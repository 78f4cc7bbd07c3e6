// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORSET_H
#define LANDLINE_DESCRIPTORSET_H

#include "io/descriptorpoller.h"
#include "runtime/epollinstance.h"

#include <array>
#include <memory>
#include <vector>

class QSocketNotifier;

namespace Landline {

/// All descriptors that one thread watches, by handlers and by socket notifiers, and the epoll instance that knows them.
///
/// A table by descriptor, so that nothing depends on how many there are. What is wanted and what the kernel knows are
/// noted apart: reconcile() tells it the difference. Each use of a number has a generation, which the kernel hands back
/// with an event, so an event never reaches one who took the number over.
class DescriptorSet
{
public:
    /// What one wait has found.
    class Batch
    {
        friend class DescriptorSet;
        std::array<epoll_event, 256> m_events;
        int m_size = 0;
        bool m_hasTimer = false;
        quint64 m_number = 0;

    public:
        /// The timer has expired.
        bool hasTimer() const { return m_hasTimer; }
    };

    /// \a wakeUp and \a timer are watched edge-triggered: they end a wait and nobody is called.
    DescriptorSet(int wakeUp, int timer);
    Q_DISABLE_COPY_MOVE(DescriptorSet)

    /// The errno of why nothing can be watched, 0 if all is well; see EpollInstance.
    int error() const { return m_epoll.error(); }

    bool watch(int descriptor, DescriptorPoller::Interests interests, DescriptorHandler *handler,
               DescriptorPoller::Sharing sharing);
    void setInterests(int descriptor, DescriptorPoller::Interests interests);
    void unwatch(int descriptor);
    void close(int descriptor);

    /// One notifier of each type for a descriptor; another one takes the place of the first, with a warning, as in Qt.
    void add(QSocketNotifier *notifier);
    void remove(QSocketNotifier *notifier);

    /// Tells the kernel what has changed. A notifier whose descriptor is closed is disabled, with a warning.
    void reconcile();
    /// There are descriptors that epoll refuses, regular files: they are always ready, so nobody may wait.
    bool isAlwaysReady() const { return !m_refused.empty(); }
    /// Waits \a timeout ms, -1 for as long as it takes.
    void wait(Batch &batch, int timeout);
    /// Calls those who watch what has been found, except for what is watched no more, and answers how many. When one of
    /// them waits itself, in an event loop of its own, the rest is left to the next wait, which finds it again.
    int deliver(const Batch &batch);

private:
    enum Type { Read, Write, Exception, TypeCount }; ///< as QSocketNotifier::Type
    using Notifiers = std::array<QSocketNotifier *, TypeCount>;

    struct Slot
    {
        quint32 generation = 0;
        quint8 wanted = 0; ///< EPOLLIN, EPOLLOUT, EPOLLPRI
        quint8 known = 0; ///< the same, as the kernel has it; 0 is not at all
        bool changed = false; ///< is in m_changed
        bool exclusive : 1 = false;
        bool refused : 1 = false; ///< is in m_refused
        DescriptorHandler *handler = nullptr;
        std::unique_ptr<Notifiers> notifiers; ///< instead of a handler
    };

    Slot *find(int descriptor)
    {
        const auto place = static_cast<size_t>(descriptor); // of a negative one it is beyond the end
        return place < m_slots.size() ? &m_slots[place] : nullptr;
    }
    Slot *find(int descriptor, quint32 generation)
    {
        Slot *slot = find(descriptor);
        return slot && slot->generation == generation ? slot : nullptr;
    }
    Slot &slotFor(int descriptor);
    void want(int descriptor, quint8 events);
    void forget(int descriptor);
    bool apply(int descriptor);
    bool control(int operation, int descriptor);
    void refuse(int descriptor);
    void reportFailure(int descriptor, int error);
    bool isGhost(const epoll_event &event);
    void startAgain();
    int deliver(const epoll_event &event);
    int activate(const epoll_event &event);
    int deliverRefused();

    EpollInstance m_epoll;
    std::vector<Slot> m_slots; ///< by descriptor
    std::vector<int> m_changed;
    std::vector<int> m_refused;
    quint64 m_waits = 0;
};

} // namespace Landline

#endif
