// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/scriptednode.h"

#include "shared/adminchannel.h"
#include "shared/admincodec.h"

#include <QtNetwork/qlocalsocket.h>

#include <limits>

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

void ScriptedNode::send(const QByteArray &bytes)
{
    const QList<Channel *> sessions = m_sessions;
    for (Channel *channel : sessions)
        channel->send(bytes);
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
    m_changed.insert(connection.fd);
}

void ScriptedNode::close(qint64 fd, quint16 code, const QString &reason)
{
    const ConnectionInfo connection = m_rows.take(fd);
    m_changed.insert(fd);
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

void ScriptedNode::loseEvents(int count)
{
    m_lostEvents += quint64(m_events.size()) + quint64(count);
    m_events.clear();
}

void ScriptedNode::note(Event event)
{
    event.sequence = m_lostEvents + quint64(m_events.size()) + 1;
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
            m_late.removeIf([channel](const auto &late) { return late.first == channel; });
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
        m_late.append({channel, message});
        return;
    }
    if (!garbage.isEmpty() && std::holds_alternative<Hello>(request->body)) {
        ++garbled;
        return channel->send(garbage);
    }
    channel->send(encode(Reply{request->id, answer(request->body)}));
    welcomes += std::holds_alternative<Hello>(request->body) && !m_refusal;
    if (m_refusal && std::holds_alternative<Hello>(request->body))
        channel->close();
}

void ScriptedNode::answerLate()
{
    mute = false;
    const auto late = std::exchange(m_late, {});
    for (const auto &[channel, message] : late) {
        if (m_sessions.contains(channel))
            receive(channel, message);
    }
}

ReplyBody ScriptedNode::answer(const RequestBody &request)
{
    if (std::holds_alternative<Hello>(request))
        return m_refusal ? ReplyBody(*m_refusal) : ReplyBody(welcome);
    const bool isQuestion = std::holds_alternative<ListConnections>(request)
            || std::holds_alternative<PollChanges>(request);
    if (isQuestion && onQuestion)
        onQuestion(request);
    if (const auto *list = std::get_if<ListConnections>(&request)) {
        lists += list->afterFd == 0;
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

/// All that has changed since the last question is found by this one.
ChangePosition ScriptedNode::nextPosition()
{
    ++m_question;
    for (qint64 fd : std::exchange(m_changed, {})) {
        m_found.remove(m_foundAt.value(fd));
        m_foundAt.insert(fd, {m_question, fd});
        m_found.insert({m_question, fd}, fd);
    }
    return {m_question, std::numeric_limits<qint64>::max()};
}

ConnectionPage ScriptedNode::page(const ListConnections &request)
{
    ConnectionPage page;
    page.position = nextPosition();
    page.event = m_lostEvents + quint64(m_events.size());
    page.counters = counters();
    if (emptyPages > 0) {
        --emptyPages;
        page.more = true;
        return page;
    }
    const int limit = rowsAtOnce > 0 ? rowsAtOnce : request.limit;
    auto row = m_rows.upperBound(request.afterFd);
    for (; row != m_rows.end() && page.rows.size() < limit; ++row)
        page.rows.append(*row);
    page.more = row != m_rows.end();
    return page;
}

Changes ScriptedNode::changes(const PollChanges &request)
{
    Changes changes;
    changes.position = nextPosition();
    changes.counters = counters();
    addEvents(&changes, request);
    if (m_resyncs > 0) {
        --m_resyncs;
        changes.resync = true;
        return changes;
    }
    const int limit = rowsAtOnce > 0 ? rowsAtOnce : request.limit;
    auto found = m_found.upperBound(request.since);
    for (int i = 0; found != m_found.end() && i < limit; ++found, ++i) {
        const auto row = m_rows.constFind(*found);
        if (row != m_rows.constEnd())
            changes.changed.append(*row);
        else
            changes.closed.append(*found);
        changes.position = found.key();
    }
    if (found != m_found.end())
        changes.more = true;
    else
        changes.position = {m_question, std::numeric_limits<qint64>::max()};
    return changes;
}

void ScriptedNode::addEvents(Changes *changes, const PollChanges &request) const
{
    const quint64 known = qMax(request.sinceEvent, m_lostEvents);
    changes->skippedEvents = known - request.sinceEvent;
    changes->events = m_events.mid(qsizetype(known - m_lostEvents), request.limit);
    changes->event = known + quint64(changes->events.size());
    changes->more = changes->event < m_lostEvents + quint64(m_events.size());
}

Outcomes ScriptedNode::outcomes(const QList<qint64> &fds) const
{
    Outcomes outcomes;
    for (qint64 fd : fds) {
        if (m_unknownResults.contains(fd))
            continue; // which is what the codec makes of it
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
