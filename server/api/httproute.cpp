// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/httproute.h"

#include <QtCore/qpromise.h>

namespace Landline {

namespace {

/// \a reply, or before that the answer to \a body if it fails.
Reply unlessFailed(const Reply &reply, const RequestStream &body)
{
    const auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    const auto answer = [promise](const Response &response) {
        if (promise->future().isFinished())
            return;
        promise->addResult(response);
        promise->finish();
    };
    // It goes with the function: who answers the failure does not wait for the handler.
    const auto waiting = std::make_shared<QObject>();
    reply.deliver(waiting.get(), answer);
    body.onFailed([answer, waiting](const Response &failure) { answer(failure); });
    return promise->future();
}

Reply answerTo(const Request &request, const HttpRoute::StreamHandler &handler)
{
    // Middleware may have changed the path, from that of a route whose bodies are read as a whole.
    const RequestStream body = request.bodyStream().isNull() ? RequestStream(request.body()) : request.bodyStream();
    body.open();
    if (body.error() != RequestStream::Error::None)
        return body.failure();
    Reply reply = handler(request, body);
    body.goOn();
    if (reply.isReady() || (body.isFinished() && body.error() == RequestStream::Error::None))
        return reply;
    reply.setRedact([request](const QByteArray &message) { return request.redaction().text(message, request); });
    return unlessFailed(reply, body);
}

} // namespace

HttpRoute::HttpRoute(const QStringList &methods, const QString &pattern, const Handler &handler)
    : m_methods(methods), m_pattern(pattern), m_handler(handler)
{
    for (QString &method : m_methods)
        method = method.toUpper();
}

HttpRoute::HttpRoute(const QStringList &methods, const QString &pattern, const StreamHandler &handler)
    : HttpRoute(methods, pattern, [handler](const Request &request) { return answerTo(request, handler); })
{
    m_streamsBody = true;
}

HttpRoute &HttpRoute::setMaxBodySize(qint64 size)
{
    m_maxBodySize = size;
    return *this;
}

HttpRoute &HttpRoute::onRefusal(const Refusal &refusal)
{
    m_refusal = refusal;
    return *this;
}

HttpRoute &HttpRoute::use(const std::shared_ptr<Middleware> &middleware)
{
    m_middleware.append(middleware);
    return *this;
}

} // namespace Landline
