// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/worker.h"

#include "api/admission.h"
#include "api/connection.h"
#include "api/thrown.h"
#include "http/gate.h"
#include "http/httpfrontend.h"
#include "http/pipeline.h"
#include "native/httpconnections.h"
#include "runtime/epolleventdispatcher.h"
#include "runtime/receivers.h"
#include "tls/tlsgate.h"
#include "websocket/native/nativebackend.h"
#include "websocket/qt/qtbackend.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qscopedvaluerollback.h>
#include <QtNetwork/qsslsocket.h>

#include <malloc.h>
#include <unistd.h>

Q_LOGGING_CATEGORY(lcTls, "landline.tls")

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
    , m_commands([this](const Order &order, qint64 fd) { return carryOut(order, fd); })
    , m_credentials(blueprint->credentials)
{
}

Worker::~Worker() = default;

/// Most of those who were here have gone. The allocator keeps what they had for those who come, but few come so fast.
void Worker::giveMemoryBack()
{
    m_peak = m_table.size();
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
    m_sockets = new QObject(this);
    if (m_blueprint->config.webSocketBackend == QLatin1String("native")) {
        m_backend = new NativeBackend(this, DescriptorPoller::ofThisThread(), this);
        makeHttpConnections();
    } else {
        m_backend = new QtBackend(this, this);
    }
    m_frontend = new HttpFrontend(this);
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
            blueprint.registry.mount(*router, route);
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
    for (qsizetype i = 0; i < servers.size(); ++i) {
        const ServerConfig &server = servers.at(i);
        Entrance entrance;
        entrance.redaction = redaction;
        entrance.http = m_pipelines.at(static_cast<size_t>(i)).get();
        entrance.settings = server.settings;
        entrance.admission = m_admission.get();
        entrance.statistics = &m_statistics;
        entrance.refusalLog = &m_refusalLog;
        if (server.type == ServerType::WebSocket) {
            entrance.webSocket = entrance.http;
            entrance.webSocketSettings = server.settings;
            entrance.webSocketServer = static_cast<size_t>(i);
        } else if (server.settings.openWebSocketProtocol && firstWebSocket != servers.cend()) {
            entrance.webSocketServer = static_cast<size_t>(firstWebSocket - servers.cbegin());
            entrance.webSocket = m_pipelines.at(entrance.webSocketServer).get();
            entrance.webSocketSettings = firstWebSocket->settings;
        }
        m_entrances.append(entrance);
    }
}

void Worker::adopt(int descriptor, const PeerAddress &peer, int server)
{
    const Entrance &entrance = m_entrances.at(server);
    if (m_closing) {
        ::close(descriptor);
        emit socketClosed();
    } else if (const auto credentials = m_credentials.value(server)) {
        adoptSecure(descriptor, peer, entrance, credentials);
    } else if (m_httpConnections) {
        m_httpConnections->adopt(descriptor, peer, &entrance);
    } else {
        QTcpSocket *socket = m_backend->createSocket(m_sockets);
        if (QObject *mark = take(socket, descriptor))
            makeGate(socket, mark, entrance)->start(entrance.settings.headTimeout);
    }
}

void Worker::adoptSecure(int descriptor, const PeerAddress &peer, const Entrance &entrance,
                         const std::shared_ptr<const TlsCredentials> &credentials)
{
    QSslSocket *socket = m_backend->createSecureSocket(m_sockets);
    QObject *mark = take(socket, descriptor);
    if (!mark)
        return;
    auto *gate = new TlsGate(socket, credentials);
    connect(gate, &TlsGate::encrypted, this, [this, socket, mark, &entrance] {
        makeGate(socket, mark, entrance)->start(entrance.settings.headTimeout);
    });
    connect(gate, &TlsGate::failed, this, [this, peer](const QString &reason) { handshakeFailed(peer, reason); });
    gate->start();
}

void Worker::handshakeFailed(const PeerAddress &peer, const QString &reason)
{
    ++m_statistics.refused[RefusalReason::TlsHandshake];
    if (m_tlsLog.allows())
        qCInfo(lcTls, "A TLS handshake with %ls failed: %ls%s", qUtf16Printable(peer.address().toString()),
               qUtf16Printable(reason), m_tlsLog.unsaid().constData());
}

void Worker::setCredentials(const QList<std::shared_ptr<const TlsCredentials>> &credentials)
{
    m_credentials = credentials;
}

/// Makes \a socket one for \a descriptor. Returns a child of it whose end tells that of the socket; nullptr if the descriptor
/// is none, and then the socket is gone.
QObject *Worker::take(QTcpSocket *socket, int descriptor)
{
    if (!socket->setSocketDescriptor(descriptor)) {
        ::close(descriptor);
        delete socket;
        emit socketClosed();
        return nullptr;
    }
    connect(socket, &QTcpSocket::disconnected, socket, &QObject::deleteLater);
    // ~QWebSocket disconnects whoever listens to the socket itself.
    auto *mark = new QObject(socket);
    connect(mark, &QObject::destroyed, this, &Worker::socketClosed);
    return mark;
}

