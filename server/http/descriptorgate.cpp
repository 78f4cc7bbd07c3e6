// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/descriptorgate.h"

#include "http/handshake.h"
#include "http/incoming.h"
#include "http/requesthead.h"
#include "io/loopclock.h"

#include <cerrno>

#include <sys/socket.h>

namespace Landline {

/// A client that has not said a word yet.
class DescriptorGate::Visitor final : public Visit, public DescriptorHandler, public TimerWheel::Entry
{
public:
    Visitor(DescriptorGate *gate, const Visit &visit) : Visit(visit), m_gate(gate) { }

    void descriptorReady(DescriptorPoller::Readiness) override { m_gate->look(this); }

private:
    DescriptorGate *m_gate;
};

DescriptorGate::DescriptorGate(DescriptorPoller *poller, QObject *parent)
    : QObject(parent)
    , m_poller(poller)
    , m_bytes(RequestHead::MaxSize)
    , m_silent([this](TimerWheel::Entry *entry) { timeOut(static_cast<Visitor *>(entry)); })
{
}

DescriptorGate::~DescriptorGate()
{
    while (TimerWheel::Entry *entry = m_silent.takeAny())
        m_poller->close(take(static_cast<Visitor *>(entry)).socketDescriptor);
}

void DescriptorGate::adopt(int socketDescriptor, const PeerAddress &peer, const Entrance *entrance)
{
    const std::chrono::milliseconds time = entrance->settings.headTimeout;
    auto *visitor = new Visitor(this, {socketDescriptor, peer, entrance, LoopClock::uptime() + time.count()});
    m_silent.schedule(visitor, time);
    if (!m_poller->watch(socketDescriptor, DescriptorPoller::Readable, visitor))
        drop(take(visitor));
}

void DescriptorGate::look(Visitor *visitor)
{
    const ssize_t size = ::recv(visitor->socketDescriptor, m_bytes.data(), m_bytes.size(), 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR))
        return;
    if (size <= 0) {
        drop(take(visitor));
        return;
    }
    const QByteArrayView bytes(m_bytes.data(), size);
    const ParsedHead parsed = RequestHead::parse(bytes);
    if (!parsed.isComplete() || !visitor->entrance->webSocket || !isHandshake(parsed.head))
        passOn(take(visitor), bytes.toByteArray());
    else
        answer(take(visitor), parsed.head, bytes.sliced(parsed.size).toByteArray());
}

void DescriptorGate::answer(const Visit &visit, const RequestHead &head, const QByteArray &early)
{
    // A middleware may run an event loop; nothing is reported meanwhile.
    m_poller->setInterests(visit.socketDescriptor, DescriptorPoller::NoInterest);
    const HandshakeAnswer answer
            = answerHandshake(head, incomingHandshake(head, visit.peer, *visit.entrance), *visit.entrance);
    const Response *response = answer.reply.response();
    if (response && isLetIn(*response))
        emit handshakeAccepted(visit.socketDescriptor, visit.entrance, response->request(), *response, answer.place,
                               early);
    else
        passOn(visit, early, Handshake{incomingHandshake(head, visit.peer, *visit.entrance), answer});
}

void DescriptorGate::passOn(const Visit &visit, const QByteArray &early, const std::optional<Handshake> &handshake)
{
    const std::chrono::milliseconds left(qMax<qint64>(visit.deadline - LoopClock::uptime(), 1));
    // A socket object watches the descriptor itself from now on.
    m_poller->unwatch(visit.socketDescriptor);
    emit passedOn(visit.socketDescriptor, visit.entrance, left, early, handshake);
}

void DescriptorGate::timeOut(Visitor *visitor)
{
    // Whoever has long is due early as well.
    if (const qint64 left = visitor->deadline - LoopClock::uptime(); left > 0)
        m_silent.schedule(visitor, std::chrono::milliseconds(left));
    else
        drop(take(visitor));
}

void DescriptorGate::drop(const Visit &visit)
{
    m_poller->close(visit.socketDescriptor);
    emit dropped();
}

DescriptorGate::Visit DescriptorGate::take(Visitor *visitor)
{
    const Visit visit = *visitor;
    m_silent.cancel(visitor);
    delete visitor;
    return visit;
}

} // namespace Landline
