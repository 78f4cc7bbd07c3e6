// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame.h"

#include "utf8.h"

namespace Landline {

Frame::Frame(FrameType type, const QByteArray &data, bool valid)
    : m_data(data), m_type(type), m_valid(valid)
{
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
