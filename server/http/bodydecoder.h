// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BODYDECODER_H
#define LANDLINE_BODYDECODER_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>

namespace Landline {

class RequestHead;

/// Reads the body of one request from the bytes behind its head: Content-Length or chunked (RFC 9112 sections 6 and 7.1).
///
/// The chunk grammar is read to the letter, since two readers that understand a body differently also disagree about
/// where the next request begins: hexadecimal digits alone, CRLF at the end of each line, extensions and trailer fields
/// by their grammar. Both are dropped. Only the body itself counts against the limit, not what frames it.
///
/// \code
/// BodyDecoder decoder(head, settings.maxBodySize);
/// switch (decoder.decode(&input)) { ... }
/// \endcode
///
/// Pure, and the result does not depend on how the bytes are cut.
class LANDLINE_PRIVATE_EXPORT BodyDecoder
{
public:
    enum class Result {
        Incomplete, ///< no mistake yet; more bytes are needed
        Complete, ///< takeBody() has all of it; what is left of the input is the next request
        Refused, ///< status() and reason() are set; answer with them and close
    };

    /// Bytes of chunk extensions, and of digits that no size needs, in a whole body; more are 400.
    static constexpr qint64 MaxExtensionSize = 16 * 1024;

    /// The body of \a head, which may have \a maxSize bytes; more are 413.
    BodyDecoder(const RequestHead &head, qint64 maxSize);

    /// Takes bytes of the body off \a input, none behind its end.
    Result decode(QByteArrayView *input);

    /// Moves the body out, as far as it has been decoded.
    QByteArray takeBody() { return std::exchange(m_body, {}); }
    int status() const { return m_status; } ///< 400, 413, or 431 for too many trailer fields
    const char *reason() const { return m_reason; } ///< in plain words, without any text from the client

private:
    /// What the next byte is. From Size on, those of a chunked body, in their order.
    enum class Step : quint8 {
        Done,
        Refused,
        Data, ///< m_left bytes of the body
        FirstDigit,
        Size,
        SizeLineFeed,
        BeforeSemicolon, ///< white space behind a size or a value, which only another extension may follow
        BeforeName,
        Name,
        BehindName,
        BeforeValue,
        Value,
        Quoted,
        Escaped,
        BehindQuoted,
        DataReturn,
        DataLineFeed,
        TrailerStart,
        TrailerName,
        TrailerValue,
        TrailerLineFeed,
        LastLineFeed,
    };

    void takeData(QByteArrayView *input);
    void read(char c);
    void readSize(char c);
    void readExtension(char c);
    void readQuoted(char c);
    void readLineFeed(char c, Step next, const char *otherwise);
    void readTrailer(char c);
    void endSizeLine(char c);
    void countExcess();
    void countTrailer();
    void refuse(int status, const char *reason);

    QByteArray m_body;
    qint64 m_maxSize;
    qint64 m_size = 0; ///< of the chunks that have begun
    qint64 m_left = 0; ///< of the body or of this chunk
    qint64 m_excess = 0; ///< against MaxExtensionSize
    int m_digits = 0; ///< of this size
    int m_trailerSize = 0;
    int m_trailerFields = 0;
    int m_status = 0;
    const char *m_reason = nullptr;
    bool m_isChunked;
    Step m_step = Step::FirstDigit;
};

} // namespace Landline

#endif
