// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/connectionsapi.h"

#include "api/nodeobjects_p.h"
#include "controllers/apidescription.h"
#include "controllers/apirequest.h"
#include "controllers/apitarget.h"
#include "controllers/pagewriter.h"
#include "shared/connectionjson.h"
#include "shared/filter.h"

#include <Landline/version.h>

#include <QtCore/qcryptographichash.h>
#include <QtCore/qpromise.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr qint64 mostRows = 1000;
constexpr qint64 defaultRows = 100;
constexpr int highestRate = 1'000'000;
constexpr qsizetype sampleSize = 10;
constexpr qsizetype longestIdempotencyKey = 255;

const QByteArray &options()
{
    static const QByteArray method = "OPTIONS";
    return method;
}

Response problem(int status, const QString &detail)
{
    return Problem{status, detail}.toResponse();
}

Response stopping()
{
    return problem(503, u"The node is stopping"_s);
}

Response unauthorized()
{
    Response response = problem(401, u"A valid key is needed: Authorization: Bearer SECRET, or X-API-Key: SECRET"_s);
    response.setHeader("WWW-Authenticate", "Bearer");
    return response;
}

/// Why the server refused a request before it came here.
QString refusedDetail(const Response &refusal)
{
    return refusal.status() == 413 ? u"The body is longer than max_body_size of this server"_s : QString::fromUtf8(refusal.body());
}

/// The answer for a connection that is not open.
Response absent(PushResult result)
{
    switch (result) {
    case PushResult::Gone: return problem(410, u"This connection is closed"_s);
    case PushResult::Stopped: return stopping();
    default: return problem(404, u"There never was such a connection"_s);
    }
}

Response absent(ConnectionIds::Id::Kind kind)
{
    return absent(kind == ConnectionIds::Id::Kind::Gone ? PushResult::Gone : PushResult::Unknown);
}

/// The answer to a push to, or disconnect of, the connection \a id.
Response receipt(PushResult result, const QString &id)
{
    if (result == PushResult::Queued)
        return Response::json(QJsonObject{{u"id"_s, id}, {u"result"_s, u"queued"_s}});
    if (result != PushResult::Rejected)
        return absent(result);
    return Problem{429, u"The send queue of this connection is full: try again later"_s,
                   {{u"id"_s, id}, {u"result"_s, u"rejected"_s}}}
            .toResponse();
}

Response countsAnswer(const Delivery &counts)
{
    if (counts.isStopped && counts.total() == 0)
        return stopping();
    return Response::json(QJsonObject{{u"queued"_s, counts.queued},
                                      {u"rejected"_s, counts.rejected},
                                      {u"gone"_s, counts.gone},
                                      {u"unknown"_s, counts.unknown}});
}

Response jobAnswer(const BulkJob &job)
{
    const BulkJob::Progress progress = job.progress();
    const QString state = progress.state == BulkJob::State::Running ? u"running"_s
            : progress.state == BulkJob::State::Done                ? u"done"_s
                                                                    : u"canceled"_s;
    QJsonObject body{{u"state"_s, state},
                     {u"matched"_s, progress.matched},
                     {u"done"_s, progress.counts.total()},
                     {u"queued"_s, progress.counts.queued},
                     {u"gone"_s, progress.counts.gone}};
    if (job.scope() == ApiScope::Push)
        body.insert(u"rejected"_s, progress.counts.rejected);
    return Response::json(body);
}

/// The fd behind which a page begins, as clients are given it.
QString cursorOf(qint64 fd)
{
    return u'c' + QString::number(fd, 36);
}

std::optional<qint64> fdOfCursor(const QString &cursor)
{
    if (cursor.isEmpty())
        return 0;
    const qint64 fd = cursor.mid(1).toLongLong(nullptr, 36);
    return fd > 0 && cursorOf(fd) == cursor ? std::optional(fd) : std::nullopt;
}

