// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_INFLATER_H
#define LANDLINE_INFLATER_H

#include <QtCore/qbytearray.h>

#include <memory>

struct z_stream_s;

namespace Landline {

/// Inflates messages, RFC 7692 section 7.2.2. What it knows of the last one it keeps, unless forget() is called between
/// them.
///
/// Takes 7 KiB, and with the first message as many bytes as the window has.
class Inflater
{
public:
    enum class Result {
        Done,
        TooBig, ///< the message is longer than allowed
        Invalid, ///< it is not what deflate makes, or not all of it
    };

    /// Reads what was deflated with a window of 2^\a windowBits bytes, 8 to 15, or less.
    explicit Inflater(int windowBits);
    ~Inflater();
    Q_DISABLE_COPY_MOVE(Inflater)

    /// Puts the message that \a compressed is the payload of into \a message, whose memory is used again where nobody
    /// else holds it. Stops as soon as there is a byte more than \a maxSize, and allocates no more than that.
    ///
    /// After another result than Done the stream is of no use until forget().
    Result inflate(QByteArrayView compressed, qsizetype maxSize, QByteArray *message);

    /// What follows does not refer to what was.
    void forget();

private:
    class Output;
    Result feed(QByteArrayView bytes, Output *output);
    bool isBetweenBlocks() const;

    std::unique_ptr<z_stream_s> m_stream;
};

} // namespace Landline

#endif
