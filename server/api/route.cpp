// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/route.h"

#include "api/thrown.h"
#include "io/loglimit.h"

#include <QtCore/qloggingcategory.h>

Q_LOGGING_CATEGORY(lcRoute, "landline.route")

namespace Landline {

namespace {

/// Runs application code for \a connection; what it throws must not cross Qt's signals. The other connections of the
/// worker go on, this one ends with 1011. \a request is the one that \a function handles, if any.
template<typename Function>
void guarded(const Route *route, Connection *connection, const char *what, const Function &function,
             const Request *request = nullptr)
{
    std::optional<QByteArray> thrown = thrownBy(function);
    if (!thrown)
        return;
    if (request)
        thrown = request->redaction().text(*thrown, *request);
    qCCritical(lcRoute, "fd %lld on %ls: %s threw: %s", static_cast<long long>(connection->fd()),
               qUtf16Printable(route->pattern()), what, thrown->constData());
    connection->close(CloseCode::InternalError, QStringLiteral("internal error"));
}

} // namespace

Route::Route(const QString &serverName, const QString &pattern, QObject *parent)
    : QObject(parent), m_serverName(serverName), m_pattern(pattern)
{
}

Route::~Route() = default;

Route &Route::setSubprotocols(const QStringList &subprotocols)
{
    m_subprotocols = subprotocols;
    return *this;
}

QString Route::chosenSubprotocol(const QStringList &offered) const
{
    for (const QString &subprotocol : offered) {
        if (const qsizetype index = m_subprotocols.indexOf(subprotocol); index >= 0)
            return m_subprotocols.at(index); // ours, so that connections share it
    }
    return {};
}

Route &Route::setSendQueueLimit(qint64 bytes)
{
    m_sendQueueLimit = bytes;
    return *this;
}

Route &Route::setSlowConsumer(SlowConsumer policy)
{
    m_slowConsumer = policy;
    return *this;
}

Route &Route::setCompression(const CompressionSettings &compression)
{
    m_compression = compression;
    return *this;
}

Route &Route::use(const std::shared_ptr<Middleware> &middleware)
{
    m_middleware.append(middleware);
    return *this;
}

Route &Route::onOpen(const std::function<void(Connection *, const Request &)> &handler)
{
    connect(this, &Route::opened, this, [this, handler](Connection *connection, const Request &request) {
        guarded(this, connection, "onOpen", [&] { handler(connection, request); }, &request);
    });
    return *this;
}

Route &Route::onMessage(const std::function<void(Connection *, const Frame &)> &handler)
{
    connect(this, &Route::messageReceived, this, [this, handler](Connection *connection, const Frame &frame) {
        guarded(this, connection, "onMessage", [&] { handler(connection, frame); });
    });
    return *this;
}

Route &Route::onClose(const std::function<void(Connection *, const CloseInfo &)> &handler)
{
    connect(this, &Route::closed, this, [this, handler](Connection *connection, const CloseInfo &close) {
        guarded(this, connection, "onClose", [&] { handler(connection, close); });
    });
    return *this;
}

void Route::warnOfMessages(const char *className)
{
    onMessage([className, limit = std::make_shared<LogLimit>()](Connection *connection, const Frame &frame) {
        if (limit->allows())
            qCWarning(lcRoute, "fd %lld: %s has no onMessage, a message of %lld bytes is dropped%s",
                      static_cast<long long>(connection->fd()), className, static_cast<long long>(frame.size()),
                      limit->unsaid().constData());
    });
}

} // namespace Landline
