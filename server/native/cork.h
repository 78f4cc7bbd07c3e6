// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CORK_H
#define LANDLINE_CORK_H

#include "websocket/opcode.h"

#include <QtCore/qbytearrayview.h>

#include <vector>

namespace Landline {

class Outbox;

/// Collects what a connection sends while its own input is handled: many answers, one system call, and no memory of their
/// own. One a worker; it belongs to the Outbox of one connection at a time.
class Cork
{
public:
    Cork();

    bool isOf(const Outbox *outbox) const { return m_owner == outbox; }
    /// Only while it is empty.
    void setOwner(const Outbox *owner)
    {
        Q_ASSERT(isEmpty());
        m_owner = owner;
    }

    /// Puts a frame in. False, and nothing is put in, if it is too long for what is left.
    bool append(Opcode opcode, QByteArrayView payload);
    /// Puts bytes in as they are, under the same condition.
    bool append(QByteArrayView bytes);

    QByteArrayView bytes() const { return {m_bytes.data(), m_size}; }
    bool isEmpty() const { return m_size == 0; }
    void clear() { m_size = 0; }

private:
    std::vector<char> m_bytes;
    qsizetype m_size = 0;
    const Outbox *m_owner = nullptr;
};

} // namespace Landline

#endif
