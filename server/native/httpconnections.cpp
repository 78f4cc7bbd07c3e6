// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/httpconnections.h"

#include "io/descriptortransport.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>

namespace Landline {

namespace {

constexpr size_t receiveSize = 64 * 1024;

} // namespace

class HttpConnections::EventScope final : public QObject
{
public:
    void call(const std::function<void()> &function)
    {
        Call event(function);
        QCoreApplication::sendEvent(this, &event);
    }

protected:
    bool event(QEvent *event) override
    {
        if (event->type() != QEvent::User)
            return QObject::event(event);
        static_cast<Call *>(event)->function();
        return true;
    }

private:
    struct Call : QEvent
    {
        explicit Call(const std::function<void()> &call) : QEvent(QEvent::User), function(call) { }
        const std::function<void()> &function;
    };
};

HttpConnections::HttpConnections(DescriptorPoller *poller, const Accept &accept, const Ended &ended)
    : m_poller(poller)
    , m_accept(accept)
    , m_ended(ended)
    , m_eventScope(std::make_unique<EventScope>())
    , m_receiveBuffer(receiveSize)
    , m_wheel([](TimerWheel::Entry *entry) { static_cast<HttpConnection *>(entry)->lookAtTime(); })
{
}

HttpConnections::~HttpConnections()
{
    m_ended = [] { };
    m_drained = {};
    while (!m_all.empty())
        m_all.front().stop();
    m_poller->forgetTurnEnd(this);
}

void HttpConnections::adopt(int descriptor, const PeerAddress &peer, const Entrance *entrance)
{
    adopt(std::make_unique<DescriptorTransport>(descriptor, m_poller), peer, entrance);
}

void HttpConnections::adopt(std::unique_ptr<Transport> transport, const PeerAddress &peer, const Entrance *entrance)
{
    HttpConnection &connection = m_all.emplace_back(this, std::move(transport), peer, entrance);
    connection.place = std::prev(m_all.end());
    connection.start();
}

void HttpConnections::drain(const std::function<void()> &drained)
{
    m_isDraining = true;
    m_drained = drained;
    for (HttpConnection &connection : m_all)
        goOnLater(&connection);
    m_poller->callAtTurnEnd(this);
}

void HttpConnections::noteSettled(HttpConnection *connection)
{
    connection->isSettled = true;
    ++m_settled;
    m_poller->callAtTurnEnd(this);
}

void HttpConnections::callInEvent(const std::function<void()> &function)
{
    m_eventScope->call(function);
}

void HttpConnections::goOnLater(HttpConnection *connection)
{
    if (std::exchange(connection->isToGoOn, true))
        return;
    m_toGoOn.push_back(connection);
    m_poller->callAtTurnEnd(this);
}

void HttpConnections::bury(HttpConnection *connection)
{
    m_wheel.cancel(connection);
    if (std::exchange(connection->isToGoOn, false))
        std::erase(m_toGoOn, connection);
    m_settled -= connection->isSettled ? 1 : 0;
    m_buried.splice(m_buried.end(), m_all, connection->place);
    m_poller->callAtTurnEnd(this);
}

void HttpConnections::turnEnded()
{
    // Those that come meanwhile have the next turn. An event loop may run in any of the calls, and call the others.
    for (size_t left = m_toGoOn.size(); left > 0 && !m_toGoOn.empty(); --left) {
        HttpConnection *connection = m_toGoOn.front();
        m_toGoOn.pop_front();
        connection->isToGoOn = false;
        connection->goOn();
    }
    m_buried.clear();
    tellIfDrained();
}

/// What is left has all its responses and the end of sending, or the kernel has them for it.
void HttpConnections::tellIfDrained()
{
    if (m_drained && m_settled == m_all.size())
        std::exchange(m_drained, nullptr)();
}

} // namespace Landline
