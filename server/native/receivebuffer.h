// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RECEIVEBUFFER_H
#define LANDLINE_RECEIVEBUFFER_H

#include <QtCore/qglobal.h>

#include <span>
#include <utility>
#include <vector>

namespace Landline {

/// The memory that all connections of a thread receive into, one after the other.
///
/// \code
/// ReceiveBuffer::Loan loan(&buffer);
/// transport.receive(loan.bytes());
/// \endcode
class ReceiveBuffer
{
public:
    explicit ReceiveBuffer(size_t size) : m_bytes(size) { }
    Q_DISABLE_COPY_MOVE(ReceiveBuffer)

    /// Lends the buffer for as long as it lives; or memory of its own when that is lent already, by a connection whose
    /// handler runs an event loop.
    class Loan
    {
    public:
        explicit Loan(ReceiveBuffer *buffer) : m_buffer(buffer)
        {
            if (!std::exchange(buffer->m_isLent, true))
                return;
            m_buffer = nullptr;
            m_own.resize(buffer->m_bytes.size());
        }
        ~Loan()
        {
            if (m_buffer)
                m_buffer->m_isLent = false;
        }
        Q_DISABLE_COPY_MOVE(Loan)

        std::span<char> bytes() { return m_buffer ? m_buffer->m_bytes : m_own; }

    private:
        ReceiveBuffer *m_buffer; ///< nullptr if the memory is its own
        std::vector<char> m_own;
    };

private:
    std::vector<char> m_bytes;
    bool m_isLent = false;
};

} // namespace Landline

#endif