/// The message that the body of \a request is.
std::optional<Frame> messageOf(const Request &request, std::optional<Problem> *wrong)
{
    const ContentType type = ContentType::of(request);
    if (type.type == "application/octet-stream")
        return Frame::fromBinary(request.body());
    if (!type.isText() && !type.isJson()) {
        *wrong = Problem{415, u"Content-Type must be text/*, application/json or application/octet-stream"_s};
        return std::nullopt;
    }
    if (!type.isUtf8) {
        *wrong = Problem{415, u"The charset of a message must be utf-8"_s};
        return std::nullopt;
    }
    const Frame frame(request.body());
    if (!frame.isValid())
        *wrong = Problem{422, u"body is not UTF-8; send bytes as application/octet-stream"_s, {{u"field"_s, u"body"_s}}};
    return frame;
}

Problem jsonProblem(const JsonText::Error &error)
{
    switch (error.kind) {
    case JsonText::Error::Kind::TooDeep:
        return Problem::unprocessable(u"body"_s, "is nested deeper than %1 levels at byte %2"_L1.arg(
                                                         QString::number(JsonText::MaxDepth), QString::number(error.position)));
    case JsonText::Error::Kind::LoneSurrogate:
        return Problem::unprocessable(u"body"_s, "has half a surrogate pair at byte %1"_L1.arg(QString::number(error.position)));
    case JsonText::Error::Kind::Malformed: break;
    }
    return {400, "The body is not JSON: it is wrong at byte %1"_L1.arg(QString::number(error.position))};
}

/// The JSON object in the body of \a request. It refers to \a body.
std::optional<JsonText> objectOf(const Request &request, const QByteArray &body, std::optional<Problem> *wrong)
{
    const ContentType type = ContentType::of(request);
    if (!type.isJson() || !type.isUtf8) {
        *wrong = Problem{415, u"Content-Type must be application/json, in utf-8"_s};
        return std::nullopt;
    }
    JsonText::Error error;
    const std::optional<JsonText> json = JsonText::parse(body, &error);
    if (!json)
        *wrong = jsonProblem(error);
    else if (json->type() != JsonText::Type::Object)
        *wrong = Problem::unprocessable(u"body"_s, u"must be an object"_s);
    return *wrong ? std::nullopt : json;
}

/// The message in the members of a body: exactly one of "text", "json" and "base64".
Frame readMessage(JsonFields &fields)
{
    const QStringList kinds{u"text"_s, u"json"_s, u"base64"_s};
    const auto count = std::count_if(kinds.begin(), kinds.end(), [&fields](const QString &kind) { return fields.has(kind); });
    if (count != 1)
        fields.report(u"text"_s, u"or json or base64: exactly one of them must be there"_s);
    if (const JsonText *json = fields.find(u"json"_s))
        return Frame(json->compact());
    if (const std::optional<QString> text = fields.text(u"text"_s))
        return Frame(*text);
    const QByteArray encoded = fields.text(u"base64"_s).value_or(QString()).toLatin1();
    const auto decoded = QByteArray::fromBase64Encoding(encoded, QByteArray::Base64Encoding | QByteArray::AbortOnBase64DecodingErrors);
    if (!decoded)
        fields.report(u"base64"_s, u"is not Base64"_s);
    return Frame::fromBinary(*decoded);
}

bool isVisibleAscii(const QByteArray &text)
{
    return std::all_of(text.begin(), text.end(), [](char c) { return c >= 0x21 && c <= 0x7e; });
}

Reply future(const QFuture<Response> &response)
{
    return response;
}

} // namespace

ConnectionsApi::ConnectionsApi(const Sender &sender, const QString &path, const MountContext &context)
    : m_sender(sender)
    , m_ids(context.nodeId)
    , m_context(context)
    , m_path(path)
    , m_jobs(context.objects->get<BulkJobs>())
    , m_idempotency(context.objects->get<IdempotencyStore>())
{
}

ConnectionsApi::~ConnectionsApi() = default;

