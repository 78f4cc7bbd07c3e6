// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTE_H
#define LANDLINE_ROUTE_H

#include <Landline/connection.h>
#include <Landline/landline_export.h>
#include <Landline/middleware.h>
#include <Landline/request.h>
#include <Landline/settings.h>

#include <QtCore/qobject.h>

#include <functional>
#include <list>
#include <memory>
#include <optional>

namespace Landline {

class ChangeList;
struct GroupIndex;

/// One WebSocket route of one worker: the signals of all connections that entered by it.
///
/// Made by Router::webSocket(). A controller's slots are its handlers, given once, at start, so that nothing has to be
/// connected for each client; its signals are for others who want to know. Every signal is emitted in the worker's thread; for one connection opened() comes once,
/// then messageReceived() in the order of arrival, then closed() exactly once.
class LANDLINE_EXPORT Route : public QObject
{
    Q_OBJECT

public:
    Route(const QString &serverName, const QString &pattern, QObject *parent);
    ~Route() override;

    QString serverName() const { return m_serverName; }
    /// The pattern as it was registered, e.g. "/chat/{room}".
    QString pattern() const { return m_pattern; }

    /// The subprotocols spoken here. The first one that a client offers and that is in this list is answered; without
    /// a match there is no such header in the 101.
    Route &setSubprotocols(const QStringList &subprotocols);
    QStringList subprotocols() const { return m_subprotocols; }
    /// The first of \a offered that is spoken here (RFC 6455 section 4.2.2; case counts), or empty.
    QString chosenSubprotocol(const QStringList &offered) const;

    /// How much may wait for one client of this route; -1, the default, is what the server's settings say. Set both of
    /// these where routes are registered, before the first client comes.
    Route &setSendQueueLimit(qint64 bytes);
    qint64 sendQueueLimit() const { return m_sendQueueLimit; }
    /// What is done when that is full. Unless it is called it is what the server's settings say.
    Route &setSlowConsumer(SlowConsumer policy);
    std::optional<SlowConsumer> slowConsumer() const { return m_slowConsumer; }
    /// What of both holds for the connections of this route, where \a ofServer is what the server says.
    qint64 sendQueueLimit(const Settings &ofServer) const
    {
        return m_sendQueueLimit >= 0 ? m_sendQueueLimit : ofServer.sendQueueLimit;
    }
    SlowConsumer slowConsumer(const Settings &ofServer) const
    {
        return m_slowConsumer.value_or(ofServer.slowConsumer);
    }

    /// Takes the place of what the server's settings say of compression. Call it where routes are registered, before the
    /// first client comes.
    ///
    /// \code
    /// router.webSocket<Ticker>("/ticker").setCompression({.compression = true, .compressionMinSize = 200});
    /// \endcode
    Route &setCompression(const CompressionSettings &compression);
    const std::optional<CompressionSettings> &compression() const { return m_compression; }

    /// Adds middleware that runs for handshakes on this route, after that of the server and the group.
    Route &use(const std::shared_ptr<Middleware> &middleware);
    template<typename T, typename... Arguments>
    Route &use(Arguments &&...arguments)
    {
        return use(std::static_pointer_cast<Middleware>(
                std::make_shared<T>(std::forward<Arguments>(arguments)...)));
    }
    QList<std::shared_ptr<Middleware>> middleware() const { return m_middleware; }

    using OpenHandler = std::function<void(Connection *, const Request &)>;
    using MessageHandler = std::function<void(Connection *, const Frame &)>;
    using CloseHandler = std::function<void(Connection *, const CloseInfo &)>;
    /// The smallest controller: functions. Each may be given once or more; they run in the order given, before the signals
    /// are emitted. What one throws closes the connection with 1011.
    Route &onOpen(const OpenHandler &handler);
    Route &onMessage(const MessageHandler &handler);
    Route &onClose(const CloseHandler &handler);

    /// For the connections: run the handlers, then emit the signal.
    void handleOpen(Connection *connection, const Request &request);
    void handleMessage(Connection *connection, const Frame &frame);
    void handleClose(Connection *connection, const CloseInfo &close);

    /// Where the groups and users of its connections are kept: one of its own, unless the worker says which one its
    /// routes share.
    GroupIndex &groupIndex() const { return *m_groupIndex; }
    void setGroupIndex(const std::shared_ptr<GroupIndex> &index) { m_groupIndex = index; }

    /// What consoles are told of its connections: a list of its own, unless the worker says which one its routes share.
    ChangeList &changes() const { return *m_changes; }
    void setChangeList(const std::shared_ptr<ChangeList> &changes) { m_changes = changes; }

    /// What has come and gone by all its connections, those that have ended included. The connections count.
    const Connection::Traffic &traffic() const { return m_traffic; }
    void countReceived(qint64 bytes)
    {
        ++m_traffic.messagesIn;
        m_traffic.bytesIn += bytes;
    }
    void countSent(qint64 bytes)
    {
        ++m_traffic.messagesOut;
        m_traffic.bytesOut += bytes;
    }
    void countDropped(qint64 messages) { m_traffic.messagesDropped += messages; }

    /// For controllers without onMessage: what comes is dropped, with a warning that names \a className.
    void warnOfMessages(const char *className);

signals:
    /// The 101 is on its way: what is pushed now is the first frame that the client sees.
    void opened(Landline::Connection *connection, const Landline::Request &request);
    void messageReceived(Landline::Connection *connection, const Landline::Frame &frame);
    /// The connection has ended; its context can still be read.
    void closed(Landline::Connection *connection, const Landline::CloseInfo &close);

protected:
    void connectNotify(const QMetaMethod &signal) override;

private:
    QString m_serverName;
    QString m_pattern;
    QStringList m_subprotocols;
    QList<std::shared_ptr<Middleware>> m_middleware;
    qint64 m_sendQueueLimit = -1;
    std::optional<SlowConsumer> m_slowConsumer;
    std::shared_ptr<GroupIndex> m_groupIndex;
    std::shared_ptr<ChangeList> m_changes;
    Connection::Traffic m_traffic;
    std::optional<CompressionSettings> m_compression;
    // Lists: a handler may add another one.
    std::list<OpenHandler> m_openHandlers;
    std::list<MessageHandler> m_messageHandlers;
    std::list<CloseHandler> m_closeHandlers;
    bool m_isObserved = false; ///< somebody has connected to messageReceived()
};

} // namespace Landline

#endif
