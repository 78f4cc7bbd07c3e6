// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

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

HttpConnections::ReceiveBuffer::ReceiveBuffer(HttpConnections *owner) : m_owner(owner)
{
    if (std::exchange(owner->m_receiveBufferIsLent, true)) {
        m_owner = nullptr;
        m_own.resize(receiveSize);
        m_bytes = m_own;
    } else {
        m_bytes = owner->m_receiveBuffer;
    }
}

HttpConnections::ReceiveBuffer::~ReceiveBuffer()
{
    if (m_owner)
        m_owner->m_receiveBufferIsLent = false;
}

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
    while (!m_all.empty())
        m_all.front().end();
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
}

} // namespace Landline
