// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/adminservice.h"

#include "admin/brief.h"
#include "admin/eventring.h"
#include "node_p.h"

#include <Landline/version.h>

#include <QtCore/qcoreapplication.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

using namespace Admin;

namespace {

/// A page ends here at the latest: rows with the longest of texts would make it longer than a console reads.
constexpr qint64 maxPageBytes = MaxReplyBytes / 4;

ConnectionInfo briefRow(const ConnectionInfo &row)
{
    ConnectionInfo briefed = row;
    for (QString *text : {&briefed.path, &briefed.label, &briefed.subprotocol, &briefed.userAgent, &briefed.user})
        *text = brief(*text);
    for (QString &group : briefed.groups)
        group = brief(group);
    return briefed;
}

/// At most so many bytes has \a row in a reply.
qint64 bytesOf(const ConnectionInfo &row)
{
    constexpr qint64 fieldsAndKeys = 500;
    constexpr qint64 bytesPerUnit = 3; // UTF-8 of a UTF-16 unit
    qint64 units = row.id.size() + row.server.size() + row.route.size() + row.path.size() + row.label.size()
            + row.subprotocol.size() + row.userAgent.size() + row.peerAddress.size() + row.user.size();
    for (const QString &group : row.groups)
        units += group.size();
    return fieldsAndKeys + units * bytesPerUnit;
}

/// What is wrong with the targets of a push or disconnect; null if nothing.
QString wrongTargets(const QList<qint64> &fds)
{
    if (fds.isEmpty())
        return u"No connection is named."_s;
    if (fds.size() > MaxTargets)
        return u"%1 connections are named, but %2 is the most."_s.arg(fds.size()).arg(MaxTargets);
    return {};
}

QString wrongWith(const Push &request)
{
    if (!request.frame.isValid())
        return u"The text is not UTF-8."_s;
    return wrongTargets(request.fds);
}

QString wrongWith(const Disconnect &request)
{
    if (!CloseCode::isSendable(request.code))
        return u"%1 is not a close code that can be sent: 1000-1003, 1007-1014 and 3000-4999 are."_s
                .arg(request.code);
    if (!CloseCode::isValidReason(request.reason)) {
        return u"The reason has %1 bytes of UTF-8, but %2 is the most."_s
                .arg(request.reason.toUtf8().size())
                .arg(CloseCode::MaxReasonBytes);
    }
    return wrongTargets(request.fds);
}

/// "3 queued, 1 gone"
QString summary(const QList<Outcome> &outcomes)
{
    constexpr std::pair<PushResult, const char *> names[] = {{PushResult::Queued, "queued"},
                                                             {PushResult::Rejected, "rejected"},
                                                             {PushResult::Gone, "gone"},
                                                             {PushResult::Unknown, "unknown"},
                                                             {PushResult::Stopped, "stopped"}};
    QStringList parts;
    for (const auto &[result, name] : names) {
        const auto count = std::count_if(
                outcomes.cbegin(), outcomes.cend(),
                [wanted = result](const Outcome &outcome) { return outcome.result == wanted; });
        if (count > 0)
            parts.append(QString::number(count) + u' ' + QLatin1StringView(name));
    }
    return parts.join(u", "_s);
}

} // namespace

AdminService::AdminService(Node *node, EventRing *log, QObject *parent)
    : QObject(parent)
    , m_node(node)
    , m_log(log)
{ }

QString AdminService::product()
{
    return u"landline " LANDLINE_VERSION_STR ""_s;
}

Error AdminService::error(Error::Kind kind, const QString &text)
{
    return {kind, text, ProtocolVersion, product()};
}

Welcome AdminService::welcome() const
{
    Welcome welcome;
    welcome.product = product();
    welcome.node = m_node->config().name;
    welcome.pid = QCoreApplication::applicationPid();
    welcome.startedAt = m_node->startedAt();
    welcome.workers = m_node->workerCount();
    welcome.servers = m_node->listeners();
    return welcome;
}

void AdminService::execute(const RequestBody &request, const QString &who, const Answer &answer)
{
    if (const auto *listing = std::get_if<ListConnections>(&request))
        list(*listing, answer);
    else if (const auto *polling = std::get_if<PollChanges>(&request))
        poll(*polling, answer);
    else if (const auto *pushing = std::get_if<Push>(&request))
        push(*pushing, who, answer);
    else if (const auto *disconnecting = std::get_if<Disconnect>(&request))
        disconnectClients(*disconnecting, who, answer);
    else
        answer(error(Error::Kind::BadRequest, u"Hello is said once."_s));
}

