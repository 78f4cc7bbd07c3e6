// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/route.h"

#include "api/changelist_p.h"
#include "api/groupindex_p.h"
#include "api/thrown_p.h"
#include "io/loglimit.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qmetaobject.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcRoute, "landline.route")

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
    : QObject(parent)
    , m_serverName(serverName)
    , m_pattern(pattern)
    , m_groupIndex(std::make_shared<GroupIndex>())
    , m_changes(std::make_shared<ChangeList>())
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

Route &Route::onOpen(const OpenHandler &handler)
{
    m_openHandlers.push_back(handler);
    return *this;
}

Route &Route::onMessage(const MessageHandler &handler)
{
    m_messageHandlers.push_back(handler);
    return *this;
}

Route &Route::onClose(const CloseHandler &handler)
{
    m_closeHandlers.push_back(handler);
    return *this;
}

void Route::handleOpen(Connection *connection, const Request &request)
{
    for (const OpenHandler &handler : m_openHandlers)
        guarded(this, connection, "onOpen", [&] { handler(connection, request); }, &request);
    emit opened(connection, request);
}

void Route::handleMessage(Connection *connection, const Frame &frame)
{
    for (const MessageHandler &handler : m_messageHandlers)
        guarded(this, connection, "onMessage", [&] { handler(connection, frame); });
    if (m_isObserved)
        emit messageReceived(connection, frame);
}

void Route::handleClose(Connection *connection, const CloseInfo &close)
{
    for (const CloseHandler &handler : m_closeHandlers)
        guarded(this, connection, "onClose", [&] { handler(connection, close); });
    emit closed(connection, close);
}

void Route::connectNotify(const QMetaMethod &signal)
{
    if (signal == QMetaMethod::fromSignal(&Route::messageReceived))
        m_isObserved = true;
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
