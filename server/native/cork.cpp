// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/cork.h"

#include "websocket/frameheader.h"

#include <cstring>

namespace Landline {

namespace {
constexpr size_t capacity = 64 * 1024;
} // namespace

Cork::Cork() : m_bytes(capacity) { }

bool Cork::append(Opcode opcode, QByteArrayView payload)
{
    const auto left = static_cast<qsizetype>(m_bytes.size()) - m_size;
    if (payload.size() > left - FrameHeader::MaxServerSize)
        return false;
    m_size += FrameHeader::encode(opcode, static_cast<quint64>(payload.size()), m_bytes.data() + m_size);
    return append(payload);
}

bool Cork::append(QByteArrayView bytes)
{
    if (bytes.size() > static_cast<qsizetype>(m_bytes.size()) - m_size)
        return false;
    if (!bytes.isEmpty())
        std::memcpy(m_bytes.data() + m_size, bytes.data(), static_cast<size_t>(bytes.size()));
    m_size += bytes.size();
    return true;
}

} // namespace Landline
