// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "node_p.h"

#include "api/allowedhosts_p.h"
#include "api/apikeys_p.h"
#include "api/backendname_p.h"
#include "api/originname_p.h"
#include "http/pipeline.h"
#include "native/nativebackend.h"
#include "runtime/listener.h"
#include "runtime/worker.h"
#include "shared/descriptorlimit.h"
#include "shared/endpoint.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qmetaobject.h>
#include <QtCore/qpointer.h>
#include <QtCore/qthread.h>

#include <csignal>
#include <cstdio>

namespace Landline {

static Q_LOGGING_CATEGORY(lcNode, "landline.node")

namespace {

constexpr std::chrono::milliseconds stopTime = std::chrono::milliseconds(2500);
constexpr int reservedDescriptors = 16; // for the first clients, a console, and files that are open for a moment

struct Credentials
{
    QList<std::shared_ptr<const TlsCredentials>> ofServers; ///< nullptr for one without TLS
    QStringList errors;
};

Credentials readCredentials(const Blueprint &blueprint)
{
    Credentials read;
    for (const ServerConfig &server : blueprint.config.servers) {
        TlsCredentials::Loading loading;
        if (server.tls)
            loading = TlsCredentials::load(*server.tls, QStringLiteral("server \"%1\"").arg(server.name), blueprint.ticketKeys);
        if (server.tls && !server.tls->clientCrl.isEmpty() && blueprint.config.backend == BackendType::Qt)
            read.errors.append(QStringLiteral("%1: client_crl is not possible with websocket_backend = \"qt\": use \"native\", or "
                                              "leave it out")
                                       .arg(server.tls->clientCrlOrigin.isEmpty() ? QStringLiteral("server \"%1\"").arg(server.name)
                                                                                  : server.tls->clientCrlOrigin));
        for (const QString &warning : std::as_const(loading.warnings))
            qCWarning(lcNode, "%ls", qUtf16Printable(warning));
        read.ofServers.append(loading.credentials);
        read.errors += loading.errors;
    }
    return read;
}

Backend::Factory backendFactory(BackendType type)
{
    return type == BackendType::Native ? NativeBackend::make : Backend::installed(type);
}

/// What is wrong with the members of one list in the settings of \a server.
QStringList complaintsAbout(const ServerConfig &server, const char *list, const QStringList &texts,
                            QString (*complaintAbout)(const QString &text))
{
    QStringList complaints;
    for (const QString &text : texts) {
        if (const QString complaint = complaintAbout(text); !complaint.isEmpty())
            complaints.append(QStringLiteral("server \"%1\": %2 has \"%3\", which %4")
                                      .arg(server.name, QLatin1String(list), text, complaint));
    }
    return complaints;
}

/// A write to a connection that the peer has closed is an error like any other, and not the end of the process.
void ignoreSigPipe()
{
    struct sigaction action = {};
    if (::sigaction(SIGPIPE, nullptr, &action) == 0 && !(action.sa_flags & SA_SIGINFO) && action.sa_handler == SIG_DFL)
        ::signal(SIGPIPE, SIG_IGN);
}

/// "1 worker", "2 workers".
QString counted(qsizetype count, const QString &noun)
{
    return QStringLiteral("%1 %2%3").arg(count).arg(noun, count == 1 ? QString() : QStringLiteral("s"));
}

} // namespace

NodePrivate::NodePrivate(Node *node, const NodeConfig &config)
    : q(node)
    , m_blueprint(std::make_shared<Blueprint>())
    , m_dispatch(std::make_shared<CurrentPool>())
    , m_pool(std::make_shared<WorkerPool>())
    , m_sender(m_dispatch)
{
    m_blueprint->config = config;
    m_blueprint->workers = config.workers > 0 ? config.workers : QThread::idealThreadCount();
    m_blueprint->fds = std::make_shared<FdSequence>(m_blueprint->workers);
    m_blueprint->history = std::make_shared<ConnectionHistory>(m_blueprint->workers);
    m_stopTimer.setSingleShot(true);
    QObject::connect(&m_stopTimer, &QTimer::timeout, node, [this] { finish(); });
}

NodePrivate::~NodePrivate() = default;

bool NodePrivate::fail(Node::ExitCode code, const QStringList &errors)
{
    m_exitCode = code;
    m_errors = errors;
    return false;
}

QStringList NodePrivate::configurationErrors() const
{
    const NodeConfig &config = m_blueprint->config;
    if (!config.isValid())
        return config.errors;
    if (config.servers.isEmpty())
        return {QStringLiteral("At least one server should be defined.")};
    QStringList errors = m_blueprint->registry.errorsIn(config);
    if (!backendFactory(config.backend))
        errors.append(QStringLiteral("websocket_backend = \"%1\": this program was built without that backend; \"native\" is in all. "
                                     "An application gets \"qt\" by linking Landline::QtBackend and calling "
                                     "Landline::installQtBackend() before the start")
                              .arg(backendName(config.backend)));
    QStringList names;
    for (const ServerConfig &server : config.servers) {
        if (names.contains(server.name))
            errors.append(QStringLiteral("there is more than one server \"%1\"").arg(server.name));
        names.append(server.name);
        errors += complaintsAbout(server, "allowedOrigins", server.settings.allowedOrigins, complaintAboutOrigin);
        errors += complaintsAbout(server, "allowedHosts", server.settings.allowedHosts, complaintAboutHost);
    }
    const auto checkName = [&](const QString &name, const char *what) {
        if (!names.contains(name))
            errors.append(QStringLiteral("%1: there is no server \"%2\"; the servers are %3")
                                  .arg(QLatin1String(what), name, names.join(QStringLiteral(", "))));
    };
    for (const auto &[name, define] : m_blueprint->routes)
        checkName(name, "addRoutes");
    for (const auto &[name, make] : m_blueprint->middleware)
        checkName(name, "addMiddleware");
    return errors;
}

bool NodePrivate::check()
{
    QStringList errors = configurationErrors();
    if (!errors.isEmpty())
        return fail(Node::InvalidConfiguration, errors);
    errors = loadCredentials();
    QObject parent;
    for (const ServerConfig &server : m_blueprint->config.servers) {
        const auto pipeline = Worker::makePipeline(*m_blueprint, server, m_sender, &parent);
        for (const QString &error : pipeline->errors())
            errors.append(QStringLiteral("server \"%1\": %2").arg(server.name, error));
    }
    return errors.isEmpty() || fail(Node::InvalidConfiguration, errors);
}

bool NodePrivate::start()
{
    if (m_state == State::Running)
        return fail(Node::Failed, {QStringLiteral("The node runs already. Call stop() first.")});
    if (m_state == State::Stopping)
        return fail(Node::Failed, {QStringLiteral("The node is still stopping. Start it again after stopped().")});
    const QStringList errors = configurationErrors();
    if (!errors.isEmpty())
        return fail(Node::InvalidConfiguration, errors);
    if (const QString shortage = descriptorShortage(); !shortage.isEmpty())
        return fail(Node::CannotListen, {shortage});
    ignoreSigPipe();
    if (const QStringList wrong = loadCredentials(); !wrong.isEmpty())
        return fail(Node::InvalidConfiguration, wrong);
    if (!bindAndAccept()) {
        m_listeners.clear();
        m_blueprint->credentials.clear();
        return false;
    }
    m_errors.clear();
    m_exitCode = Node::Ok;
    m_owesStopped = false;
    m_state = State::Running;
    m_dispatch->setState(NodeState::Running);
    emit q->started();
    return true;
}

/// What keeps the process from opening as many descriptors as this node needs; empty if nothing does.
QString NodePrivate::descriptorShortage() const
{
    const int servers = static_cast<int>(m_blueprint->config.servers.size());
    const int workers = m_blueprint->workers;
    return DescriptorLimit::shortage(
            WorkerPool::descriptorsFor(workers, servers) + servers + reservedDescriptors,
            QStringLiteral("%1 and %2 need")
                    .arg(counted(workers, QStringLiteral("worker")), counted(servers, QStringLiteral("server"))));
}

bool NodePrivate::bindAndAccept()
{
    if (!bindAll() || !startWorkers())
        return false;
    for (size_t number = 0; number < m_listeners.size(); ++number) {
        if (!m_pool->accept(*m_listeners[number], static_cast<int>(number))) {
            m_pool->finish();
            return fail(Node::CannotListen, m_pool->errors());
        }
    }
    return true;
}

bool NodePrivate::startWorkers()
{
    const QDateTime now = QDateTime::currentDateTimeUtc();
    // A copy, since a worker of a former start that a controller holds still reads that of its own.
    const auto blueprint = std::make_shared<Blueprint>(*m_blueprint);
    blueprint->makeBackend = backendFactory(blueprint->config.backend);
    m_blueprint->credentials.clear(); // the next start reads the files again
    blueprint->nodeId = blueprint->config.name + QLatin1Char('-') + QString::number(now.toMSecsSinceEpoch());
    blueprint->fds->skipIssued();
    const auto pool = std::make_shared<WorkerPool>();
    if (!pool->start(blueprint, this, m_dispatch))
        return fail(pool->lacksResources() ? Node::CannotListen : Node::InvalidConfiguration, pool->errors());
    m_startedAt = now;
    m_pool = pool;
    m_dispatch->set(pool);
    return true;
}

/// Reads the files of TLS and of API keys unless check() has read them just before; what is wrong with them.
QStringList NodePrivate::loadCredentials()
{
    if (!m_blueprint->credentials.isEmpty())
        return {};
    const Credentials read = readCredentials(*m_blueprint);
    const ApiKeys::Loading keys = ApiKeys::load(m_blueprint->config.apiKeys);
    m_blueprint->apiKeys = keys.keys;
    if (read.errors.isEmpty() && keys.errors.isEmpty())
        m_blueprint->credentials = read.ofServers;
    return read.errors + keys.errors;
}

bool NodePrivate::reloadCertificates()
{
    if (m_state != State::Running) {
        m_errors = QStringList(QStringLiteral("The node does not run"));
        return false;
    }
    const Credentials read = readCredentials(*m_blueprint);
    m_errors = read.errors;
    if (m_errors.isEmpty())
        m_pool->setCredentials(read.ofServers);
    return m_errors.isEmpty();
}

bool NodePrivate::bindAll()
{
    for (const ServerConfig &server : m_blueprint->config.servers) {
        const auto &listener = m_listeners.emplace_back(std::make_unique<Listener>());
        if (!listener->bind(server.host, server.port)) {
            const QString place = server.origin.isEmpty() ? QString() : QStringLiteral(" (%1)").arg(server.origin);
            return fail(Node::CannotListen, {QStringLiteral("Failed to listen server port [%1]%2: %3")
                                               .arg(endpoint(server.host, server.port), place,
                                                    listener->bindError())});
        }
    }
    return true;
}

void NodePrivate::stop()
{
    if (m_state == State::Stopping)
        return;
    if (m_state == State::Idle) {
        m_owesStopped = true;
        QMetaObject::invokeMethod(q, [this] {
            if (std::exchange(m_owesStopped, false))
                emit q->stopped();
        }, Qt::QueuedConnection);
        return;
    }
    m_state = State::Stopping;
    m_dispatch->setState(NodeState::Draining);
    m_listeners.clear();
    m_stopTimer.start(stopTime);
    m_pool->closeAll(CloseCode::GoingAway, QStringLiteral("the server is shutting down"));
}

void NodePrivate::finish()
{
    if (m_state != State::Stopping)
        return;
    m_stopTimer.stop();
    m_pool->finish();
    m_dispatch->setState(NodeState::Stopped);
    m_state = State::Idle;
    emit q->stopped();
}

QList<ServerInfo> NodePrivate::listeners() const
{
    QList<ServerInfo> infos;
    for (const ServerType type : {ServerType::WebSocket, ServerType::Http}) {
        for (size_t i = 0; i < m_listeners.size(); ++i) {
            const ServerConfig &server = m_blueprint->config.servers.at(static_cast<qsizetype>(i));
            if (server.type == type)
                infos.append({server.name, server.type, server.host, m_listeners[i]->serverPort()});
        }
    }
    return infos;
}

bool NodePrivate::isSecure(const QString &server) const
{
    const QList<ServerConfig> &servers = m_blueprint->config.servers;
    return std::any_of(servers.cbegin(), servers.cend(),
                       [&server](const ServerConfig &one) { return one.name == server && one.tls; });
}

QStringList NodePrivate::startupLines() const
{
    QStringList lines;
    for (int worker = 0; worker < m_blueprint->workers; ++worker)
        lines.append(QStringLiteral("[INFO] Worker#%1 started.").arg(worker));
    const QList<ServerInfo> infos = listeners();
    for (const ServerInfo &info : infos) {
        const QString kind = info.type == ServerType::WebSocket ? QStringLiteral("WebSocket") : QStringLiteral("HTTP");
        const QString tls = isSecure(info.name) ? QStringLiteral(" (TLS)") : QString();
        lines.append(QStringLiteral("[INFO] %1 Server listening at %2%3").arg(kind, endpoint(info.host, info.port), tls));
    }
    return lines;
}

void NodePrivate::query(const ConnectionQuery &query, QObject *context,
                 const std::function<void(const ConnectionQueryResult &)> &callback)
{
    ConnectionQuery labelled = query;
    labelled.labelKey = m_blueprint->config.labelKey;
    if (labelled.tracksChanges())
        labelled.question = ++m_questions;
    m_pool->query(labelled, [guard = QPointer<QObject>(context), callback](const ConnectionQueryResult &result) {
        if (guard)
            callback(result);
    });
}

void NodePrivate::stopTracking()
{
    m_pool->stopTracking();
}

void NodePrivate::connectionOpened(const ConnectionInfo &info)
{
    emit q->connectionOpened(info);
}

void NodePrivate::connectionClosed(const ConnectionInfo &info, const CloseInfo &close)
{
    emit q->connectionClosed(info, close);
}

Node::Node(const NodeConfig &config, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<NodePrivate>(this, config))
{
}

Node::~Node()
{
    d->m_pool->finish();
}

NodeConfig Node::config() const
{
    return d->m_blueprint->config;
}

Registry &Node::registry()
{
    return d->m_blueprint->registry;
}

void Node::addRoutes(const QString &server, const std::function<void(Router &)> &define)
{
    d->m_blueprint->routes.append({server, define});
}

void Node::addMiddlewareMaker(const QString &server,
                              const std::function<std::shared_ptr<Middleware>(const Router &router)> &make)
{
    d->m_blueprint->middleware.append({server, make});
}

bool Node::check()
{
    return d->check();
}

bool Node::start()
{
    return d->start();
}

bool Node::reloadCertificates()
{
    return d->reloadCertificates();
}

void Node::stop()
{
    d->stop();
}

void Node::abort()
{
    d->finish();
}

bool Node::isRunning() const
{
    return d->m_state == NodePrivate::State::Running;
}

QString Node::errorString() const
{
    return d->m_errors.join(QLatin1Char('\n'));
}

Node::ExitCode Node::exitCode() const
{
    return d->m_exitCode;
}

int Node::reportError() const
{
    for (const QString &error : std::as_const(d->m_errors))
        std::fprintf(stderr, "%s\n", qPrintable(error));
    return d->m_exitCode;
}

Sender Node::sender() const
{
    return d->m_sender;
}

QList<ServerInfo> Node::listeners() const
{
    return d->listeners();
}

bool Node::isSecure(const QString &server) const
{
    return d->isSecure(server);
}

int Node::workerCount() const
{
    return d->m_blueprint->workers;
}

QDateTime Node::startedAt() const
{
    return d->m_startedAt;
}

QStringList Node::startupLines() const
{
    return d->startupLines();
}

void Node::connectNotify(const QMetaMethod &signal)
{
    // For good: disconnectNotify() must not ask who is left.
    if (signal == QMetaMethod::fromSignal(&Node::connectionOpened)
        || signal == QMetaMethod::fromSignal(&Node::connectionClosed))
        d->m_dispatch->setObserved(true);
}

} // namespace Landline
