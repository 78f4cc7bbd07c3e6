// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/descriptorset.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qsocketnotifier.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <utility>

#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcLoop, "landline.loop")

namespace {

constexpr quint32 failureEvents = EPOLLERR | EPOLLHUP;
constexpr quint8 eventOfType[] = {EPOLLIN, EPOLLOUT, EPOLLPRI};

quint8 eventsOf(DescriptorPoller::Interests interests)
{
    quint8 events = 0;
    if (interests & DescriptorPoller::Readable)
        events |= EPOLLIN;
    if (interests & DescriptorPoller::Writable)
        events |= EPOLLOUT;
    return events;
}

DescriptorPoller::Readiness readinessOf(quint32 events)
{
    DescriptorPoller::Readiness ready;
    ready.setFlag(DescriptorPoller::Readable, events & (EPOLLIN | failureEvents));
    ready.setFlag(DescriptorPoller::Writable, events & (EPOLLOUT | failureEvents));
    return ready;
}

} // namespace

DescriptorSet::DescriptorSet(int wakeUp, int timer) : m_epoll(wakeUp, timer) { }

DescriptorSet::Slot &DescriptorSet::slotFor(int descriptor)
{
    const auto place = static_cast<size_t>(descriptor);
    if (place >= m_slots.size())
        m_slots.resize(place + 1);
    return m_slots[place];
}

bool DescriptorSet::watch(int descriptor, DescriptorPoller::Interests interests, DescriptorHandler *handler,
                          DescriptorPoller::Sharing sharing)
{
    if (descriptor < 0) {
        errno = EBADF;
        return false;
    }
    Slot &slot = slotFor(descriptor);
    Q_ASSERT_X(!slot.notifiers, "DescriptorPoller::watch", "a QSocketNotifier watches this descriptor");
    const bool known = std::exchange(slot.handler, handler) != nullptr;
    if (known && slot.exclusive == (sharing == DescriptorPoller::Sharing::Exclusive)) {
        want(descriptor, eventsOf(interests));
        return true;
    }
    if (known) {
        forget(descriptor);
        slot.handler = handler;
    }
    slot.exclusive = sharing == DescriptorPoller::Sharing::Exclusive;
    slot.wanted = eventsOf(interests);
    if (apply(descriptor))
        return true;
    const int error = errno;
    forget(descriptor);
    errno = error;
    return false;
}

void DescriptorSet::setInterests(int descriptor, DescriptorPoller::Interests interests)
{
    const Slot *slot = find(descriptor);
    Q_ASSERT_X(slot && slot->handler, "DescriptorPoller::setInterests", "the descriptor is not watched");
    if (slot && slot->handler)
        want(descriptor, eventsOf(interests));
}

void DescriptorSet::unwatch(int descriptor)
{
    const Slot *slot = find(descriptor);
    if (slot && slot->handler)
        forget(descriptor);
}

void DescriptorSet::close(int descriptor)
{
    if (Slot *slot = find(descriptor); slot && slot->handler) {
        slot->known = 0; // what is closed is forgotten
        forget(descriptor);
    }
    ::close(descriptor);
}

void DescriptorSet::add(QSocketNotifier *notifier)
{
    const int descriptor = static_cast<int>(notifier->socket());
    Slot &slot = slotFor(descriptor);
    Q_ASSERT_X(!slot.handler, "QSocketNotifier", "a DescriptorHandler watches this descriptor");
    if (!slot.notifiers)
        slot.notifiers = std::make_unique<Notifiers>();
    QSocketNotifier *&place = (*slot.notifiers)[notifier->type()];
    if (place && place != notifier) {
        qCWarning(lcLoop, "Another socket notifier of the same type for descriptor %d takes the place of the first",
                  descriptor);
        // The first one's descriptor may be closed, and its number be a new one's: the kernel has to hear of that.
        slot.known = 0;
    }
    place = notifier;
    want(descriptor, slot.wanted | eventOfType[notifier->type()]);
}

void DescriptorSet::remove(QSocketNotifier *notifier)
{
    const int descriptor = static_cast<int>(notifier->socket());
    Slot *slot = find(descriptor);
    if (!slot || !slot->notifiers || (*slot->notifiers)[notifier->type()] != notifier)
        return;
    (*slot->notifiers)[notifier->type()] = nullptr;
    const quint8 left = slot->wanted & ~eventOfType[notifier->type()];
    // At once, as a rule it is closed next.
    if (left == 0)
        forget(descriptor);
    else
        want(descriptor, left);
}

void DescriptorSet::want(int descriptor, quint8 events)
{
    Slot &slot = m_slots[static_cast<size_t>(descriptor)];
    slot.wanted = events;
    if (slot.wanted != slot.known && !std::exchange(slot.changed, true))
        m_changed.push_back(descriptor);
}

void DescriptorSet::forget(int descriptor)
{
    Slot &slot = m_slots[static_cast<size_t>(descriptor)];
    // Fails where it has been closed before: then the kernel has forgotten it, or isGhost() will tell.
    if (slot.known != 0)
        control(EPOLL_CTL_DEL, descriptor);
    if (slot.refused)
        std::erase(m_refused, descriptor);
    const quint32 next = slot.generation + 1;
    slot = Slot();
    slot.generation = next;
}

void DescriptorSet::reconcile()
{
    // Who is disabled here may change the list.
    for (size_t i = 0; i < m_changed.size(); ++i) {
        const int descriptor = m_changed[i];
        if (std::exchange(m_slots[static_cast<size_t>(descriptor)].changed, false) && !apply(descriptor))
            reportFailure(descriptor, errno);
    }
    m_changed.clear();
}

