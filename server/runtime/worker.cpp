// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/worker.h"

#include "api/changelist_p.h"
#include "api/connection.h"
#include "api/groupindex_p.h"
#include "api/thrown_p.h"
#include "http/admission.h"
#include "http/pipeline.h"
#include "io/loopclock.h"
#include "runtime/epolleventdispatcher.h"

#include <malloc.h>
#include <unistd.h>

namespace Landline {

namespace {

constexpr std::chrono::milliseconds giveBackDelay = std::chrono::seconds(1);
constexpr qsizetype giveBackCount = 1000; // fewer are not worth the walk through the heap

/// Runs what an application writes down; what it throws stops the start and not the process.
template<typename Function>
void guarded(Router &router, const Function &function)
{
    if (const std::optional<QByteArray> thrown = thrownBy(function))
        router.addError(QStringLiteral("its routes threw: %1").arg(QString::fromUtf8(*thrown)));
}

} // namespace

Worker::Worker(int number, const std::shared_ptr<const Blueprint> &blueprint,
               const std::shared_ptr<Admission> &admission, const Sender &sender)
    : m_number(number)
    , m_blueprint(blueprint)
    , m_admission(admission)
    , m_sender(sender)
    , m_table(blueprint->fds ? ConnectionTable(number, blueprint->fds) : ConnectionTable(number, blueprint->workers))
    , m_groups(std::make_shared<GroupIndex>())
    , m_changes(std::make_shared<ChangeList>())
    , m_commands(&m_table, m_groups.get(), blueprint->config.labelKey)
    , m_queries(&m_table, m_groups.get(), blueprint->config.labelKey, [this] { return traffic(); })
{
}

Worker::~Worker() = default;

/// Most of those who were here have gone. The allocator keeps what they had for those who come, but few come so fast.
void Worker::giveMemoryBack()
{
    m_peak = m_descriptors;
    m_table.squeeze();
    m_places.squeeze();
    m_groups->groups.squeeze();
    m_groups->users.squeeze();
    ::malloc_trim(0);
}

bool Worker::build()
{
    m_giveBack.setSingleShot(true);
    m_giveBack.setInterval(giveBackDelay);
    connect(&m_giveBack, &QTimer::timeout, this, &Worker::giveMemoryBack);
    m_backend = m_blueprint->makeBackend(this);
    for (const ServerConfig &server : m_blueprint->config.servers) {
        m_pipelines.push_back(makePipeline(*m_blueprint, server, m_sender, this));
        for (const QString &error : m_pipelines.back()->errors())
            m_errors.append(QStringLiteral("server \"%1\": %2").arg(server.name, error));
        for (Route *route : m_pipelines.back()->webSocketRoutes()) {
            route->setGroupIndex(m_groups);
            route->setChangeList(m_changes);
            m_routes.append(route);
        }
    }
    makeEntrances();
    return m_errors.isEmpty();
}

std::unique_ptr<Pipeline> Worker::makePipeline(const Blueprint &blueprint, const ServerConfig &server,
                                               const Sender &sender, QObject *parent)
{
    auto router = std::make_unique<Router>(server.name, sender, parent);
    QList<std::shared_ptr<Middleware>> middleware;
    guarded(*router, [&] {
        middleware = blueprint.registry.makeMiddleware(server.middleware, *router);
        for (const auto &[name, make] : blueprint.middleware) {
            if (name == server.name)
                middleware.append(make(*router));
        }
        for (const RouteConfig &route : server.routes)
            blueprint.registry.mount(*router, route, blueprint.mountContext());
        for (const auto &[name, define] : blueprint.routes) {
            if (name == server.name)
                define(*router);
        }
    });
    if (server.type == ServerType::Http && !router->webSocketRoutes().isEmpty())
        router->addError(QStringLiteral("the WebSocket route %1 belongs to a websocket server; handshakes on an http "
                                        "server get the routes of the first websocket server")
                                 .arg(router->webSocketRoutes().constFirst()->pattern()));
    return std::make_unique<Pipeline>(std::move(router), middleware);
}

void Worker::makeEntrances()
{
    const QList<ServerConfig> &servers = m_blueprint->config.servers;
    const auto firstWebSocket = std::find_if(servers.cbegin(), servers.cend(), [](const ServerConfig &server) {
        return server.type == ServerType::WebSocket;
    });
    const Redaction redaction(m_blueprint->config.redact);
    m_entrances.reserve(static_cast<size_t>(servers.size()));
    for (qsizetype i = 0; i < servers.size(); ++i) {
        const ServerConfig &server = servers.at(i);
        Entrance entrance;
        entrance.redaction = redaction;
        entrance.http = m_pipelines.at(static_cast<size_t>(i)).get();
        entrance.settings = server.settings;
        entrance.admission = m_admission.get();
        entrance.statistics = &m_statistics;
        entrance.refusalLog = &m_refusalLog;
        entrance.credentials = m_blueprint->credentials.value(i);
        if (server.type == ServerType::WebSocket) {
            entrance.webSocket = entrance.http;
            entrance.webSocketSettings = server.settings;
            entrance.webSocketServer = static_cast<size_t>(i);
        } else if (server.settings.openWebSocketProtocol && firstWebSocket != servers.cend()) {
            entrance.webSocketServer = static_cast<size_t>(firstWebSocket - servers.cbegin());
            entrance.webSocket = m_pipelines.at(entrance.webSocketServer).get();
            entrance.webSocketSettings = firstWebSocket->settings;
        }
        m_entrances.push_back(entrance);
    }
}

void Worker::adopt(int descriptor, const PeerAddress &peer, int server)
{
    if (m_closing) {
        ::close(descriptor);
        emit socketClosed();
    } else {
        m_peak = qMax(m_peak, ++m_descriptors);
        m_backend->accept(descriptor, peer, m_entrances.at(static_cast<size_t>(server)));
    }
}

void Worker::setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials)
{
    for (size_t i = 0; i < m_entrances.size(); ++i)
        m_entrances[i].credentials = credentials.value(static_cast<qsizetype>(i));
}