void ConnectionsApi::mount(Router &router, const RouteConfig &config, const MountContext &context)
{
    const QString path = config.path.endsWith(u'/') ? config.path.chopped(1) : config.path;
    const auto api = std::make_shared<ConnectionsApi>(router.sender(), path, context);
    const auto handler = [api](const Request &request) { return api->handle(request); };
    const auto refusal = [api](const Request &request, const Response &refused) { return api->refuse(request, refused); };
    if (!path.isEmpty())
        router.any(path, handler).onRefusal(refusal);
    router.any(path + "/{api_path:.*}"_L1, handler).onRefusal(refusal);
}

QString ConnectionsApi::complaintAbout(const NodeConfig &config)
{
    if (!config.apiKeys.isEmpty())
        return {};
    return u"needs at least one [[api_key]] with name, secret_file (or secret_env) and scopes"_s;
}

const QList<ConnectionsApi::Entry> &ConnectionsApi::entries()
{
    using Api = ConnectionsApi;
    constexpr ApiScope read = ApiScope::Read;
    constexpr ApiScope push = ApiScope::Push;
    constexpr ApiScope disconnect = ApiScope::Disconnect;
    static const QList<Entry> entries{
        {{"GET", u"/connections"_s, read, {u"filter"_s, u"limit"_s, u"after"_s}}, &Api::listConnections},
        {{"GET", u"/connections/{id}"_s, read, {}}, &Api::showConnection},
        {{"POST", u"/connections/{id}"_s, push, {}}, &Api::pushToConnection},
        {{"DELETE", u"/connections/{id}"_s, disconnect, {u"code"_s, u"reason"_s}}, &Api::disconnectConnection},
        {{"POST", u"/push"_s, push, {}}, &Api::push},
        {{"POST", u"/disconnect"_s, disconnect, {}}, &Api::disconnect},
        {{"GET", u"/jobs/{job}"_s, read | push | disconnect, {}}, &Api::showJob},
        {{"DELETE", u"/jobs/{job}"_s, push | disconnect, {}}, &Api::cancelJob},
        {{"PUT", u"/groups/{group}/{id}"_s, push, {}}, &Api::joinGroup},
        {{"DELETE", u"/groups/{group}/{id}"_s, push, {}}, &Api::leaveGroup},
        {{"GET", u"/groups"_s, read, {}}, &Api::listGroups},
        {{"GET", u"/node"_s, read, {}}, &Api::showNode},
        {{"GET", u"/openapi.json"_s, {}, {}}, &Api::describe},
    };
    return entries;
}

QList<ConnectionsApi::Operation> ConnectionsApi::operations()
{
    QList<Operation> operations;
    for (const Entry &entry : entries())
        operations.append(entry.operation);
    return operations;
}

ConnectionsApi::Match ConnectionsApi::match(const Request &request) const
{
    Match match;
    const std::optional<QStringList> segments = segmentsOf(request.path(), m_path.count(u'/'));
    if (!segments)
        return match;
    const QByteArray method = request.method() == "HEAD" ? "GET" : request.method();
    for (const Entry &entry : entries()) {
        const QStringList pattern = entry.operation.path.split(u'/').mid(1);
        QMap<QString, QString> parameters;
        const auto fits = [&parameters](const QString &segment, const QString &part) {
            if (!part.startsWith(u'{'))
                return segment == part;
            parameters.insert(part.sliced(1, part.size() - 2), segment);
            return true;
        };
        if (!std::equal(segments->begin(), segments->end(), pattern.begin(), pattern.end(), fits))
            continue;
        match.allowed.append(QString::fromLatin1(entry.operation.method));
        if (entry.operation.method == "GET")
            match.allowed.append(u"HEAD"_s);
        if (entry.operation.method == method)
            match.entry = &entry;
        match.parameters = parameters;
    }
    if (!match.allowed.isEmpty())
        match.allowed.append(QString::fromLatin1(options()));
    return match;
}

