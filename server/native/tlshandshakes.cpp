// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/tlshandshakes.h"

#include "http/entrance.h"
#include "io/descriptortransport.h"
#include "io/loopclock.h"
#include "native/lingering.h"
#include "runtime/backendhost.h"
#include "tls/plaintextanswer.h"
#include "tls/tlscredentials.h"
#include "tls/tlstransport.h"

#include <QtCore/qloggingcategory.h>

#include <array>

using namespace Qt::StringLiterals;

namespace Landline {

static Q_LOGGING_CATEGORY(lcTls, "landline.tls")

namespace {

constexpr std::chrono::milliseconds sendTime = std::chrono::seconds(2); // for an alert, or a plain answer

} // namespace

class TlsHandshakes::Client final : public TimerWheel::Entry, private DescriptorHandler
{
public:
    Client(TlsHandshakes *owner, int descriptor, const PeerAddress &clientPeer, const Entrance &clientEntrance)
        : peer(clientPeer)
        , entrance(&clientEntrance)
        , m_owner(owner)
        , m_tls(std::make_unique<TlsTransport>(descriptor, owner->m_poller, clientEntrance.credentials))
        , m_endsAt(LoopClock::uptime() + clientEntrance.credentials->handshakeTimeout().count())
    {
    }

    // Each of these may destroy this.
    void start();
    void lookAtTime();

    const PeerAddress peer;
    const Entrance *const entrance;
    std::list<Client>::iterator place; ///< in the list of all

private:
    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void shakeHands();
    void fail(const QString &reason, QByteArrayView answer = {});
    void discard();
    void scheduleFor(qint64 due);

    TlsHandshakes *m_owner;
    std::unique_ptr<TlsTransport> m_tls; ///< nullptr once the handshake has failed
    std::unique_ptr<DescriptorTransport> m_failed; ///< what is left of the connection then
    Lingering m_lingering;
    qint64 m_endsAt; ///< LoopClock::uptime()
};

void TlsHandshakes::Client::start()
{
    scheduleFor(m_endsAt);
    if (!m_tls->watch(DescriptorPoller::Readable, this))
        m_owner->end(this);
}

void TlsHandshakes::Client::descriptorReady(DescriptorPoller::Readiness)
{
    if (m_tls)
        shakeHands();
    else
        discard();
}

void TlsHandshakes::Client::shakeHands()
{
    switch (m_tls->shakeHands()) {
    case TlsTransport::Handshake::NotYet: return;
    case TlsTransport::Handshake::Done: return m_owner->finish(this, std::move(m_tls));
    case TlsTransport::Handshake::NotTls: return fail(u"the client does not speak TLS"_s, plainTextAnswer);
    case TlsTransport::Handshake::Left: return m_owner->end(this);
    case TlsTransport::Handshake::Failed: return fail(m_tls->handshakeError());
    }
}

/// Ends the connection behind its alert, or \a answer: closing it with unread bytes would reset it, and could take that away
/// from the client.
void TlsHandshakes::Client::fail(const QString &reason, QByteArrayView answer)
{
    m_owner->report(peer, reason);
    m_failed = std::make_unique<DescriptorTransport>(m_tls->takeDescriptor(), m_owner->m_poller);
    m_tls.reset();
    if (!answer.isEmpty())
        m_failed->send(answer);
    m_failed->endSending();
    m_lingering.begin(LoopClock::uptime());
    scheduleFor(m_lingering.nextLook());
    if (!m_failed->watch(DescriptorPoller::Readable, this))
        m_owner->end(this);
}

void TlsHandshakes::Client::discard()
{
    std::array<char, 4096> bytes;
    const Transport::Result received = m_failed->receive(bytes);
    m_lingering.discard(received.size);
    if (received.state == Transport::State::Ended || received.state == Transport::State::Broken || !m_lingering.takesMore())
        m_owner->end(this);
}

void TlsHandshakes::Client::lookAtTime()
{
    const qint64 now = LoopClock::uptime();
    if (m_tls) {
        if (now < m_endsAt)
            return scheduleFor(m_endsAt);
        m_owner->report(peer, u"it took too long"_s);
        return m_owner->end(this);
    }
    if (m_lingering.isOver(*m_failed, now, sendTime))
        m_owner->end(this);
    else
        scheduleFor(m_lingering.nextLook());
}

void TlsHandshakes::Client::scheduleFor(qint64 due)
{
    m_owner->m_wheel.schedule(this, std::chrono::milliseconds(qMax<qint64>(due - LoopClock::uptime(), 0)));
}

TlsHandshakes::TlsHandshakes(BackendHost *host, DescriptorPoller *poller, const Done &done)
    : m_host(host)
    , m_poller(poller)
    , m_done(done)
    , m_wheel([](TimerWheel::Entry *entry) { static_cast<Client *>(entry)->lookAtTime(); })
{
}

TlsHandshakes::~TlsHandshakes()
{
    while (!m_clients.empty())
        remove(&m_clients.front());
}

void TlsHandshakes::accept(int descriptor, const PeerAddress &peer, const Entrance &entrance)
{
    Client &client = m_clients.emplace_back(this, descriptor, peer, entrance);
    client.place = std::prev(m_clients.end());
    client.start();
}

void TlsHandshakes::finish(Client *client, std::unique_ptr<Transport> transport)
{
    const PeerAddress peer = client->peer;
    const Entrance &entrance = *client->entrance;
    remove(client);
    m_done(std::move(transport), peer, entrance);
}

void TlsHandshakes::end(Client *client)
{
    remove(client);
    m_host->descriptorClosed();
}

void TlsHandshakes::remove(Client *client)
{
    m_wheel.cancel(client);
    m_clients.erase(client->place);
}

void TlsHandshakes::report(const PeerAddress &peer, const QString &reason)
{
    ++m_host->statistics().refused[RefusalReason::TlsHandshake];
    if (m_log.allows())
        qCInfo(lcTls, "A TLS handshake with %ls failed: %ls%s", qUtf16Printable(peer.address().toString()),
               qUtf16Printable(reason), m_log.unsaid().constData());
}

} // namespace Landline
