// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RAWDEFLATE_H
#define LANDLINE_RAWDEFLATE_H

#include <QtCore/qbytearray.h>

#include <optional>

#include <zlib.h>

namespace Landline {

/// The other side of permessage-deflate for tests: zlib itself, and nothing of ours (RFC 7692 section 7.2).
class RawDeflate
{
public:
    struct Options
    {
        int windowBits = 15; ///< of its own messages; 9 to 15
        int peerWindowBits = 15; ///< of the peer's
        bool keepsContext = false; ///< its messages refer to those before them
        bool peerKeepsContext = false; ///< the peer's do
        int level = 6;
        int memoryLevel = 8;
        int strategy = Z_DEFAULT_STRATEGY;
    };

    explicit RawDeflate(const Options &options);
    RawDeflate() : RawDeflate(Options()) { }
    ~RawDeflate();
    Q_DISABLE_COPY_MOVE(RawDeflate)

    /// The payload of a compressed message.
    QByteArray deflate(const QByteArray &message);
    /// The message of such a payload; nothing if it is none.
    std::optional<QByteArray> inflate(const QByteArray &payload);

    /// What deflates to very little: \a size zeros.
    static QByteArray bomb(qsizetype size);

private:
    Options m_options;
    z_stream m_deflate = {};
    z_stream m_inflate = {};
};

/// Text of \a size bytes that deflates well, like JSON; the same for the same \a seed.
QByteArray jsonText(qsizetype size, quint32 seed = 1);
/// Bytes that do not deflate at all.
QByteArray noise(qsizetype size, quint32 seed = 1);

} // namespace Landline

#endif