ConnectionQueryResult Worker::query(const ConnectionQuery &query)
{
    ConnectionQueryResult result = executeQuery(m_table, *m_changes, query);
    const qint64 matched = result.counters.matched;
    result.counters = counters();
    result.counters.matched = matched;
    return result;
}

Admin::Counters Worker::counters() const
{
    Admin::Counters counters;
    counters.connections = m_table.size();
    counters.opened = m_opened;
    counters.closed = m_closed;
    counters.statistics = m_statistics;
    for (const Route *route : m_routes) {
        const Connection::Traffic &traffic = route->traffic();
        counters.messagesIn += traffic.messagesIn;
        counters.messagesOut += traffic.messagesOut;
        counters.bytesIn += traffic.bytesIn;
        counters.bytesOut += traffic.bytesOut;
        counters.statistics.droppedMessages += traffic.messagesDropped;
    }
    if (const EpollEventDispatcher *loop = EpollEventDispatcher::ofThisThread()) {
        const LagMeter::Time now = LagMeter::now();
        counters.lags = {{m_number, loop->lag().recent(now).count(), loop->lag().longest(now).count()}};
    }
    return counters;
}

NodeCounters Worker::traffic() const
{
    NodeCounters counters{.connections = m_table.size(), .opened = m_opened, .closed = m_closed};
    for (const Route *route : m_routes) {
        counters.messagesIn += route->traffic().messagesIn;
        counters.messagesOut += route->traffic().messagesOut;
        counters.bytesIn += route->traffic().bytesIn;
        counters.bytesOut += route->traffic().bytesOut;
    }
    return counters;
}

void Worker::stopTracking()
{
    m_changes->setActive(false);
}

void Worker::closeAll(quint16 code, const QString &reason)
{
    m_closing = true;
    forEachConnection([&](Connection *connection) { connection->close(code, reason); });
    if (m_backend)
        m_backend->drain();
    else
        drained(); // the end has come first
}

/// Calls \a function for each connection that is left when it is its turn: an event loop in an onClose() may end others.
template<typename Function>
void Worker::forEachConnection(const Function &function)
{
    const QList<qint64> fds = m_table.fds();
    for (const qint64 fd : fds) {
        if (Connection *connection = m_table.find(fd))
            function(connection);
    }
}

void Worker::tellIfEmptied()
{
    if (m_drained && m_table.size() == 0 && !std::exchange(m_emptied, true))
        emit emptied();
}

void Worker::tearDown()
{
    m_closing = true;
    m_commands.stop();
    m_queries.stop();
    // The last onClose runs while routes and contexts are still there.
    forEachConnection([](Connection *connection) { connection->abort(); });
    m_backend.reset();
    m_routes.clear();
    m_pipelines.clear();
}

void Worker::descriptorClosed()
{
    --m_descriptors;
    if (m_peak - m_descriptors >= giveBackCount && m_descriptors < m_peak / 2 && !m_giveBack.isActive())
        m_giveBack.start();
    emit socketClosed();
}

void Worker::drained()
{
    m_drained = true;
    tellIfEmptied();
}

bool Worker::isClosing() const
{
    return m_closing;
}

qint64 Worker::issueFd()
{
    return m_table.issue();
}

QString Worker::nodeId() const
{
    return m_blueprint->nodeId;
}

int Worker::workerNumber() const
{
    return m_number;
}

void Worker::keepPlace(qint64 fd, const std::shared_ptr<Admission::Place> &place)
{
    if (place)
        m_places.insert(fd, place);
}

void Worker::entered(Connection *connection)
{
    ++m_opened;
    m_table.insert(connection);
    m_changes->noteChanged(connection->fd());
}

/// For consoles that ask later; nobody is told now.
void Worker::record(const Connection *connection, const CloseInfo *close)
{
    ConnectionHistory *history = m_blueprint->history.get();
    if (!history || !history->isActive())
        return;
    history->record(m_number, {LoopClock::now(), connection->fd(), connection->peer(), connection->serverName(),
                               connection->route()->pattern(), connection->label(m_blueprint->config.labelKey),
                               close != nullptr, close ? *close : CloseInfo()});
}

void Worker::opened(Connection *connection)
{
    record(connection);
    emit connectionOpened(connection);
    if (m_closing) // its handshake was on the way when closeAll() came
        connection->close(CloseCode::GoingAway);
}

void Worker::left(Connection *connection, const CloseInfo &close)
{
    m_table.remove(connection);
    m_changes->noteClosed(connection->fd());
    m_places.remove(connection->fd());
    ++m_closed;
    record(connection, &close);
    emit connectionClosed(connection, close);
    tellIfEmptied();
}

} // namespace Landline
