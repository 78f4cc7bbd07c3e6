// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REPLY_H
#define LANDLINE_REPLY_H

#include <Landline/landline_export.h>
#include <Landline/response.h>

#include <QtCore/qfuture.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsonobject.h>

#include <functional>
#include <memory>
#include <variant>

namespace Landline {

/// A Response now, or one later: what middleware and HTTP handlers return.
///
/// Converts from both, so a handler simply returns what it has. While a later one is awaited the worker serves its
/// other connections; a client that leaves meanwhile is no error, its answer is dropped.
class LANDLINE_EXPORT Reply
{
public:
    /// 200 with an empty body.
    Reply() = default;
    Reply(const Response &response) : m_value(response) { } // NOLINT: meant to convert
    Reply(Response &&response) : m_value(std::move(response)) { } // NOLINT
    Reply(const QFuture<Response> &future) : m_value(future) { } // NOLINT
    /// 200 with a plain text, or with JSON.
    Reply(const QString &text) : m_value(Response::text(text)) { } // NOLINT
    Reply(const char *text) : m_value(Response::text(QString::fromUtf8(text))) { } // NOLINT
    Reply(const QJsonObject &object) : m_value(Response::json(object)) { } // NOLINT
    Reply(const QJsonArray &array) : m_value(Response::json(array)) { } // NOLINT

    /// True when the response is here already.
    bool isReady() const { return std::holds_alternative<Response>(m_value); }
    /// The response if it isReady(), else nullptr.
    const Response *response() const { return std::get_if<Response>(&m_value); }

    /// Calls \a receiver with the response, at once if it is ready, else later in the thread of \a context, unless that
    /// died meanwhile. A future that failed or was cancelled becomes a 500.
    void deliver(QObject *context, const std::function<void(const Response &)> &receiver) const;

    /// The same reply with \a change applied to its response, whenever it comes: how middleware adds a header to what
    /// next() answers. \a change of a later response runs in the thread that completes it.
    Reply then(const std::function<Response(Response)> &change) const;

    /// What becomes of the message of a later response that failed, before it is logged.
    using Redact = std::function<QByteArray(const QByteArray &message)>;
    /// For the pipeline; see Redaction::text(). Nothing happens to a reply that isReady().
    void setRedact(const Redact &redact);

private:
    std::variant<Response, QFuture<Response>> m_value;
    std::shared_ptr<const Redact> m_redact;
};

} // namespace Landline

#endif
