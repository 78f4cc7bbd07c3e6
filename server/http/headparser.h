// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HEADPARSER_H
#define LANDLINE_HEADPARSER_H

#include "http/grammar.h"
#include "http/requesthead.h"

namespace Landline {

/// What RequestHead::parse() works with: one walk over the bytes, from the first to the last, used
/// once.
///
/// Each step returns true when it is done, and false when it either ran out of bytes or refused. No
/// step looks at a byte behind the one that decides, so the outcome does not depend on how much has
/// arrived.
class HeadParser
{
public:
    /// The \a bytes must live until parse() returned.
    explicit HeadParser(QByteArrayView bytes);

    ParsedHead parse();

private:
    bool readEmptyLine();
    bool readMethod();
    bool readTarget();
    bool readVersion();
    bool readHeaders();
    bool readHeader();
    bool readLineEnd(const char *otherwise);
    QByteArrayView readWhile(Grammar::CharacterClass wanted, qsizetype most = RequestHead::MaxSize);

    bool checkTarget();
    bool checkHeader(QByteArrayView name, const QByteArray &value);
    bool checkHost(const QByteArray &value);
    bool checkContentLength(QByteArrayView value);
    bool checkTransferEncoding(QByteArrayView value);
    bool checkWhole();

    bool isAtEnd() const { return m_position == m_bytes.size(); }
    char current() const { return m_bytes[m_position]; }
    bool refuse(int status, const char *reason);

    QByteArrayView m_bytes;
    qsizetype m_position = 0;
    RequestHead m_head;
    bool m_hasHost = false;
    int m_status = 0;
    QByteArray m_reason;
};

} // namespace Landline

#endif
