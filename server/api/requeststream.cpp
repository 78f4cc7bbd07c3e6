// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/requeststream.h"

#include "api/response.h"
#include "api/thrown_p.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qobject.h>

#include <deque>
#include <utility>

namespace Landline {

static Q_LOGGING_CATEGORY(lcRequestStream, "landline.http")

struct RequestStream::State
{
    Source *source = nullptr; ///< nullptr when it is closed, or has always been whole
    std::deque<QByteArray> pieces; ///< unread
    qsizetype readOfFirst = 0;
    qint64 size = 0; ///< of what is unread
    std::function<void()> readyRead;
    std::function<void()> finished;
    std::function<void(const Response &response)> failed;
    std::unique_ptr<QObject> context = std::make_unique<QObject>();
    QByteArray reason; ///< with an error
    int status = 0; ///< likewise
    Error error = Error::None;
    bool isFinished = false;
    bool hasNews = false; ///< bytes that readyRead has not been called for
    bool isCalling = false; ///< one of the functions runs
    bool isClosed = false;
};

RequestStream::RequestStream() = default;

RequestStream::RequestStream(const QByteArray &bytes) : m_state(std::make_shared<State>())
{
    append(bytes);
    finish();
}

RequestStream::RequestStream(Source *source) : m_state(std::make_shared<State>())
{
    m_state->source = source;
}

RequestStream::~RequestStream() = default;
RequestStream::RequestStream(const RequestStream &other) = default;
RequestStream &RequestStream::operator=(const RequestStream &other) = default;

// --- reading -----------------------------------------------------------------------------------------------------

qint64 RequestStream::bytesAvailable() const
{
    return m_state ? m_state->size : 0;
}

QByteArray RequestStream::read(qint64 maxSize) const
{
    if (!m_state || m_state->size == 0 || maxSize <= 0)
        return {};
    State &state = *m_state;
    QByteArray bytes;
    if (state.readOfFirst == 0 && state.pieces.front().size() <= maxSize) {
        bytes = std::move(state.pieces.front()); // no copy, where one piece is all
        state.pieces.pop_front();
    }
    while (!state.pieces.empty() && bytes.size() < maxSize) {
        const QByteArray &first = state.pieces.front();
        const qsizetype size = qMin<qint64>(first.size() - state.readOfFirst, maxSize - bytes.size());
        bytes.append(first.constData() + state.readOfFirst, size);
        state.readOfFirst += size;
        if (state.readOfFirst < first.size())
            break;
        state.readOfFirst = 0;
        state.pieces.pop_front();
    }
    state.size -= bytes.size();
    state.hasNews = state.hasNews && state.size > 0;
    use();
    return bytes;
}

QByteArray RequestStream::readAll() const
{
    return read(bytesAvailable());
}

bool RequestStream::isFinished() const
{
    return !m_state || m_state->isFinished;
}

RequestStream::Error RequestStream::error() const
{
    return m_state ? m_state->error : Error::None;
}

QString RequestStream::errorString() const
{
    return m_state ? QString::fromLatin1(m_state->reason) : QString();
}

void RequestStream::onReadyRead(const std::function<void()> &function) const
{
    if (!m_state || m_state->isClosed)
        return;
    m_state->readyRead = function;
    m_state->hasNews = m_state->size > 0;
    use();
}

void RequestStream::onFinished(const std::function<void()> &function) const
{
    if (!m_state || m_state->isClosed)
        return;
    m_state->finished = function;
    use();
}

QObject *RequestStream::context() const
{
    return m_state ? m_state->context.get() : nullptr;
}

/// Lets goOn() be called soon.
void RequestStream::use() const
{
    if (m_state->source)
        m_state->source->bodyUsed();
    else if (isWaiting())
        QMetaObject::invokeMethod(m_state->context.get(), [self = *this] { self.goOn(); }, Qt::QueuedConnection);
}

// --- receiving ---------------------------------------------------------------------------------------------------

bool RequestStream::hasRoom() const
{
    return m_state->size <= Limit;
}

void RequestStream::append(const QByteArray &bytes) const
{
    if (bytes.isEmpty())
        return;
    m_state->pieces.push_back(bytes);
    m_state->size += bytes.size();
    m_state->hasNews = true;
}

void RequestStream::finish() const
{
    m_state->isFinished = true;
}

void RequestStream::fail(Error error, int status, const QByteArray &reason) const
{
    if (m_state->isFinished)
        return;
    m_state->isFinished = true;
    m_state->error = error;
    m_state->status = status;
    m_state->reason = reason;
}

bool RequestStream::isWaiting() const
{
    if (!m_state || m_state->isCalling || m_state->isClosed)
        return false;
    const bool hasNews = m_state->hasNews && m_state->readyRead;
    return hasNews || (m_state->isFinished && (m_state->finished || (m_state->failed && m_state->error != Error::None)));
}

void RequestStream::goOn() const
{
    const RequestStream self(*this); // this may be part of a function that is dropped
    State &state = *m_state;
    while (self.isWaiting()) {
        if (std::exchange(state.hasNews, false) && state.readyRead) {
            const std::function<void()> readyRead = state.readyRead; // it may set another
            self.call(readyRead);
        } else if (state.finished) {
            self.call(std::exchange(state.finished, nullptr));
        } else {
            std::exchange(state.failed, nullptr)(failure());
        }
    }
    // They may hold this body, which nobody might close.
    if (state.isFinished && !state.isCalling && !state.hasNews)
        const std::function<void()> dropped = std::exchange(state.readyRead, nullptr);
}

void RequestStream::call(const std::function<void()> &function) const
{
    m_state->isCalling = true;
    const std::optional<QByteArray> thrown = thrownBy(function);
    m_state->isCalling = false;
    if (!thrown)
        return;
    // Not what it threw: nobody knows here what has to be redacted.
    qCCritical(lcRequestStream, "The application threw while it read a request body, which is answered with 500");
    m_state->isFinished = true;
    m_state->error = Error::Canceled;
    m_state->status = 500;
    m_state->reason = Response::reasonPhrase(500);
    m_state->readyRead = nullptr;
    m_state->finished = nullptr;
}

void RequestStream::close() const
{
    if (!m_state || m_state->isClosed)
        return;
    const std::shared_ptr<State> state = m_state;
    state->isClosed = true;
    state->source = nullptr;
    state->isFinished = true;
    state->pieces.clear();
    state->size = 0;
    const auto readyRead = std::exchange(state->readyRead, nullptr);
    const auto finished = std::exchange(state->finished, nullptr);
    const auto failed = std::exchange(state->failed, nullptr);
    if (state->isCalling)
        state->context.release()->deleteLater(); // one of its slots may be running
    else
        state->context.reset();
}

// --- the answer --------------------------------------------------------------------------------------------------

void RequestStream::open() const
{
    if (m_state && m_state->source)
        m_state->source->bodyOpened();
}

void RequestStream::onFailed(const std::function<void(const Response &)> &function) const
{
    if (!m_state || m_state->isClosed)
        return;
    m_state->failed = function;
    use();
}

Response RequestStream::failure() const
{
    return Response::status(m_state->status, errorString());
}

} // namespace Landline
