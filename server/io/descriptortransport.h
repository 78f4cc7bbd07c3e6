// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORTRANSPORT_H
#define LANDLINE_DESCRIPTORTRANSPORT_H

#include "io/transport.h"

namespace Landline {

/// A Transport on a stream socket of the kernel, plain TCP as a rule. No SIGPIPE.
class DescriptorTransport final : public Transport
{
public:
    /// Owns \a descriptor, which is connected and does not block. \a poller lives longer.
    DescriptorTransport(int descriptor, DescriptorPoller *poller) : m_poller(poller), m_descriptor(descriptor) { }
    ~DescriptorTransport() override { close(); }

    bool watch(Interests interests, DescriptorHandler *handler) override;
    void setInterests(Interests interests) override;
    Result receive(std::span<char> buffer) override;
    Result send(QByteArrayView bytes) override;
    Result send(std::span<const iovec> pieces) override;
    Result sendFile(int file, qint64 offset, qsizetype size) override;
    void setEnding() override { m_isEnding = true; }
    bool hasMore() const override;
    qint64 unacknowledged() const override;
    void endSending() override;
    void shutDown() override;
    void resetAtClose() override;
    void close() override;

private:
    int flags() const;

    DescriptorPoller *m_poller;
    int m_descriptor; ///< -1 once it is closed
    bool m_isEnding = false;
};

} // namespace Landline

#endif
