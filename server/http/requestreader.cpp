// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/requestreader.h"

namespace Landline {

RequestReader::Event RequestReader::next(QByteArrayView *input)
{
    if (m_status != 0)
        return Event::Refused;
    return m_decoder ? decodeBody(input) : readHead(input);
}

RequestReader::Event RequestReader::readHead(QByteArrayView *input)
{
    if (input->isEmpty())
        return Event::NeedMore;
    const qsizetype known = m_partial.size();
    if (known > 0)
        m_partial += *input;
    ParsedHead parsed = RequestHead::parse(known > 0 ? QByteArrayView(m_partial) : *input);
    switch (parsed.state) {
    case ParsedHead::State::Incomplete:
        if (known == 0)
            m_partial = input->toByteArray();
        *input = {};
        return Event::NeedMore;
    case ParsedHead::State::Refused:
        m_isTlsHello = (known > 0 ? QByteArrayView(m_partial) : *input).startsWith("\x16\x03");
        m_partial.clear();
        return refuse(parsed.status, parsed.reason);
    case ParsedHead::State::Complete:
        break;
    }
    m_partial.clear();
    m_head = std::move(parsed.head);
    *input = input->sliced(parsed.size - known);
    return Event::Head;
}

RequestReader::Event RequestReader::decodeBody(QByteArrayView *input)
{
    switch (m_decoder->decode(input)) {
    case BodyDecoder::Result::Incomplete: return Event::NeedMore;
    case BodyDecoder::Result::Refused: return refuse(m_decoder->status(), m_decoder->reason());
    case BodyDecoder::Result::Complete: break;
    }
    m_body = m_decoder->takeBody();
    m_decoder.reset();
    return Event::Body;
}

RequestReader::Event RequestReader::refuse(int status, const QByteArray &reason)
{
    m_status = status;
    m_reason = reason;
    m_decoder.reset();
    return Event::Refused;
}

} // namespace Landline
