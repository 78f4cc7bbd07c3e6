// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/bodydecoder.h"

#include "http/grammar.h"
#include "http/requesthead.h"

#include <limits>

namespace Landline {

using namespace Grammar;

namespace {

constexpr qint64 largest = std::numeric_limits<qint64>::max();
constexpr int usualDigits = 16;

/// The value of a hexadecimal digit, or -1.
int digitValue(char c)
{
    if (c >= '0' && c <= '9')
        return c - '0';
    const char lowered = static_cast<char>(c | 0x20);
    return lowered >= 'a' && lowered <= 'f' ? lowered - 'a' + 10 : -1;
}

bool isSpace(char c)
{
    return c == ' ' || c == '\t';
}

} // namespace

BodyDecoder::BodyDecoder(const RequestHead &head, qint64 maxSize) : m_maxSize(maxSize), m_isChunked(head.isChunked())
{
    if (m_isChunked)
        return;
    m_left = head.contentLength().value_or(0);
    m_step = m_left > 0 ? Step::Data : Step::Done;
    if (m_left > maxSize)
        refuse(413, "The body is too long.");
}

BodyDecoder::Result BodyDecoder::decode(QByteArrayView *input)
{
    while (m_step != Step::Done && m_step != Step::Refused && !input->isEmpty()) {
        if (m_step == Step::Data) {
            takeData(input);
        } else {
            read(input->front());
            *input = input->sliced(1);
        }
    }
    if (m_step == Step::Done)
        return Result::Complete;
    return m_step == Step::Refused ? Result::Refused : Result::Incomplete;
}

void BodyDecoder::takeData(QByteArrayView *input)
{
    const qsizetype size = qMin(m_left, input->size());
    m_body.append(input->first(size));
    *input = input->sliced(size);
    m_left -= size;
    if (m_left == 0)
        m_step = m_isChunked ? Step::DataReturn : Step::Done;
}

void BodyDecoder::read(char c)
{
    switch (m_step) {
    case Step::FirstDigit:
    case Step::Size: return readSize(c);
    case Step::SizeLineFeed: return endSizeLine(c);
    case Step::Quoted:
    case Step::Escaped: return readQuoted(c);
    case Step::DataReturn:
        m_step = Step::DataLineFeed;
        if (c != '\r')
            refuse(400, "A chunk is longer than its size says.");
        return;
    case Step::DataLineFeed: return readLineFeed(c, Step::FirstDigit, "A chunk is longer than its size says.");
    case Step::TrailerStart:
    case Step::TrailerName:
    case Step::TrailerValue: return readTrailer(c);
    case Step::TrailerLineFeed:
        countTrailer();
        return readLineFeed(c, Step::TrailerStart, "CR without LF.");
    case Step::LastLineFeed: return readLineFeed(c, Step::Done, "CR without LF.");
    default: return readExtension(c);
    }
}

void BodyDecoder::readSize(char c)
{
    const int digit = digitValue(c);
    if (digit >= 0) {
        // What is too large for the type is too large for every limit.
        m_left = m_left > (largest - digit) / 16 ? largest : m_left * 16 + digit;
        m_step = Step::Size;
        if (++m_digits > usualDigits)
            countExcess();
    } else if (m_step == Step::Size && c == '\r') {
        m_step = Step::SizeLineFeed;
    } else if (m_step == Step::Size && (c == ';' || isSpace(c))) {
        m_step = c == ';' ? Step::BeforeName : Step::BeforeSemicolon;
        countExcess();
    } else {
        refuse(400, "The size of a chunk is not a hexadecimal number.");
    }
}

/// `*( BWS ";" BWS chunk-ext-name [ BWS "=" BWS chunk-ext-val ] )`, from its first byte to the CR behind it.
void BodyDecoder::readExtension(char c)
{
    countExcess();
    if (m_step == Step::Refused)
        return;
    const bool mayEnd = m_step == Step::Name || m_step == Step::Value || m_step == Step::BehindQuoted;
    const bool isBeforeName = m_step == Step::BeforeName || m_step == Step::Name;
    const bool isBeforeValue = m_step == Step::BeforeValue || m_step == Step::Value;
    if (c == '\r' && mayEnd)
        m_step = Step::SizeLineFeed;
    else if (c == ';' && (mayEnd || m_step == Step::BehindName || m_step == Step::BeforeSemicolon))
        m_step = Step::BeforeName;
    else if (c == '=' && (m_step == Step::Name || m_step == Step::BehindName))
        m_step = Step::BeforeValue;
    else if (c == '"' && m_step == Step::BeforeValue)
        m_step = Step::Quoted;
    else if (isIn(CharacterClass::Token, c) && (isBeforeName || isBeforeValue))
        m_step = isBeforeName ? Step::Name : Step::Value;
    else if (isSpace(c) && mayEnd)
        m_step = m_step == Step::Name ? Step::BehindName : Step::BeforeSemicolon;
    else if (!isSpace(c))
        refuse(400, "A chunk extension is not valid.");
}

void BodyDecoder::readQuoted(char c)
{
    countExcess();
    if (m_step == Step::Refused)
        return;
    if (!isIn(CharacterClass::Value, c))
        refuse(400, "A chunk extension is not valid.");
    else if (m_step == Step::Escaped)
        m_step = Step::Quoted;
    else if (c == '"')
        m_step = Step::BehindQuoted;
    else if (c == '\\')
        m_step = Step::Escaped;
}

void BodyDecoder::readLineFeed(char c, Step next, const char *otherwise)
{
    if (m_step == Step::Refused)
        return;
    m_step = next;
    if (c != '\n')
        refuse(400, otherwise);
}

void BodyDecoder::endSizeLine(char c)
{
    readLineFeed(c, m_left > 0 ? Step::Data : Step::TrailerStart, "CR without LF.");
    m_digits = 0;
    if (m_step != Step::Data)
        return;
    if (m_left > m_maxSize - m_size)
        return refuse(413, "The body is too long.");
    m_size += m_left;
}

void BodyDecoder::readTrailer(char c)
{
    countTrailer();
    if (m_step == Step::Refused)
        return;
    if (m_step == Step::TrailerStart && c == '\r') {
        m_step = Step::LastLineFeed;
    } else if (m_step != Step::TrailerValue && isIn(CharacterClass::Token, c)) {
        if (m_step == Step::TrailerStart && ++m_trailerFields > RequestHead::MaxHeaders)
            return refuse(431, "There are too many trailer fields.");
        m_step = Step::TrailerName;
    } else if (m_step == Step::TrailerName && c == ':') {
        m_step = Step::TrailerValue;
    } else if (m_step == Step::TrailerValue && c == '\r') {
        m_step = Step::TrailerLineFeed;
    } else if (m_step != Step::TrailerValue || !isIn(CharacterClass::Value, c)) {
        refuse(400, "A trailer field is not valid.");
    }
}

void BodyDecoder::countExcess()
{
    if (++m_excess > MaxExtensionSize)
        refuse(400, "The chunk extensions are too long.");
}

void BodyDecoder::countTrailer()
{
    if (++m_trailerSize > RequestHead::MaxSize)
        refuse(431, "The trailer fields are too long.");
}

void BodyDecoder::refuse(int status, const char *reason)
{
    m_step = Step::Refused;
    m_status = status;
    m_reason = reason;
}

} // namespace Landline
