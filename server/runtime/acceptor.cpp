// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/acceptor.h"

#include <QtCore/qloggingcategory.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcListener, "landline.listener")

namespace {
constexpr size_t acceptsPerTurn = 16; // those who are connected have their turn in between
constexpr std::chrono::milliseconds resumeTime = std::chrono::milliseconds(200);
} // namespace

Acceptor::Acceptor(int listening, const std::shared_ptr<Port> &port, const Accepted &accepted)
    : m_poller(DescriptorPoller::ofThisThread())
    , m_listening(listening)
    , m_port(port)
    , m_accepted(std::make_shared<const Accepted>(accepted))
{
    Q_ASSERT_X(m_poller, "Acceptor", "this thread has no DescriptorPoller");
    m_resume.setSingleShot(true);
    m_resume.setInterval(resumeTime);
    QObject::connect(&m_resume, &QTimer::timeout, &m_resume,
                     [this] { m_poller->setInterests(m_listening, DescriptorPoller::Readable); });
    if (!m_poller->watch(m_listening, DescriptorPoller::Readable, this, DescriptorPoller::Sharing::Exclusive))
        qCCritical(lcListener, "Port %d cannot be watched: %s", m_port->number, strerror(errno));
}

Acceptor::~Acceptor()
{
    m_poller->unwatch(m_listening);
    ::close(m_listening);
}

void Acceptor::descriptorReady(DescriptorPoller::Readiness)
{
    struct Guest
    {
        int descriptor = -1;
        PeerAddress peer;
    };
    std::array<Guest, acceptsPerTurn> guests;
    size_t count = 0;
    while (count < guests.size()) {
        sockaddr_storage storage;
        auto *address = reinterpret_cast<sockaddr *>(&storage);
        socklen_t size = sizeof storage;
        const int descriptor = ::accept4(m_listening, address, &size, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (descriptor >= 0) {
            guests[count++] = {descriptor, PeerAddress(address)};
        } else if (errno != ECONNABORTED && errno != EINTR) {
            stopped(errno);
            break;
        }
    }
    // One who is called may destroy this object, in an event loop of its own.
    const std::shared_ptr<const Accepted> accepted = m_accepted;
    for (size_t i = 0; i < count; ++i)
        (*accepted)(guests[i].descriptor, guests[i].peer);
}

void Acceptor::stopped(int error)
{
    switch (error) {
    case EAGAIN:
        tellIfRecovered();
        break;
    case EMFILE:
    case ENFILE:
    case ENOBUFS:
    case ENOMEM:
        pause(error);
        break;
    case EINVAL: // the Listener is gone
        m_poller->unwatch(m_listening);
        break;
    default:
        break; // an error of the network that belongs to the connection, see accept(2)
    }
}

void Acceptor::pause(int error)
{
    // It stays readable and would be reported all the time.
    m_poller->setInterests(m_listening, DescriptorPoller::NoInterest);
    m_resume.start();
    if (!m_port->exhausted.exchange(true))
        qCWarning(lcListener, "Port %d accepts nobody just now: %s", m_port->number, strerror(error));
}

void Acceptor::tellIfRecovered()
{
    // Nobody waits any more: a client that got the place of another one is no recovery.
    if (m_port->exhausted.load(std::memory_order_relaxed) && m_port->exhausted.exchange(false))
        qCInfo(lcListener, "Port %d accepts again", m_port->number);
}

} // namespace Landline
