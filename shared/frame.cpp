// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "frame.h"

#include "utf8.h"

namespace Landline {

/// Bytes of QByteArray::fromRawData() are somebody else's, who may not know how long a frame waits in a queue.
static QByteArray owned(const QByteArray &bytes)
{
    const bool isOwned = bytes.isEmpty() || bytes.capacity() > 0;
    return isOwned ? bytes : QByteArray(bytes.constData(), bytes.size());
}

Frame::Frame(FrameType type, const QByteArray &data, bool valid)
    : m_data(owned(data)), m_type(type), m_valid(valid)
{
}

void Frame::own()
{
    m_data = owned(m_data);
}

// A lone surrogate becomes a replacement character here, so the bytes are UTF-8 in any case.
Frame::Frame(const QString &text) : Frame(FrameType::Text, text.toUtf8(), true) { }

Frame::Frame(const QByteArray &utf8) : Frame(FrameType::Text, utf8, isValidUtf8(utf8)) { }

Frame::Frame(const char *utf8) : Frame(QByteArray(utf8)) { }

Frame Frame::fromValidUtf8(const QByteArray &utf8)
{
    return Frame(FrameType::Text, utf8, true);
}

Frame Frame::fromBinary(const QByteArray &bytes)
{
    return Frame(FrameType::Binary, bytes, true);
}

} // namespace Landline
