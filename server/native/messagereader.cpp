// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/messagereader.h"

#include "io/loopclock.h"
#include "shared/utf8.h"
#include "websocket/messagedeflate.h"
#include "websocket/ratelimit.h"

namespace Landline {

namespace {

using Event = FrameParser::Event;

Event violation(FrameParser::Found *found, quint16 code, const char *reason)
{
    found->code = code;
    found->payload = reason;
    return Event::Violation;
}

} // namespace

MessageReader::MessageReader(const Settings &settings, std::unique_ptr<MessageDeflate> deflate, qint64 now)
    : m_parser({settings.maxMessageSize, settings.maxFragments, FrameHeader::Compression(deflate != nullptr)})
{
    if (deflate) {
        extras().maxMessageSize = static_cast<quint32>(qMin<qint64>(settings.maxMessageSize, 0x7FFFFFFF));
        extras().deflate = std::move(deflate);
    }
    if (auto rate = RateLimit::of(settings, now))
        extras().rate = std::move(rate);
}

MessageReader::~MessageReader() = default;

FrameParser::Event MessageReader::check(FrameParser::Found *found)
{
    if (found->isCompressed) {
        if (const Event event = inflate(found); event != Event::Message)
            return event;
    }
    if (!m_extras->rate)
        return Event::Message;
    switch (m_extras->rate->take(found->payload.size(), LoopClock::uptime())) {
    case RateLimit::Verdict::Within: break;
    case RateLimit::Verdict::Over: m_extras->isOverRate = true; break;
    case RateLimit::Verdict::Relentless:
        m_extras->isFlooded = true;
        return violation(found, CloseCode::PolicyViolation, "sends too much");
    }
    return Event::Message;
}

FrameParser::Event MessageReader::inflate(FrameParser::Found *found)
{
    switch (m_extras->deflate->inflate(&found->payload, m_extras->maxMessageSize)) {
    case Inflater::Result::Done: break;
    case Inflater::Result::TooBig: return violation(found, CloseCode::MessageTooBig, "message too big");
    case Inflater::Result::Invalid: return violation(found, CloseCode::InvalidPayload, "a message cannot be inflated");
    }
    const bool isValid = found->type == FrameType::Binary || isValidUtf8(found->payload);
    return isValid ? Event::Message : violation(found, CloseCode::InvalidPayload, "a text is not UTF-8");
}

bool MessageReader::pause(Pause reason)
{
    if (m_pauses & reason)
        return false;
    m_pauses |= reason;
    return true;
}

bool MessageReader::resume(quint8 reasons)
{
    if ((m_pauses & reasons) == 0)
        return false;
    m_pauses &= ~reasons;
    return true;
}

void MessageReader::keep(QByteArrayView rest)
{
    if (!rest.isEmpty())
        extras().unprocessed = {rest.toByteArray(), 0};
}

void MessageReader::keep(const Unprocessed &unprocessed, QByteArrayView rest)
{
    if (!rest.isEmpty())
        extras().unprocessed = {unprocessed.bytes, unprocessed.bytes.size() - rest.size()};
}

std::optional<QByteArray> MessageReader::takeHeldPing()
{
    return m_extras ? std::exchange(m_extras->heldPing, std::nullopt) : std::nullopt;
}

std::chrono::milliseconds MessageReader::rateWait(qint64 now) const
{
    return m_extras && m_extras->rate ? m_extras->rate->wait(now) : std::chrono::milliseconds(0);
}

void MessageReader::endRateWait(qint64 now)
{
    m_extras->isOverRate = false;
    if (m_extras->rate)
        m_extras->rate->resumed(now);
}

void MessageReader::removeRateLimit()
{
    if (!m_extras)
        return;
    m_extras->rate.reset();
    m_extras->isOverRate = false;
}

MessageReader::Extras &MessageReader::extras()
{
    if (!m_extras)
        m_extras = std::make_unique<Extras>();
    return *m_extras;
}

} // namespace Landline
