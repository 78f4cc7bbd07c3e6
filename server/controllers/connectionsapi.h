// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONSAPI_H
#define LANDLINE_CONNECTIONSAPI_H

#include "api/apikeys_p.h"
#include "api/registry.h"
#include "controllers/bulkjobs.h"
#include "controllers/connectionids.h"
#include "controllers/idempotencystore.h"
#include "controllers/jsontext.h"
#include "controllers/problem.h"

#include <QtCore/qmap.h>

namespace Landline {

class JsonFields;
struct ApiTarget;

/// The HTTP API: lists connections, pushes to them and disconnects them, for programs in any language.
///
/// docs/http-api.md describes it. It is mounted by `path = "/api" controller = "ConnectionsApi"`, answers every path below that
/// for every method, and needs at least one `[[api_key]]`. Errors are application/problem+json.
///
/// One instance a worker and mount, in the worker's thread. What has to hold for all workers (jobs, idempotency keys) is
/// shared by them.
class ConnectionsApi : public QObject
{
    Q_OBJECT

public:
    /// One request that the API answers.
    struct Operation
    {
        QByteArray method;
        QString path; ///< below the mount: "/connections/{id}"
        ApiScopes scopes; ///< one of these is enough; none: no key is needed
        QStringList query; ///< the parameters that it knows
    };

    /// \a path is where it is mounted.
    ConnectionsApi(const Sender &sender, const QString &path, const MountContext &context);
    ~ConnectionsApi() override;

    static void mount(Router &router, const RouteConfig &config, const MountContext &context);
    static QString complaintAbout(const NodeConfig &config);
    /// All that it answers; OPTIONS and HEAD are not listed.
    static QList<Operation> operations();

    Reply handle(const Request &request);
    /// The same for a request that the server refuses before it is handled, with \a refusal: its body is too large.
    Response refuse(const Request &request, const Response &refusal) const;

private:
    /// A request that may do what it asks for.
    struct Call
    {
        Request request;
        const ApiKeys::Key *key = nullptr;
        QMap<QString, QString> parameters; ///< of the path
        QMap<QString, QString> query;
    };
    using Handler = Reply (ConnectionsApi::*)(const Call &call);
    struct Entry
    {
        Operation operation;
        Handler handler;
    };
    struct Match
    {
        const Entry *entry = nullptr;
        QMap<QString, QString> parameters;
        QStringList allowed; ///< methods of the path, if there is such a path
    };
    /// What a push or disconnect for many does.
    struct Bulk
    {
        ApiScope scope = ApiScope::Push;
        bool isDryRun = false;
        int rate = 0; ///< 0: all at once
        Frame frame = {};
        quint16 code = CloseCode::Normal;
        QString reason = {};
    };

    static const QList<Entry> &entries();
    Match match(const Request &request) const;
    const ApiKeys::Key *keyOf(const Request &request) const;
    Reply answer(const Request &request);
    Reply perform(const Match &match, const Request &request, const ApiKeys::Key *key);
    Reply performOnce(const Entry &entry, const Call &call);

    Reply listConnections(const Call &call);
    Reply showConnection(const Call &call);
    Reply pushToConnection(const Call &call);
    Reply disconnectConnection(const Call &call);
    Reply push(const Call &call);
    Reply disconnect(const Call &call);
    Reply showJob(const Call &call);
    Reply cancelJob(const Call &call);
    Reply joinGroup(const Call &call);
    Reply leaveGroup(const Call &call);
    Reply listGroups(const Call &call);
    Reply showNode(const Call &call);
    Reply describe(const Call &call);

    Reply changeGroup(const Call &call, bool joins);
    Reply execute(const Bulk &bulk, const ApiTarget &target);
    Reply rehearse(const ApiTarget &target) const;
    Reply startJob(const Bulk &bulk, const ApiTarget &target);
    QFuture<Delivery> submit(const Bulk &bulk, const Audience &audience) const;

    Sender m_sender;
    ConnectionIds m_ids;
    MountContext m_context;
    QString m_path;
    std::shared_ptr<BulkJobs> m_jobs;
    std::shared_ptr<IdempotencyStore> m_idempotency;
};

} // namespace Landline

#endif
