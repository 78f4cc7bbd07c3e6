// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPROUTE_H
#define LANDLINE_HTTPROUTE_H

#include <Landline/landline_export.h>
#include <Landline/middleware.h>

#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>

#include <memory>
#include <optional>

namespace Landline {

/// One HTTP route: methods, a pattern and who answers. What Router::get() and its like give back, to add middleware to.
class LANDLINE_EXPORT HttpRoute
{
public:
    /// Answers a request; anything that a Reply can be made of may be returned.
    using Handler = std::function<Reply(const Request &request)>;
    /// The same, called before \a body has arrived. It can be read until the request is answered.
    using StreamHandler = std::function<Reply(const Request &request, const RequestStream &body)>;

    HttpRoute(const QStringList &methods, const QString &pattern, const Handler &handler);
    HttpRoute(const QStringList &methods, const QString &pattern, const StreamHandler &handler);

    /// Upper case; "*" stands for any.
    QStringList methods() const { return m_methods; }
    QString pattern() const { return m_pattern; }
    /// A StreamHandler gets Request::bodyStream().
    const Handler &handler() const { return m_handler; }
    /// It has a StreamHandler.
    bool streamsBody() const { return m_streamsBody; }

    /// The most bytes that the body of a request may have, in place of the server's `max_body_size`. 0: any number, which a
    /// route should only take that streams it. A larger body is answered with 413.
    HttpRoute &setMaxBodySize(qint64 size);
    /// Nothing if it is that of the server.
    std::optional<qint64> maxBodySize() const { return m_maxBodySize; }

    /// Adds middleware that runs for this route, after that of the server and the group.
    HttpRoute &use(const std::shared_ptr<Middleware> &middleware);
    template<typename T, typename... Arguments>
    HttpRoute &use(Arguments &&...arguments)
    {
        return use(std::static_pointer_cast<Middleware>(
                std::make_shared<T>(std::forward<Arguments>(arguments)...)));
    }
    /// What a request of this route is answered that the server refuses before the handler runs, since its body is too large.
    /// \a refusal is what it is answered otherwise.
    using Refusal = std::function<Response(const Request &request, const Response &refusal)>;
    HttpRoute &onRefusal(const Refusal &refusal);
    const Refusal &refusal() const { return m_refusal; }

    QList<std::shared_ptr<Middleware>> middleware() const { return m_middleware; }

private:
    QStringList m_methods;
    QString m_pattern;
    Handler m_handler;
    std::optional<qint64> m_maxBodySize;
    bool m_streamsBody = false;
    Refusal m_refusal;
    QList<std::shared_ptr<Middleware>> m_middleware;
};

} // namespace Landline

#endif