Reply ConnectionsApi::handle(const Request &request)
{
    return answer(request).then([](Response response) {
        if (response.header("Cache-Control").isNull())
            response.setHeader("Cache-Control", "no-store");
        return response;
    });
}

Response ConnectionsApi::refuse(const Request &request, const Response &refusal) const
{
    Response response = keyOf(request) ? problem(refusal.status(), refusedDetail(refusal)) : unauthorized();
    response.setHeader("Cache-Control", "no-store");
    return response;
}

const ApiKeys::Key *ConnectionsApi::keyOf(const Request &request) const
{
    const std::optional<QByteArray> secret = secretOf(request);
    return secret && m_context.apiKeys ? m_context.apiKeys->find(*secret) : nullptr;
}

Reply ConnectionsApi::answer(const Request &request)
{
    const Match found = match(request);
    const bool isOpen = found.entry && !found.entry->operation.scopes;
    const ApiKeys::Key *key = keyOf(request);
    if (!key && !isOpen)
        return unauthorized();
    if (found.allowed.isEmpty())
        return problem(404, u"There is no such path in this API; openapi.json lists all"_s);
    const QByteArray allow = found.allowed.join(", "_L1).toLatin1();
    if (request.method() == options()) {
        Response response = Response::status(204, QString());
        response.setHeader("Allow", allow);
        return response;
    }
    if (!found.entry) {
        Response response = problem(405, "This path answers %1"_L1.arg(QString::fromLatin1(allow)));
        response.setHeader("Allow", allow);
        return response;
    }
    return perform(found, request, key);
}

Reply ConnectionsApi::perform(const Match &match, const Request &request, const ApiKeys::Key *key)
{
    const Operation &operation = match.entry->operation;
    if (operation.scopes && !(key->scopes & operation.scopes))
        return problem(403, "The key \"%1\" lacks the scope %2"_L1.arg(
                                    key->name, ApiKeys::namesOf(operation.scopes).join(" or "_L1)));
    std::optional<Problem> wrong;
    const Call call{request, key, match.parameters, queryOf(request, operation.query, &wrong)};
    if (wrong)
        return wrong->toResponse();
    if (operation.method == "POST" && request.hasHeader("Idempotency-Key"))
        return performOnce(*match.entry, call);
    return (this->*match.entry->handler)(call);
}

Reply ConnectionsApi::performOnce(const Entry &entry, const Call &call)
{
    const QByteArray name = call.request.header("Idempotency-Key");
    if (name.isEmpty() || name.size() > longestIdempotencyKey || !isVisibleAscii(name))
        return Problem::unprocessable(u"Idempotency-Key"_s, u"must be 1 to 255 visible ASCII characters"_s).toResponse();
    const QByteArray key = call.key->name.toUtf8() + '\n' + call.request.path().toUtf8() + '\n' + name;
    const QByteArray content = call.request.header("Content-Type") + '\n' + call.request.body();
    const IdempotencyStore::Begin begin
            = m_idempotency->begin(key, QCryptographicHash::hash(content, QCryptographicHash::Sha256));
    switch (begin.kind) {
    case IdempotencyStore::Begin::Kind::Repeat: return begin.response;
    case IdempotencyStore::Begin::Kind::Running:
        return problem(409, u"The first request with this Idempotency-Key is still running"_s);
    case IdempotencyStore::Begin::Kind::Different:
        return Problem::unprocessable(u"Idempotency-Key"_s, u"was used with another body"_s).toResponse();
    case IdempotencyStore::Begin::Kind::First: break;
    }
    return (this->*entry.handler)(call).then([reservation = begin.reservation](const Response &response) {
        reservation->finish(response);
        return response;
    });
}

