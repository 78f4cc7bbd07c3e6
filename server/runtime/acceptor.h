// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ACCEPTOR_H
#define LANDLINE_ACCEPTOR_H

#include "io/descriptorpoller.h"
#include "shared/peeraddress.h"

#include <QtCore/qtimer.h>

#include <atomic>
#include <functional>
#include <memory>

namespace Landline {

/// Accepts for one listening port in one worker thread, beside those of the other workers: they all wait for the same
/// socket, and the kernel wakes one or a few of them for a connection.
///
/// Made, used and destroyed in its thread, which must have a DescriptorPoller. When descriptors run out it leaves the
/// clients in the kernel's queue, says so once and tries again 5 times a second; those who are connected notice nothing.
class Acceptor : private DescriptorHandler
{
public:
    /// Called for each connection with its descriptor, which does not block and belongs to the one who is called. It
    /// may destroy the Acceptor.
    using Accepted = std::function<void(int descriptor, const PeerAddress &peer)>;

    /// What the acceptors of one port have in common.
    struct Port
    {
        explicit Port(int portNumber) : number(portNumber) { }
        const int number;
        std::atomic<bool> exhausted = false; ///< descriptors have run out, and this was said
    };

    /// Takes over \a listening, a dup() for this Acceptor alone, and accepts from now on.
    Acceptor(int listening, const std::shared_ptr<Port> &port, const Accepted &accepted);
    /// Accepts nothing any more.
    virtual ~Acceptor();
    Q_DISABLE_COPY_MOVE(Acceptor)

private:
    void descriptorReady(DescriptorPoller::Readiness ready) override;
    void stopped(int error);
    void pause(int error);
    void tellIfRecovered();

    DescriptorPoller *m_poller;
    int m_listening;
    std::shared_ptr<Port> m_port;
    std::shared_ptr<const Accepted> m_accepted;
    QTimer m_resume;
};

} // namespace Landline

#endif
