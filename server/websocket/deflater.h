// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEFLATER_H
#define LANDLINE_DEFLATER_H

#include <QtCore/qbytearray.h>

#include <memory>

struct z_stream_s;

namespace Landline {

/// Compresses messages, RFC 7692 section 7.2.1. A message refers to those before it, unless forget() is called between
/// them.
///
/// Takes 262 KiB for a window of 15 bits, 38 KiB for 12, 16 KiB for 9.
class Deflater
{
public:
    /// \a windowBits: 9 to 15. \a level: 1, fastest, to 9, smallest.
    Deflater(int windowBits, int level);
    ~Deflater();
    Q_DISABLE_COPY_MOVE(Deflater)

    /// Puts the payload of \a message, compressed, into \a compressed, whose memory is used again where nobody else holds
    /// it. False if that is not smaller: the message is to be sent as it is, and the next one does not refer to any.
    bool deflate(QByteArrayView message, QByteArray *compressed);

    /// What follows does not refer to what was.
    void forget();

private:
    std::unique_ptr<z_stream_s> m_stream;
};

} // namespace Landline

#endif
