// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "frame.h"

namespace Landline {

Frame::Frame(FrameType type, const QByteArray &data, bool valid)
    : m_data(data), m_type(type), m_valid(valid)
{
}

Frame Frame::fromText(const QString &text)
{
    // A lone surrogate becomes a replacement character here, so the bytes are UTF-8 in any case.
    return Frame(FrameType::Text, text.toUtf8(), true);
}

Frame Frame::fromUtf8(const QByteArray &utf8)
{
    return Frame(FrameType::Text, utf8, QByteArrayView(utf8).isValidUtf8());
}

Frame Frame::fromBinary(const QByteArray &bytes)
{
    return Frame(FrameType::Binary, bytes, true);
}

} // namespace Landline