Gate *Worker::makeGate(QTcpSocket *socket, QObject *mark, const Entrance &entrance)
{
    auto *gate = new Gate(socket, entrance, m_frontend);
    connect(gate, &Gate::handshakeAccepted, this,
            [this, mark, settings = &entrance.webSocketSettings](QTcpSocket *accepted, const Request &request,
                                                                 const Response &answer,
                                                                 const std::shared_ptr<Admission::Place> &place) {
                if (m_closing) {
                    accepted->abort();
                    return;
                }
                // The connection is counted, see left(). Before: onOpen may run an event loop in which it ends.
                if (m_httpConnections)
                    disconnect(mark, nullptr, this, nullptr);
                if (!m_backend->upgrade({accepted, nullptr, {}, request, answer, settings, place}) && m_httpConnections)
                    connect(mark, &QObject::destroyed, this, &Worker::socketClosed);
            });
    return gate;
}

void Worker::makeHttpConnections()
{
    m_httpConnections = std::make_unique<HttpConnections>(
            DescriptorPoller::ofThisThread(),
            [this](HttpConnections::Accepted &&accepted) {
                const Response &answer = accepted.response;
                m_backend->upgrade({nullptr, std::move(accepted.transport), accepted.early, answer.request(), answer,
                                    &accepted.entrance->webSocketSettings, accepted.place});
            },
            [this] { emit socketClosed(); });
}

QList<qint64> Worker::targetsOf(const Order &order, const QList<qint64> &fds) const
{
    return order.audience.isEmpty() ? fds : receiversOf(order.audience, m_table, *m_groups);
}

void Worker::carryOut(const Order &order, const QList<qint64> &fds, const Dispatch::Receipt &receipt)
{
    const QList<qint64> targets = targetsOf(order, fds);
    const auto outcomes = std::make_shared<QList<Outcome>>();
    outcomes->reserve(targets.size());
    m_commands.add(
            order, targets, [outcomes](qint64 fd, PushResult result) { outcomes->append({fd, result}); },
            [outcomes, receipt] {
                if (receipt)
                    receipt(*outcomes);
            });
    if (m_stopped) // there is no event loop any more
        m_commands.complete();
}

void Worker::deliver(const Order &order, const Dispatch::DeliveryReceipt &receipt)
{
    const auto delivery = std::make_shared<Delivery>();
    m_commands.add(
            order, targetsOf(order, {}), [delivery](qint64, PushResult result) { delivery->add(result); },
            [delivery, receipt] { receipt(*delivery); });
    if (m_stopped)
        m_commands.complete();
}

PushResult Worker::carryOut(const Order &order, qint64 fd)
{
    if (m_stopped)
        return PushResult::Stopped;
    // A slot of the application that runs in between may push to others.
    const QScopedValueRollback<Encodings *> current(m_encodings, order.encodings.get());
    Connection *connection = m_table.find(fd);
    return connection ? carryOut(order, connection) : m_table.absence(fd);
}

PushResult Worker::carryOut(const Order &order, Connection *connection)
{
    switch (order.kind) {
    case Order::Kind::Push: return connection->push(order.frame);
    case Order::Kind::Disconnect: return connection->close(order.code, order.reason);
    case Order::Kind::Probe: break;
    }
    return connection->isOpen() ? PushResult::Queued : PushResult::Gone;
}

Findings Worker::find(const Inspection &inspection)
{
    Findings findings = inspect(m_table, *m_changes, inspection);
    const qint64 matched = findings.counters.matched;
    findings.counters = counters();
    findings.counters.matched = matched;
    return findings;
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

void Worker::stopTracking()
{
    m_changes->setActive(false);
}

void Worker::closeAll(quint16 code, const QString &reason)
{
    m_closing = true;
    forEachConnection([&](Connection *connection) { connection->close(code, reason); });
    tellIfEmptied();
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
    if (m_closing && m_table.size() == 0 && !std::exchange(m_emptied, true))
        emit emptied();
}

void Worker::tearDown()
{
    m_stopped = true;
    m_closing = true;
    m_commands.complete();
    // The last onClose runs while routes and contexts are still there.
    forEachConnection([](Connection *connection) { connection->abort(); });
    m_httpConnections.reset();
    delete std::exchange(m_backend, nullptr);
    delete std::exchange(m_sockets, nullptr);
    delete std::exchange(m_frontend, nullptr);
    m_routes.clear();
    m_pipelines.clear();
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
    m_peak = qMax(m_peak, m_table.size());
}

void Worker::opened(Connection *connection)
{
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
    if (m_peak - m_table.size() >= giveBackCount && m_table.size() < m_peak / 2 && !m_giveBack.isActive())
        m_giveBack.start();
    emit connectionClosed(connection, close);
    if (m_httpConnections) // there is no socket object whose end would tell
        emit socketClosed();
    tellIfEmptied();
}

} // namespace Landline
