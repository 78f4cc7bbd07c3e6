// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SENDQUEUE_H
#define LANDLINE_SENDQUEUE_H

#include <QtCore/qbytearray.h>

#include <deque>
#include <memory>

namespace Landline {

/// Encoded bytes that wait for the kernel, in their order: what a connection has accepted and not sent.
///
/// The pieces are implicitly shared, so that a broadcast waits in a thousand queues and is in memory once. The first
/// piece is kept in place: a queue that never holds more than one allocates nothing.
class SendQueue
{
public:
    enum class Progress {
        Done, ///< the kernel has taken everything
        Full, ///< it takes no more just now
        Broken, ///< the connection has failed
    };

    void append(const QByteArray &piece);
    bool isEmpty() const { return m_size == 0; }
    /// Bytes that wait.
    qint64 size() const { return m_size; }
    void clear();

    /// Hands to the kernel what it takes, in as few system calls as can be.
    Progress flush(int descriptor);

private:
    qint64 sendSome(int descriptor);
    void drop(qint64 sent);

    QByteArray m_first;
    std::unique_ptr<std::deque<QByteArray>> m_rest;
    qint64 m_size = 0;
    qsizetype m_sentOfFirst = 0;
};

} // namespace Landline

#endif