bool DescriptorSet::control(int operation, int descriptor)
{
    const Slot &slot = m_slots[static_cast<size_t>(descriptor)];
    return m_epoll.control(operation, descriptor, slot.generation, slot.wanted | (slot.exclusive ? EPOLLEXCLUSIVE : 0u));
}

bool DescriptorSet::apply(int descriptor)
{
    Slot &slot = m_slots[static_cast<size_t>(descriptor)];
    if (slot.refused || slot.wanted == slot.known)
        return true;
    // An exclusive one cannot be modified, and one that nobody wants would still report its end.
    if (slot.known != 0 && (slot.wanted == 0 || slot.exclusive)) {
        control(EPOLL_CTL_DEL, descriptor);
        slot.known = 0;
    }
    if (slot.wanted == 0)
        return true;
    bool done = control(slot.known == 0 ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor);
    // The number has been closed and given out again behind our back.
    if (!done && (errno == ENOENT || errno == EEXIST))
        done = control(errno == ENOENT ? EPOLL_CTL_ADD : EPOLL_CTL_MOD, descriptor);
    slot.known = done ? slot.wanted : 0;
    if (!done && errno == EPERM) {
        refuse(descriptor);
        done = true;
    }
    return done;
}

void DescriptorSet::refuse(int descriptor)
{
    m_slots[static_cast<size_t>(descriptor)].refused = true;
    m_refused.push_back(descriptor);
}

void DescriptorSet::reportFailure(int descriptor, int error)
{
    if (m_slots[static_cast<size_t>(descriptor)].handler) {
        refuse(descriptor);
        return;
    }
    qCWarning(lcLoop, "Descriptor %d cannot be watched: %s. Its socket notifiers are disabled", descriptor,
              strerror(error));
    for (int type = Read; type < TypeCount; ++type) {
        const Slot &slot = m_slots[static_cast<size_t>(descriptor)];
        if (slot.notifiers && (*slot.notifiers)[static_cast<size_t>(type)])
            (*slot.notifiers)[static_cast<size_t>(type)]->setEnabled(false);
    }
}

void DescriptorSet::wait(Batch &batch, int timeout)
{
    batch.m_number = ++m_waits;
    batch.m_size = m_epoll.wait(batch.m_events.data(), static_cast<int>(batch.m_events.size()), timeout);
    for (int i = 0; i < batch.m_size; ++i) {
        const epoll_event &event = batch.m_events[static_cast<size_t>(i)];
        batch.m_hasTimer = batch.m_hasTimer || EpollInstance::isTimer(event);
        if (isGhost(event)) {
            startAgain();
            return;
        }
    }
}

bool DescriptorSet::isGhost(const epoll_event &event)
{
    if (EpollInstance::isOwn(event))
        return false;
    const Slot *slot = find(EpollInstance::descriptorOf(event), EpollInstance::generationOf(event));
    return !slot || slot->known == 0;
}

void DescriptorSet::startAgain()
{
    // Somebody closed a descriptor that was watched while a copy of it is still open, here or in another process. It
    // cannot be removed any more, and would be reported for ever.
    qCWarning(lcLoop, "A descriptor was closed while it was watched");
    m_epoll.clear();
    for (size_t i = 0; i < m_slots.size(); ++i) {
        if (std::exchange(m_slots[i].known, 0) != 0 && !apply(static_cast<int>(i)))
            reportFailure(static_cast<int>(i), errno);
    }
}

inline int DescriptorSet::deliver(const epoll_event &event)
{
    Slot *slot = find(EpollInstance::descriptorOf(event), EpollInstance::generationOf(event));
    if (!slot || !slot->handler)
        return slot && slot->notifiers ? activate(event) : 0;
    const quint32 relevant = event.events & (slot->wanted | failureEvents);
    if (slot->wanted == 0 || relevant == 0)
        return 0;
    slot->handler->descriptorReady(readinessOf(relevant));
    return 1;
}

int DescriptorSet::deliver(const Batch &batch)
{
    int count = 0;
    for (int i = 0; i < batch.m_size && batch.m_number == m_waits; ++i)
        count += deliver(batch.m_events[static_cast<size_t>(i)]);
    return m_refused.empty() ? count : count + deliverRefused();
}

int DescriptorSet::deliverRefused()
{
    std::vector<epoll_event> events;
    for (const int descriptor : m_refused)
        events.push_back(EpollInstance::event(descriptor, find(descriptor)->generation, EPOLLIN | EPOLLOUT));
    int count = 0;
    for (const epoll_event &event : events)
        count += deliver(event);
    return count;
}

/// Activates the notifiers that \a event is for. Each of the three may end the others.
int DescriptorSet::activate(const epoll_event &event)
{
    const int descriptor = EpollInstance::descriptorOf(event);
    const quint32 generation = EpollInstance::generationOf(event);
    Slot *slot = find(descriptor, generation);
    int count = 0;
    for (size_t type = Read; type < TypeCount && slot && slot->notifiers; ++type) {
        QSocketNotifier *notifier = (*slot->notifiers)[type];
        if (notifier && event.events & (eventOfType[type] | failureEvents)) {
            QEvent activation(QEvent::SockAct);
            QCoreApplication::sendEvent(notifier, &activation);
            ++count;
        }
        slot = find(descriptor, generation);
    }
    return count;
}

} // namespace Landline
