// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/scriptednode.h"

#include "shared/adminchannel.h"
#include "shared/admincodec.h"

#include <QtNetwork/qlocalsocket.h>

using namespace Landline;
using namespace Landline::Admin;

ScriptedNode::ScriptedNode(QObject *parent)
    : QObject(parent)
{
    welcome.product = QStringLiteral("landline 0.1.0");
    welcome.node = QStringLiteral("main");
    welcome.pid = 4711;
    welcome.startedAt = QDateTime::currentDateTimeUtc().addSecs(-3600);
    welcome.workers = 2;
    welcome.servers
            = {{QStringLiteral("ws"), ServerType::WebSocket, QStringLiteral("0.0.0.0"), 9502},
               {QStringLiteral("http"), ServerType::Http, QStringLiteral("127.0.0.1"), 9501}};
    connect(&m_server, &QLocalServer::newConnection, this, &ScriptedNode::accept);
}

bool ScriptedNode::listen()
{
    return m_server.listen(socketPath());
}

void ScriptedNode::cut()
{
    const QList<Channel *> sessions = std::exchange(m_sessions, {});
    for (Channel *channel : sessions) {
        channel->abort();
        channel->deleteLater();
    }
}

void ScriptedNode::sayGoodbye(const QDateTime &stoppedAt)
{
    m_server.close();
    const QList<Channel *> sessions = m_sessions;
    for (Channel *channel : sessions) {
        channel->send(encode(Reply{0, Goodbye{stoppedAt}}));
        channel->close();
    }
}

ConnectionInfo ScriptedNode::connection(qint64 fd)
{
    ConnectionInfo info;
    info.fd = fd;
    info.id = QStringLiteral("main-1700000000-%1").arg(fd);
    info.server = QStringLiteral("ws");
    info.route = QStringLiteral("/echo");
    info.path = QStringLiteral("/echo");
    info.peerAddress = QStringLiteral("127.0.0.1");
    info.peerPort = quint16(40000 + fd % 20000);
    info.worker = int((fd - 1) % 2);
    info.openedAt = QDateTime::currentDateTimeUtc();
    info.lastActiveAt = info.openedAt;
    return info;
}

void ScriptedNode::open(const ConnectionInfo &connection)
{
    m_highestFd = qMax(m_highestFd, connection.fd);
    change(connection);
    Event event;
    event.kind = Event::Kind::Opened;
    event.fd = connection.fd;
    event.server = connection.server;
    event.route = connection.route;
    event.peer = QStringLiteral("%1:%2").arg(connection.peerAddress).arg(connection.peerPort);
    event.label = connection.label;
    note(event);
}

void ScriptedNode::change(const ConnectionInfo &connection)
{
    m_rows.insert(connection.fd, connection);
    m_changedAt.insert(connection.fd, ++m_time);
}

void ScriptedNode::close(qint64 fd, quint16 code, const QString &reason)
{
    const ConnectionInfo connection = m_rows.take(fd);
    Event event;
    event.kind = Event::Kind::Closed;
    event.fd = fd;
    event.server = connection.server;
    event.route = connection.route;
    event.label = connection.label;
    event.code = code;
    event.detail = reason;
    note(event);
}

void ScriptedNode::forget(qint64 fd)
{
    m_rows.remove(fd);
}

void ScriptedNode::note(Event event)
{
    event.sequence = quint64(m_events.size()) + 1;
    event.time = QDateTime::currentDateTimeUtc();
    m_events.append(event);
}

void ScriptedNode::accept()
{
    while (QLocalSocket *socket = m_server.nextPendingConnection()) {
        auto *channel = new Channel(socket, MaxRequestBytes, this);
        m_sessions.append(channel);
        connect(channel, &Channel::messageReceived, this,
                [this, channel](const QByteArray &message) { receive(channel, message); });
        connect(channel, &Channel::closed, this, [this, channel] {
            m_sessions.removeAll(channel);
            channel->deleteLater();
        });
    }
}

void ScriptedNode::receive(Channel *channel, const QByteArray &message)
{
    QString error;
    const std::optional<Request> request = decodeRequest(message, &error);
    if (!request)
        qFatal("the console sent nonsense: %s", qPrintable(error));
    if (mute) {
        ++unanswered;
        return;
    }
    channel->send(encode(Reply{request->id, answer(request->body)}));
    if (m_refusal && std::holds_alternative<Hello>(request->body))
        channel->close();
}

ReplyBody ScriptedNode::answer(const RequestBody &request)
{
    if (std::holds_alternative<Hello>(request))
        return m_refusal ? ReplyBody(*m_refusal) : ReplyBody(welcome);
    if (const auto *list = std::get_if<ListConnections>(&request)) {
        ++lists;
        return page(*list);
    }
    if (const auto *poll = std::get_if<PollChanges>(&request)) {
        ++polls;
        return changes(*poll);
    }
    if (const auto *push = std::get_if<Push>(&request)) {
        pushes.append(*push);
        return outcomes(push->fds);
    }
    disconnects.append(std::get<Disconnect>(request));
    const Disconnect asked = disconnects.last();
    const Outcomes result = outcomes(asked.fds);
    for (const Outcome &outcome : result.outcomes) {
        if (outcome.result == PushResult::Queued)
            close(outcome.fd, asked.code, asked.reason);
    }
    return result;
}

ConnectionPage ScriptedNode::page(const ListConnections &request) const
{
    ConnectionPage page;
    auto row = m_rows.upperBound(request.afterFd);
    for (; row != m_rows.end() && page.rows.size() < request.limit; ++row)
        page.rows.append(*row);
    page.more = row != m_rows.end();
    page.counters = counters();
    page.event = quint64(m_events.size());
    page.time = m_time;
    return page;
}

Changes ScriptedNode::changes(const PollChanges &request)
{
    Changes changes;
    changes.resync = std::exchange(m_resync, false);
    for (const ConnectionInfo &row : std::as_const(m_rows)) {
        if (m_changedAt.value(row.fd) > request.sinceTime)
            changes.changed.append(row);
    }
    changes.events = m_events.mid(qsizetype(request.sinceEvent));
    changes.counters = counters();
    changes.event = quint64(m_events.size());
    changes.time = m_time;
    return changes;
}

Outcomes ScriptedNode::outcomes(const QList<qint64> &fds) const
{
    Outcomes outcomes;
    for (qint64 fd : fds) {
        const PushResult truth = m_rows.contains(fd) ? PushResult::Queued
                : fd <= m_highestFd                  ? PushResult::Gone
                                                     : PushResult::Unknown;
        outcomes.outcomes.append({fd, m_results.value(fd, truth)});
    }
    return outcomes;
}

Counters ScriptedNode::counters() const
{
    Counters counters;
    counters.connections = m_rows.size();
    counters.matched = m_rows.size();
    counters.messagesIn = messagesIn;
    counters.statistics = statistics;
    counters.lags = lags;
    counters.messagesOut = messagesOut;
    return counters;
}
