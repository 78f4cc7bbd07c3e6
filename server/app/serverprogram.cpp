// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/serverprogram.h"

#include "admin/adminserver.h"
#include "app/consolelauncher.h"
#include "app/logging.h"
#include "config/effectiveconfig.h"
#include "controllers/stock.h"
#include "shared/descriptorlimit.h"
#include "shared/endpoint.h"
#include "shared/unixsignals.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qtimer.h>

#include <cerrno>
#include <cstdio>
#include <utility>

Q_LOGGING_CATEGORY(lcProgram, "landline.app")

namespace Landline {

namespace {

EffectiveConfig load(const CommandLine::Options &options)
{
    EffectiveConfig config = options.configFile.isEmpty()
            ? EffectiveConfig::embeddedDefault()
            : EffectiveConfig::fromFile(options.configFile);
    if (options.workers)
        config.setWorkers(*options.workers, options.workersOrigin);
    if (!options.adminSocket.isEmpty())
        config.setAdminSocket(options.adminSocket, options.adminSocketOrigin);
    return config;
}

/// Every connection is a descriptor, and the usual soft limit is only 1024. main() has done so already, without a log.
void raiseDescriptorLimit()
{
    if (!DescriptorLimit::raise())
        qCWarning(lcProgram, "The limit of open descriptors stays as it is: %ls", qUtf16Printable(qt_error_string(errno)));
    qCInfo(lcProgram, "Up to %llu descriptors may be open.",
           static_cast<unsigned long long>(DescriptorLimit::current()));
}

bool hasTls(const NodeConfig &config)
{
    return std::any_of(config.servers.cbegin(), config.servers.cend(),
                       [](const ServerConfig &server) { return server.tls.has_value(); });
}

/// From the second request to end until the connections are cut: enough for the close frames that the first one has caused,
/// since `timeout` and npm send each signal twice.
constexpr std::chrono::milliseconds cutDelay = std::chrono::milliseconds(100);

} // namespace

ServerProgram::ServerProgram(const CommandLine::Options &options)
    : m_options(options)
{ }

ServerProgram::~ServerProgram() = default;

int ServerProgram::run()
{
    const EffectiveConfig config = load(m_options);
    m_node = std::make_unique<Node>(config.config());
    registerStock(m_node->registry());
    switch (m_options.task) {
    case CommandLine::Task::PrintConfig:
        return printConfig(config);
    case CommandLine::Task::CheckConfig:
        return checkConfig();
    case CommandLine::Task::Run:
        break;
    }
    return serve();
}

int ServerProgram::printConfig(const EffectiveConfig &config) const
{
    if (!config.config().isValid()) {
        printError(config.config().errorString());
        return Node::InvalidConfiguration;
    }
    std::fputs(config.toToml().toUtf8().constData(), stdout);
    return 0;
}

int ServerProgram::checkConfig()
{
    if (!m_node->check())
        return reportNodeError();
    std::fprintf(stdout, "%s: ok\n",
                 m_options.configFile.isEmpty() ? "built-in configuration"
                                                : qPrintable(m_options.configFile));
    return 0;
}

int ServerProgram::serve()
{
    m_signals = std::make_unique<UnixSignals>();
    m_signals->catchHangup();
    if (!m_node->check())
        return reportNodeError();
    raiseDescriptorLimit();
    if (!takeAdminSocket())
        return m_admin->exitCode();
    if (!m_node->start())
        return reportNodeError();
    printStartup();

    connect(m_signals.get(), &UnixSignals::terminationRequested, this, &ServerProgram::end);
    connect(m_signals.get(), &UnixSignals::reloadRequested, this, &ServerProgram::reload);
    connect(m_signals.get(), &UnixSignals::terminalLost, this, &ServerProgram::endWithTerminal);
    connect(m_node.get(), &Node::stopped, qApp, &QCoreApplication::quit);
    openConsole();
    const int result = QCoreApplication::exec();
    if (m_console)
        m_console->end();
    m_admin.reset();
    m_signals->ignoreUntilExit();
    return result;
}

bool ServerProgram::takeAdminSocket()
{
    const QString place = m_node->config().adminSocket;
    if (place == QLatin1String("off")) {
        qCInfo(lcProgram, "The admin socket is off: no console can connect.");
        return true;
    }
    m_admin = std::make_unique<AdminServer>(m_node.get());
    const bool isDefault = place == QLatin1String("default");
    if (isDefault ? m_admin->listenAtDefault(m_node->config().name) : m_admin->listen(place))
        return true;
    if (isDefault && m_admin->exitCode() != AdminServer::CannotListen) {
        qCWarning(lcProgram, "The admin socket is off, since no default place can be used: %ls. Set admin_socket to a path or \"off\".",
                  qUtf16Printable(m_admin->errorString()));
        m_admin.reset();
        return true;
    }
    printError(m_admin->errorString());
    return false;
}

void ServerProgram::openConsole()
{
    if (!m_admin) {
        if (m_options.isGuiWanted)
            qCInfo(lcProgram, "No console is opened: the admin socket is off.");
        return;
    }
    if (m_options.isGuiWanted) {
        m_console = std::make_unique<ConsoleLauncher>(m_admin->socketPath());
        m_console->setHangupIgnored(m_signals->wasHangupIgnored());
        m_console->launch();
    } else {
        qCInfo(lcProgram, "Running headless. \"landline-admin --connect %ls\" opens the console.",
               qUtf16Printable(m_admin->socketPath()));
    }
}

void ServerProgram::printStartup() const
{
    const QStringList lines = m_node->startupLines();
    for (const QString &line : lines)
        printLine(line);
    const QList<Admin::ServerInfo> listeners = m_node->listeners();
    for (const ServerConfig &server : m_node->config().servers) {
        const auto listener
                = std::find_if(listeners.cbegin(), listeners.cend(),
                               [&server](const auto &info) { return info.name == server.name; });
        for (const RouteConfig &route : server.routes) {
            if (route.controller == QLatin1String("DemoPage"))
                printLine(QStringLiteral("[INFO] Demo page: %1://%2%3")
                                  .arg(server.tls ? QStringLiteral("https") : QStringLiteral("http"),
                                       reachableEndpoint(server.host, listener->port), route.path));
        }
    }
}

int ServerProgram::reportNodeError() const
{
    printError(m_node->errorString());
    return m_node->exitCode();
}

void ServerProgram::reload()
{
    if (m_isEnding)
        return;
    if (!hasTls(m_node->config()))
        qCInfo(lcProgram, "Nothing to reload: no server has a certificate (SIGHUP)");
    else if (m_node->reloadCertificates())
        qCInfo(lcProgram, "The certificates have been read again.");
    else
        qCCritical(lcProgram, "The certificates stay as they are: %ls",
                   qUtf16Printable(m_node->errorString().replace(QLatin1Char('\n'), QLatin1String("; "))));
}

void ServerProgram::endWithTerminal()
{
    if (m_isEnding)
        return;
    qCInfo(lcProgram, "The terminal was closed: the node ends (SIGHUP)");
    end();
}

void ServerProgram::end()
{
    if (std::exchange(m_isEnding, true)) {
        qCInfo(lcProgram, "Connections are cut: the node was asked to end again");
        QTimer::singleShot(cutDelay, qApp, &QCoreApplication::quit);
        return;
    }
    if (m_admin)
        m_admin->sayGoodbye();
    m_node->stop();
}

} // namespace Landline