Reply ConnectionsApi::listConnections(const Call &call)
{
    std::optional<Problem> wrong;
    const qint64 limit = integerOf(call.query, u"limit"_s, 1, mostRows, defaultRows, &wrong);
    const std::optional<qint64> after = fdOfCursor(call.query.value(u"after"_s));
    FilterError error;
    const std::optional<Filter> filter = Filter::parse(call.query.value(u"filter"_s), &error);
    if (!filter) {
        wrong = Problem::unprocessable(u"filter"_s, error.message);
        wrong->more.insert(u"position"_s, error.position);
    } else if (!after) {
        wrong = Problem::unprocessable(u"after"_s, u"must be the \"next\" of a page"_s);
    }
    if (wrong)
        return wrong->toResponse();
    const auto promise = std::make_shared<QPromise<Response>>();
    promise->start();
    m_sender.connections(*filter, *after, limit).then(this, [this, promise](const ConnectionList &list) {
        const bool hasNext = list.more && !list.connections.isEmpty();
        if (!list.isStopped) {
            new PageWriter(list, hasNext ? cursorOf(list.connections.constLast().fd) : QString(), promise, this);
            return;
        }
        promise->addResult(stopping());
        promise->finish();
    });
    return future(promise->future());
}

Reply ConnectionsApi::showConnection(const Call &call)
{
    const ConnectionIds::Id id = m_ids.parse(call.parameters.value(u"id"_s));
    if (id.kind != ConnectionIds::Id::Kind::Fd)
        return absent(id.kind);
    return future(m_sender.connectionInfo(id.fd).then([](const ConnectionLookup &lookup) {
        return lookup.isOpen() ? Response::json(toJson(lookup.info)) : absent(lookup.result);
    }));
}

Reply ConnectionsApi::pushToConnection(const Call &call)
{
    std::optional<Problem> wrong;
    const std::optional<Frame> message = messageOf(call.request, &wrong);
    if (wrong)
        return wrong->toResponse();
    const ConnectionIds::Id id = m_ids.parse(call.parameters.value(u"id"_s));
    if (id.kind != ConnectionIds::Id::Kind::Fd)
        return absent(id.kind);
    const QString fullId = m_ids.idOf(id.fd);
    return future(m_sender.pushAsync(id.fd, *message).then([fullId](PushResult result) { return receipt(result, fullId); }));
}

Reply ConnectionsApi::disconnectConnection(const Call &call)
{
    std::optional<Problem> wrong;
    const qint64 code = integerOf(call.query, u"code"_s, 0, 65535, CloseCode::Normal, &wrong);
    const QString reason = call.query.value(u"reason"_s);
    if (!wrong && !CloseCode::isSendable(static_cast<int>(code)))
        wrong = Problem::unprocessable(u"code"_s, u"must be one of 1000-1003, 1007-1014 and 3000-4999"_s);
    if (!wrong && !CloseCode::isValidReason(reason))
        wrong = Problem::unprocessable(u"reason"_s, u"must have at most 123 bytes"_s);
    if (wrong)
        return wrong->toResponse();
    const ConnectionIds::Id id = m_ids.parse(call.parameters.value(u"id"_s));
    if (id.kind != ConnectionIds::Id::Kind::Fd)
        return absent(id.kind);
    const QString fullId = m_ids.idOf(id.fd);
    return future(m_sender.disconnectAsync(id.fd, static_cast<quint16>(code), reason).then([fullId](PushResult result) {
        return receipt(result, fullId);
    }));
}

Reply ConnectionsApi::push(const Call &call)
{
    const QByteArray body = call.request.body();
    std::optional<Problem> wrong;
    const std::optional<JsonText> object = objectOf(call.request, body, &wrong);
    if (!object)
        return wrong->toResponse();
    JsonFields fields(*object, {}, {u"to"_s, u"text"_s, u"json"_s, u"base64"_s, u"dry_run"_s, u"rate"_s}, &wrong);
    const ApiTarget target = ApiTarget::read(fields, m_ids, m_context.serverNames);
    Bulk bulk{.scope = ApiScope::Push};
    bulk.frame = readMessage(fields);
    bulk.isDryRun = fields.boolean(u"dry_run"_s).value_or(false);
    bulk.rate = static_cast<int>(fields.integer(u"rate"_s, 1, highestRate).value_or(0));
    return wrong ? wrong->toResponse() : execute(bulk, target);
}

