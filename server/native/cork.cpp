// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

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
    char *frame = m_bytes.data() + m_size;
    const qsizetype headerSize = FrameHeader::encode(opcode, static_cast<quint64>(payload.size()), frame);
    if (!payload.isEmpty())
        std::memcpy(frame + headerSize, payload.data(), static_cast<size_t>(payload.size()));
    m_size += headerSize + payload.size();
    return true;
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