ConnectionPage AdminService::pageOf(const ConnectionQueryResult &result, quint64 event)
{
    ConnectionPage page{{}, result.more, result.counters, event, result.position};
    qint64 bytes = 0;
    for (const ConnectionInfo &found : result.rows) {
        const ConnectionInfo row = briefRow(found);
        bytes += bytesOf(row);
        if (bytes > maxPageBytes && !page.rows.isEmpty()) {
            page.more = true;
            break;
        }
        page.rows.append(row);
    }
    return page;
}

Changes AdminService::changesOf(const ConnectionQueryResult &result)
{
    Changes changes;
    changes.counters = result.counters;
    changes.resync = result.isLost;
    if (result.isLost)
        return changes;
    changes.more = result.more;
    changes.position = result.position;
    qint64 bytes = 0;
    ChangePosition last;
    for (const ConnectionQueryResult::Change &change : result.changes) {
        const ConnectionInfo row = change.row ? briefRow(*change.row) : ConnectionInfo();
        bytes += change.row ? bytesOf(row) : qint64(sizeof(qint64));
        if (bytes > maxPageBytes && last.fd > 0) {
            changes.more = true;
            changes.position = last;
            return changes;
        }
        if (change.row)
            changes.changed.append(row);
        else
            changes.closed.append(change.position.fd);
        last = change.position;
    }
    return changes;
}

void AdminService::list(const ListConnections &request, const Answer &answer)
{
    ConnectionQuery query;
    query.page = ConnectionQuery::Page::ByFdAndTrack;
    query.filter = request.filter;
    query.afterFd = request.afterFd;
    query.limit = request.limit;
    // Before the workers look, so that what happens meanwhile is told twice rather than never.
    NodePrivate::get(m_node)->query(query, this, [answer, event = m_log->lastSequence()](const ConnectionQueryResult &result) {
        answer(pageOf(result, event));
    });
}

void AdminService::poll(const PollChanges &request, const Answer &answer)
{
    ConnectionQuery query;
    query.page = ConnectionQuery::Page::Changes;
    query.filter = request.filter;
    query.since = request.since;
    query.limit = request.limit;
    NodePrivate::get(m_node)->query(query, this, [this, request, answer](const ConnectionQueryResult &result) {
        answer(changes(request, result));
    });
}

Changes AdminService::changes(const PollChanges &request, const ConnectionQueryResult &result) const
{
    Changes changes = changesOf(result);
    const EventRing::Batch batch = m_log->since(request.sinceEvent, request.limit);
    changes.events = batch.events;
    changes.skippedEvents = batch.skipped;
    changes.event = batch.last;
    changes.more = changes.more || batch.more;
    return changes;
}

void AdminService::rest()
{
    NodePrivate::get(m_node)->stopTracking();
}

void AdminService::push(const Push &request, const QString &who, const Answer &answer)
{
    if (const QString wrong = wrongWith(request); !wrong.isEmpty())
        return answer(error(Error::Kind::BadRequest, wrong));
    Event event;
    event.kind = Event::Kind::Pushed;
    event.peer = who;
    const QString what = u"%1 of %2 bytes"_s.arg(request.frame.isText() ? u"text"_s : u"binary"_s)
                                 .arg(request.frame.size());
    m_node->sender().push(
            request.fds, request.frame, this,
            [this, event, what, fds = request.fds, answer](const QList<Outcome> &outcomes) {
                record(event, fds, what, outcomes);
                answer(Outcomes{outcomes});
            });
}

void AdminService::disconnectClients(const Disconnect &request, const QString &who,
                                     const Answer &answer)
{
    if (const QString wrong = wrongWith(request); !wrong.isEmpty())
        return answer(error(Error::Kind::BadRequest, wrong));
    Event event;
    event.kind = Event::Kind::Disconnected;
    event.peer = who;
    event.code = request.code;
    const QString what = request.reason.isEmpty() ? u"no reason"_s
                                                  : u"reason "_s + quotedBrief(request.reason);
    m_node->sender().disconnect(
            request.fds, request.code, request.reason, this,
            [this, event, what, fds = request.fds, answer](const QList<Outcome> &outcomes) {
                record(event, fds, what, outcomes);
                answer(Outcomes{outcomes});
            });
}

void AdminService::record(Event event, const QList<qint64> &fds, const QString &what,
                          const QList<Outcome> &outcomes)
{
    const QString targets
            = fds.size() == 1 ? u"1 connection"_s : u"%1 connections"_s.arg(fds.size());
    event.fd = fds.size() == 1 ? fds.constFirst() : 0;
    event.detail = u"%1 (%2, %3)"_s.arg(summary(outcomes), what, targets);
    m_log->append(event);
}

} // namespace Landline