Reply ConnectionsApi::disconnect(const Call &call)
{
    const QByteArray body = call.request.body();
    std::optional<Problem> wrong;
    const std::optional<JsonText> object = objectOf(call.request, body, &wrong);
    if (!object)
        return wrong->toResponse();
    JsonFields fields(*object, {}, {u"to"_s, u"code"_s, u"reason"_s, u"dry_run"_s, u"rate"_s}, &wrong);
    const ApiTarget target = ApiTarget::read(fields, m_ids, m_context.serverNames);
    Bulk bulk{.scope = ApiScope::Disconnect};
    bulk.code = static_cast<quint16>(fields.integer(u"code"_s, 0, 65535).value_or(CloseCode::Normal));
    if (!CloseCode::isSendable(bulk.code))
        fields.report(u"code"_s, u"must be one of 1000-1003, 1007-1014 and 3000-4999"_s);
    bulk.reason = fields.text(u"reason"_s).value_or(QString());
    if (!CloseCode::isValidReason(bulk.reason))
        fields.report(u"reason"_s, u"must have at most 123 bytes"_s);
    bulk.isDryRun = fields.boolean(u"dry_run"_s).value_or(false);
    bulk.rate = static_cast<int>(fields.integer(u"rate"_s, 1, highestRate).value_or(0));
    return wrong ? wrong->toResponse() : execute(bulk, target);
}

QFuture<Delivery> ConnectionsApi::submit(const Bulk &bulk, const Audience &audience) const
{
    if (bulk.scope == ApiScope::Push)
        return m_sender.pushAsync(audience, bulk.frame);
    return m_sender.disconnectAsync(audience, bulk.code, bulk.reason);
}

Reply ConnectionsApi::execute(const Bulk &bulk, const ApiTarget &target)
{
    if (bulk.isDryRun)
        return rehearse(target);
    if (bulk.rate > 0)
        return startJob(bulk, target);
    return future(submit(bulk, target.audience).then([others = target.others](Delivery counts) {
        counts += others;
        return countsAnswer(counts);
    }));
}

Reply ConnectionsApi::rehearse(const ApiTarget &target) const
{
    if (m_sender.nodeState() == NodeState::Stopped)
        return stopping();
    return future(m_sender.fds(target.audience).then([ids = m_ids](const QList<qint64> &fds) {
        QJsonArray sample;
        for (const qint64 fd : fds.first(std::min(sampleSize, fds.size())))
            sample.append(ids.idOf(fd));
        return Response::json(QJsonObject{{u"matched"_s, fds.size()}, {u"sample"_s, sample}});
    }));
}

Reply ConnectionsApi::startJob(const Bulk &bulk, const ApiTarget &target)
{
    if (m_sender.nodeState() == NodeState::Stopped)
        return stopping();
    const auto execute = [sender = m_sender, bulk](const QList<qint64> &fds, QObject *context, const BulkRunner::Reported &reported) {
        if (bulk.scope == ApiScope::Push)
            sender.push(fds, bulk.frame, context, reported);
        else
            sender.disconnect(fds, bulk.code, bulk.reason, context, reported);
    };
    // In this thread, where the runner will live.
    return future(m_sender.fds(target.audience).then(this, [this, bulk, execute](const QList<qint64> &fds) {
        QString name;
        const std::shared_ptr<BulkJob> job = m_jobs->add(bulk.scope, fds.size(), &name);
        if (!fds.isEmpty())
            new BulkRunner(job, fds, bulk.rate, execute, this);
        Response response = Response::json(QJsonObject{{u"job"_s, name}, {u"matched"_s, fds.size()}});
        response.setStatus(202);
        return response;
    }));
}

