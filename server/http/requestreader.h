// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUESTREADER_H
#define LANDLINE_REQUESTREADER_H

#include "http/bodydecoder.h"
#include "http/requesthead.h"

#include <optional>

namespace Landline {

/// Finds the requests of one connection in the bytes that it receives, one after the other, however they are cut.
///
/// \code
/// switch (reader.next(&input)) {
/// case RequestReader::Event::Head:
///     if (reader.head().hasBody())
///         reader.readBody(settings.maxBodySize); // Body or Refused follows
///     ...
/// \endcode
///
/// What is not taken off the input belongs to the next request, or to what follows a handshake. Pure: no I/O, no time.
class RequestReader
{
public:
    enum class Event {
        NeedMore, ///< all of the input is taken, and more is needed
        Head, ///< head() has come
        Body, ///< takeBody() has come
        Refused, ///< status() and reason() are set; answer with them and close, nothing else can be read
    };

    /// What comes next in \a input, whose bytes it takes off.
    Event next(QByteArrayView *input);

    /// The head of the last Event::Head, until takeHead().
    const RequestHead &head() const { return m_head; }
    RequestHead takeHead() { return std::exchange(m_head, {}); }
    /// The body of head() is to be read next; it may have \a maxSize bytes.
    void readBody(qint64 maxSize) { m_decoder.emplace(m_head, maxSize); }
    QByteArray takeBody() { return std::exchange(m_body, {}); }
    /// While it isInBody(): what has come of it since the last call, for one that is not to be kept here as a whole.
    QByteArray takePiece() { return m_decoder ? m_decoder->takeBody() : QByteArray(); }

    /// A part of a head has come, and not all of it.
    bool isInHead() const { return !m_partial.isEmpty(); }
    /// A body is being read.
    bool isInBody() const { return m_decoder.has_value(); }

    int status() const { return m_status; } ///< as ParsedHead::status, or 413
    const QByteArray &reason() const { return m_reason; }
    /// What was refused is the beginning of a TLS handshake: a client that speaks TLS to a port without.
    bool isTlsHello() const { return m_isTlsHello; }

private:
    Event readHead(QByteArrayView *input);
    Event decodeBody(QByteArrayView *input);
    Event refuse(int status, const QByteArray &reason);

    QByteArray m_partial; ///< the beginning of a head
    RequestHead m_head;
    std::optional<BodyDecoder> m_decoder;
    QByteArray m_body;
    QByteArray m_reason;
    int m_status = 0;
    bool m_isTlsHello = false;
};

} // namespace Landline

#endif
