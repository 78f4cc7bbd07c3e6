// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/responsestream.h"

#include "api/thrown_p.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qobject.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcResponseStream, "landline.http")

struct ResponseStream::State
{
    bool hasRoom() const { return sink->unsentOfStream() < Limit; }

    Sink *sink = nullptr; ///< nullptr when it is closed
    std::shared_ptr<const Opened> opened; ///< until it is called
    std::shared_ptr<const std::function<void()>> drained;
    std::unique_ptr<QObject> context;
    bool hadNoRoom = false; ///< and drained has not been called since
    bool runsToEnd = false;
};

ResponseStream::ResponseStream() = default;
ResponseStream::~ResponseStream() = default;
ResponseStream::ResponseStream(const ResponseStream &other) = default;
ResponseStream &ResponseStream::operator=(const ResponseStream &other) = default;

ResponseStream::ResponseStream(Sink *sink, const std::shared_ptr<const Opened> &opened) : m_state(std::make_shared<State>())
{
    m_state->sink = sink;
    m_state->opened = opened;
    m_state->context = std::make_unique<QObject>();
}

bool ResponseStream::isOpen() const
{
    return m_state && m_state->sink;
}

bool ResponseStream::hasRoom() const
{
    if (!isOpen())
        return false;
    if (m_state->hasRoom())
        return true;
    m_state->hadNoRoom = true;
    return false;
}

bool ResponseStream::write(const QByteArray &piece) const
{
    if (!hasRoom())
        return false;
    if (!piece.isEmpty())
        m_state->sink->streamWritten(piece);
    hasRoom(); // notes that it has none now
    return true;
}

void ResponseStream::end() const
{
    finish(true);
}

void ResponseStream::abort() const
{
    finish(false);
}

void ResponseStream::onDrained(const std::function<void()> &function) const
{
    if (isOpen())
        m_state->drained = std::make_shared<const std::function<void()>>(function);
}

void ResponseStream::setRunsToEnd(bool runs) const
{
    if (m_state)
        m_state->runsToEnd = runs;
}

bool ResponseStream::runsToEnd() const
{
    return m_state && m_state->runsToEnd;
}

QObject *ResponseStream::context() const
{
    return m_state ? m_state->context.get() : nullptr;
}

bool ResponseStream::isWaiting() const
{
    return isOpen() && (m_state->opened || (m_state->hadNoRoom && m_state->drained && m_state->hasRoom()));
}

void ResponseStream::goOn() const
{
    if (!isWaiting())
        return;
    const ResponseStream self(*this);
    std::optional<QByteArray> thrown;
    if (const std::shared_ptr<const Opened> opened = std::exchange(m_state->opened, nullptr)) {
        thrown = thrownBy([&] { (*opened)(self); });
    } else {
        m_state->hadNoRoom = false;
        thrown = thrownBy([drained = m_state->drained] { (*drained)(); });
    }
    if (!thrown)
        return;
    // Not what it threw: nobody knows here what has to be redacted.
    qCCritical(lcResponseStream, "The application threw while it wrote a streamed response, which is cut");
    self.abort();
}

void ResponseStream::finish(bool isWhole) const
{
    if (!isOpen())
        return;
    const std::shared_ptr<State> state = m_state; // this may be part of a function that is dropped
    Sink *sink = std::exchange(state->sink, nullptr);
    state->opened.reset();
    const std::shared_ptr<const std::function<void()>> drained = std::exchange(state->drained, nullptr);
    sink->streamEnded(isWhole);
    state->context.release()->deleteLater(); // one of its slots may be running
}

void ResponseStream::close() const
{
    if (!isOpen())
        return;
    const std::shared_ptr<State> state = m_state;
    state->sink = nullptr;
    state->opened.reset();
    const std::shared_ptr<const std::function<void()>> drained = std::exchange(state->drained, nullptr);
    const std::unique_ptr<QObject> context = std::move(state->context);
}

} // namespace Landline