Reply ConnectionsApi::showJob(const Call &call)
{
    const std::shared_ptr<BulkJob> job = m_jobs->find(call.parameters.value(u"job"_s));
    if (!job)
        return problem(404, u"There is no such job; jobs are kept for 10 minutes"_s);
    if (!(call.key->scopes & (ApiScope::Read | job->scope())))
        return problem(403, "The key \"%1\" lacks the scope read or %2"_L1.arg(call.key->name, ApiKeys::scopeName(job->scope())));
    return jobAnswer(*job);
}

Reply ConnectionsApi::cancelJob(const Call &call)
{
    const std::shared_ptr<BulkJob> job = m_jobs->find(call.parameters.value(u"job"_s));
    if (!job)
        return problem(404, u"There is no such job; jobs are kept for 10 minutes"_s);
    if (!(call.key->scopes & job->scope()))
        return problem(403, "The key \"%1\" lacks the scope %2"_L1.arg(call.key->name, ApiKeys::scopeName(job->scope())));
    job->end(BulkJob::State::Canceled);
    return Response::status(204, QString());
}

Reply ConnectionsApi::joinGroup(const Call &call)
{
    return changeGroup(call, true);
}

Reply ConnectionsApi::leaveGroup(const Call &call)
{
    return changeGroup(call, false);
}

Reply ConnectionsApi::changeGroup(const Call &call, bool joins)
{
    const QString group = call.parameters.value(u"group"_s);
    if (group.isEmpty() || group.size() > Connection::MaxNameLength)
        return Problem::unprocessable(u"group"_s, u"must have 1 to 255 characters"_s).toResponse();
    const ConnectionIds::Id id = m_ids.parse(call.parameters.value(u"id"_s));
    if (id.kind != ConnectionIds::Id::Kind::Fd)
        return absent(id.kind);
    const QFuture<PushResult> changed = joins ? m_sender.joinAsync(id.fd, group) : m_sender.leaveAsync(id.fd, group);
    return future(QFuture<PushResult>(changed).then([](PushResult result) {
        return result == PushResult::Queued ? Response::status(204, QString()) : absent(result);
    }));
}

Reply ConnectionsApi::listGroups(const Call &)
{
    return future(m_sender.groups().then([](const QList<GroupSize> &groups) {
        QJsonArray rows;
        for (const GroupSize &group : groups)
            rows.append(QJsonObject{{u"name"_s, group.name}, {u"members"_s, group.members}});
        return Response::json(QJsonObject{{u"groups"_s, rows}});
    }));
}

Reply ConnectionsApi::showNode(const Call &)
{
    const qsizetype hyphen = m_context.nodeId.lastIndexOf(u'-');
    const qint64 startedAt = m_context.nodeId.mid(hyphen + 1).toLongLong();
    const QJsonObject node{{u"name"_s, m_context.nodeId.left(hyphen)},
                           {u"version"_s, QStringLiteral(LANDLINE_VERSION_STR)},
                           {u"started_at"_s, toJsonTime(QDateTime::fromMSecsSinceEpoch(startedAt, Qt::UTC))},
                           {u"workers"_s, m_context.workers}};
    return future(m_sender.counters().then([node](const NodeCounters &counters) {
        QJsonObject body = node;
        body.insert(u"counters"_s, QJsonObject{{u"connections"_s, counters.connections},
                                               {u"opened"_s, counters.opened},
                                               {u"closed"_s, counters.closed},
                                               {u"messages_in"_s, counters.messagesIn},
                                               {u"messages_out"_s, counters.messagesOut},
                                               {u"bytes_in"_s, counters.bytesIn},
                                               {u"bytes_out"_s, counters.bytesOut}});
        return Response::json(body);
    }));
}

Reply ConnectionsApi::describe(const Call &)
{
    Response response = Response::json(apiDescription(m_path.isEmpty() ? u"/"_s : m_path));
    response.setHeader("Cache-Control", "no-cache");
    return response;
}

} // namespace Landline
