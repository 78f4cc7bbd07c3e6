// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/closinghandshake.h"

namespace Landline {

namespace {

using State = ClosingHandshake::State;
using Event = ClosingHandshake::Event;
using Action = ClosingHandshake::Action;

struct Step
{
    State state;
    ClosingHandshake::Actions actions;
};

Step stepFromOpen(Event event)
{
    switch (event) {
    case Event::CloseQueued: return {State::Closing, {}};
    case Event::CloseReceived: return {State::Flushing, Action::MarkEnding | Action::SendClose | Action::Report};
    case Event::Violation: return {State::Draining, Action::MarkEnding | Action::SendClose | Action::Report};
    case Event::InputEnded: return {State::Flushing, Action::Report};
    case Event::Aborted: return {State::Over, Action::Report | Action::EndTransport};
    case Event::AllSent:
    case Event::SendFailed: break; // what is received next says more
    }
    return {State::Open, {}};
}

Step stepFromClosing(Event event)
{
    switch (event) {
    case Event::CloseReceived: return {State::Flushing, Action::MarkEnding | Action::Report};
    case Event::Violation: return {State::Draining, Action::MarkEnding | Action::Report};
    case Event::InputEnded: return {State::Flushing, Action::Report};
    case Event::AllSent: return {State::Closing, Action::StartWait}; // its turn, now that our close frame has left
    case Event::Aborted: return {State::Over, Action::Report | Action::EndTransport};
    case Event::CloseQueued:
    case Event::SendFailed: break;
    }
    return {State::Closing, {}};
}

Step stepFromFlushing(Event event)
{
    switch (event) {
    case Event::AllSent:
    case Event::SendFailed:
    case Event::Aborted: return {State::Over, Action::EndTransport};
    default: return {State::Flushing, {}};
    }
}

Step stepFromDraining(Event event)
{
    switch (event) {
    case Event::InputEnded: return {State::Flushing, {}};
    case Event::AllSent: return {State::Draining, Action::EndSending | Action::StartWait};
    case Event::Aborted: return {State::Over, Action::EndTransport};
    default: return {State::Draining, {}};
    }
}

Step step(State state, Event event)
{
    switch (state) {
    case State::Open: return stepFromOpen(event);
    case State::Closing: return stepFromClosing(event);
    case State::Flushing: return stepFromFlushing(event);
    case State::Draining: return stepFromDraining(event);
    case State::Over: break;
    }
    return {State::Over, {}};
}

} // namespace

ClosingHandshake::Actions ClosingHandshake::handle(Event event, const CloseInfo &close)
{
    const Step next = step(m_state, event);
    if (m_state == State::Open && next.state != State::Open)
        m_details = std::make_unique<Details>(Details{close});
    m_state = next.state;
    return next.actions;
}

void ClosingHandshake::waitUntil(qint64 time)
{
    if (m_details->deadline == 0)
        m_details->deadline = time;
}

std::optional<qint64> ClosingHandshake::deadline() const
{
    if (!m_details || m_details->deadline == 0)
        return std::nullopt;
    return m_details->deadline;
}

} // namespace Landline
