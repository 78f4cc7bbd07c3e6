// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORGATE_H
#define LANDLINE_DESCRIPTORGATE_H

#include "http/entrance.h"
#include "http/incoming.h"
#include "io/descriptorpoller.h"
#include "io/timerwheel.h"

#include <QtCore/qobject.h>

#include <optional>
#include <vector>

namespace Landline {

class RequestHead;

/// The quick way in, for plain TCP: reads the first request of each accepted descriptor itself. A handshake that comes
/// whole and is let in at once never needs a socket object.
///
/// Everything else is left to a Gate, on a QTcpSocket, with the bytes that were read: plain HTTP, heads that come in
/// pieces or are wrong, handshakes that are refused or whose middleware answers later. One instance a worker, in its
/// thread; it owns the descriptors until it has emitted them.
class DescriptorGate : public QObject
{
    Q_OBJECT

public:
    DescriptorGate(DescriptorPoller *poller, QObject *parent);
    /// Closes those who have said nothing yet.
    ~DescriptorGate() override;

    /// Waits for what the client of \a socketDescriptor says, which does not block. \a entrance lives as long as the
    /// worker.
    void adopt(int socketDescriptor, const PeerAddress &peer, const Entrance *entrance);

    /// A handshake whose head has been read.
    struct Handshake
    {
        Request request;
        HandshakeAnswer answer;
    };

signals:
    /// \a response lets \a request in to its route; \a place is for the connection to keep. \a early was read behind the
    /// head. The descriptor is watched for nothing: watch() or unwatch() it now.
    void handshakeAccepted(int socketDescriptor, const Landline::Entrance *entrance, const Landline::Request &request,
                           const Landline::Response &response,
                           const std::shared_ptr<Landline::Admission::Place> &place, const QByteArray &early);
    /// For a Gate, which begins with \a early. It has \a timeLeft for its head; or there is a \a handshake that is not let
    /// in yet, and those are the bytes behind it.
    void passedOn(int socketDescriptor, const Landline::Entrance *entrance, std::chrono::milliseconds timeLeft,
                  const QByteArray &early, const std::optional<Landline::DescriptorGate::Handshake> &handshake);
    /// A descriptor was closed, since its client left or said nothing in time.
    void dropped();

private:
    /// An accepted descriptor whose client has not said a word yet.
    struct Visit
    {
        int socketDescriptor = -1;
        PeerAddress peer;
        const Entrance *entrance = nullptr;
        qint64 deadline = 0; ///< LoopClock::uptime()
    };
    class Visitor;

    void look(Visitor *visitor);
    Visit take(Visitor *visitor);
    void answer(const Visit &visit, const RequestHead &head, const QByteArray &early);
    void timeOut(Visitor *visitor);
    void passOn(const Visit &visit, const QByteArray &early, const std::optional<Handshake> &handshake = {});
    void drop(const Visit &visit);

    DescriptorPoller *m_poller;
    std::vector<char> m_bytes;
    TimerWheel m_silent; ///< all visitors, who are due when their time for a head is over
};

} // namespace Landline

#endif
