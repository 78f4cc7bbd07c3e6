// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "app/program.h"

#include "admin/adminserver.h"
#include "app/commandline.h"
#include "app/consolelauncher.h"
#include "app/logging.h"
#include "config/effectiveconfig.h"
#include "controllers/stock.h"
#include "shared/descriptorlimit.h"
#include "shared/endpoint.h"
#include "shared/standardstreams.h"
#include "shared/unixsignals.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qeventloop.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtimer.h>

#include <cerrno>
#include <cstdio>
#include <optional>
#include <utility>

namespace Landline {

static Q_LOGGING_CATEGORY(lcProgram, "landline.app")

namespace {

/// What a program opens before its node counts for itself: the event loop, signals, the admin socket, a file now and then.
constexpr int descriptorsOfProgram = 10;

/// Every connection is a descriptor, and the usual soft limit is only 1024. The constructor has done so already, without a log.
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

class ProgramPrivate : public QObject
{
public:
    ~ProgramPrivate() override;

    void makeApplication(int &argc, char *argv[]);
    bool load();
    /// Why the node is not served, or nothing.
    std::optional<int> start();
    void drain();
    /// False, with a warning, if the command line has been read: \a function would come too late.
    bool canSet(const char *function) const;

    bool eventFilter(QObject *watched, QEvent *event) override;

    // What the application wants.
    CommandLine::Description description;
    QByteArray defaultConfiguration;
    std::vector<std::function<QStringList(const NodeConfig &)>> checks;
    bool isConsoleWanted = true;

    // What load() has found.
    CommandLine::Options options;
    std::optional<EffectiveConfig> config;
    std::unique_ptr<Node> node;

    int exitCode = Node::Ok;

private:
    void read();
    void readConfig();
    int printAnswer() const;
    int printConfig() const;
    int checkConfig();
    int serve();
    bool takeAdminSocket();
    void openConsole();
    void printStartup() const;
    int reportNodeError() const;
    bool isEnding() const { return m_isDraining || m_requests > 0; }
    void endOnRequest();
    void endWithTerminal();
    void reload();

    std::unique_ptr<QCoreApplication> m_application; ///< nullptr if there was one
    QStringList m_arguments;
    std::optional<CommandLine::Answer> m_answer; ///< instead of serving
    std::unique_ptr<UnixSignals> m_signals; ///< since start()
    std::unique_ptr<AdminServer> m_admin; ///< nullptr where the admin socket is off
    std::unique_ptr<ConsoleLauncher> m_console;
    int m_requests = 0; ///< to end, by signals
    bool m_isServing = false;
    bool m_isDraining = false;
};

ProgramPrivate::~ProgramPrivate()
{
    drain();
    m_console.reset();
    m_admin.reset();
    node.reset();
    m_signals.reset();
}

void ProgramPrivate::makeApplication(int &argc, char *argv[])
{
    if (!QCoreApplication::instance()) {
        const QString name = QCoreApplication::applicationName().isEmpty() && argc > 0
                ? QFileInfo(QString::fromLocal8Bit(argv[0])).fileName()
                : QCoreApplication::applicationName();
        // Qt ends the process by SIGABRT where its event loop gets no descriptor.
        const QString shortage = DescriptorLimit::shortage(descriptorsOfProgram, QStringLiteral("%1 needs").arg(name));
        if (!shortage.isEmpty()) {
            m_answer = CommandLine::Answer{Node::CannotListen, QString(), shortage};
            return;
        }
        // Qt's glib dispatcher takes a microsecond more for each wake-up of a thread.
        qputenv("QT_NO_GLIB", "1");
        m_application = std::make_unique<QCoreApplication>(argc, argv);
    }
    // Without those that the application object has taken for itself.
    for (int i = 0; i < argc; ++i)
        m_arguments.append(QString::fromLocal8Bit(argv[i]));
    if (!hasMessageHandler())
        installLogging();
    connect(QCoreApplication::instance(), &QCoreApplication::aboutToQuit, this, &ProgramPrivate::drain);
}

bool ProgramPrivate::canSet(const char *function) const
{
    if (node)
        qCWarning(lcProgram, "Program::%s() has no effect: the command line has been read already. Call it before node(), config(), "
                             "value() and load().", function);
    return !node;
}

bool ProgramPrivate::load()
{
    if (!node) {
        read();
        NodeConfig wrong;
        wrong.errors = {QStringLiteral("The command line is wrong, or does not ask for a node.")};
        node = std::make_unique<Node>(config ? config->config() : wrong);
        registerStock(node->registry());
    }
    return !m_answer && options.task == CommandLine::Task::Run && config->config().isValid();
}

void ProgramPrivate::read()
{
    if (m_answer)
        return;
    description.name = QCoreApplication::applicationName();
    description.version = QCoreApplication::applicationVersion();
    description.hasOwnConfig = !defaultConfiguration.isNull();
    const auto parsed = CommandLine::parse(m_arguments, QProcessEnvironment::systemEnvironment(), description);
    if (const auto *answer = std::get_if<CommandLine::Answer>(&parsed)) {
        m_answer = *answer;
        return;
    }
    options = std::get<CommandLine::Options>(parsed);
    readConfig();
}

void ProgramPrivate::readConfig()
{
    if (!options.configFile.isEmpty())
        config = EffectiveConfig::fromFile(options.configFile);
    else if (description.hasOwnConfig)
        config = EffectiveConfig::builtIn(defaultConfiguration);
    else
        config = EffectiveConfig::embeddedDefault();
    if (options.workers)
        config->setWorkers(*options.workers, options.workersOrigin);
    if (!options.adminSocket.isEmpty())
        config->setAdminSocket(options.adminSocket, options.adminSocketOrigin);
    if (!config->config().isValid())
        return;
    QStringList errors;
    for (const auto &check : checks)
        errors += check(config->config());
    config->addErrors(errors);
}

std::optional<int> ProgramPrivate::start()
{
    load();
    if (m_answer)
        return printAnswer();
    switch (options.task) {
    case CommandLine::Task::PrintConfig:
        return printConfig();
    case CommandLine::Task::CheckConfig:
        return checkConfig();
    case CommandLine::Task::Run:
        break;
    }
    if (m_isServing) {
        qCCritical(lcProgram, "Program::start() was called twice");
        return Node::Failed;
    }
    if (const int code = serve(); code != Node::Ok) {
        m_admin.reset();
        m_signals.reset();
        return code;
    }
    return std::nullopt;
}

int ProgramPrivate::printAnswer() const
{
    std::fputs(qPrintable(m_answer->output), stdout);
    // The log needs descriptors too.
    if (!QCoreApplication::instance())
        std::fprintf(stderr, "%s\n", qPrintable(m_answer->errorOutput));
    else if (!m_answer->errorOutput.isEmpty())
        printError(m_answer->errorOutput);
    return m_answer->exitCode;
}

int ProgramPrivate::printConfig() const
{
    if (!config->config().isValid()) {
        printError(config->config().errorString());
        return Node::InvalidConfiguration;
    }
    std::fputs(config->toToml().toUtf8().constData(), stdout);
    return Node::Ok;
}

int ProgramPrivate::checkConfig()
{
    if (!node->check())
        return reportNodeError();
    std::fprintf(stdout, "%s: ok\n",
                 options.configFile.isEmpty() ? "built-in configuration" : qPrintable(options.configFile));
    return Node::Ok;
}

int ProgramPrivate::serve()
{
    m_signals = std::make_unique<UnixSignals>();
    m_signals->catchHangup();
    if (!node->check())
        return reportNodeError();
    raiseDescriptorLimit();
    if (!takeAdminSocket())
        return m_admin->exitCode();
    if (!node->start())
        return reportNodeError();
    m_isServing = true;
    printStartup();

    connect(m_signals.get(), &UnixSignals::terminationRequested, this, &ProgramPrivate::endOnRequest);
    connect(m_signals.get(), &UnixSignals::reloadRequested, this, &ProgramPrivate::reload);
    connect(m_signals.get(), &UnixSignals::terminalLost, this, &ProgramPrivate::endWithTerminal);
    connect(node.get(), &Node::stopped, this, [] { QCoreApplication::exit(); });
    openConsole();
    return Node::Ok;
}

bool ProgramPrivate::takeAdminSocket()
{
    const QString place = node->config().adminSocket;
    if (place == QLatin1String("off")) {
        qCInfo(lcProgram, "The admin socket is off: no console can connect.");
        return true;
    }
    m_admin = std::make_unique<AdminServer>(node.get());
    const bool isDefault = place == QLatin1String("default");
    if (isDefault ? m_admin->listenAtDefault(node->config().name) : m_admin->listen(place))
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

void ProgramPrivate::openConsole()
{
    const bool isWanted = isConsoleWanted && options.isGuiWanted;
    if (!m_admin) {
        if (isWanted)
            qCInfo(lcProgram, "No console is opened: the admin socket is off.");
        return;
    }
    if (isWanted) {
        m_console = std::make_unique<ConsoleLauncher>(m_admin->socketPath());
        m_console->setHangupIgnored(m_signals->wasHangupIgnored());
        m_console->launch();
    } else {
        qCInfo(lcProgram, "Running headless. \"landline-admin --connect %ls\" opens the console.",
               qUtf16Printable(m_admin->socketPath()));
    }
}

void ProgramPrivate::printStartup() const
{
    const QStringList lines = node->startupLines();
    for (const QString &line : lines)
        printLine(line);
    const QList<ServerInfo> listeners = node->listeners();
    for (const ServerConfig &server : node->config().servers) {
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

int ProgramPrivate::reportNodeError() const
{
    printError(node->errorString());
    return node->exitCode();
}

void ProgramPrivate::reload()
{
    if (isEnding())
        return;
    if (!hasTls(node->config()))
        qCInfo(lcProgram, "Nothing to reload: no server has a certificate (SIGHUP)");
    else if (node->reloadCertificates())
        qCInfo(lcProgram, "The certificates have been read again.");
    else
        qCCritical(lcProgram, "The certificates stay as they are: %ls",
                   qUtf16Printable(node->errorString().replace(QLatin1Char('\n'), QLatin1String("; "))));
}

void ProgramPrivate::endWithTerminal()
{
    if (isEnding())
        return;
    qCInfo(lcProgram, "The terminal was closed: the node ends (SIGHUP)");
    endOnRequest();
}

void ProgramPrivate::endOnRequest()
{
    if (++m_requests == 1) {
        // Where the event loop has ended already, drain() runs one of its own, which this would cut short.
        if (!m_isDraining)
            QCoreApplication::exit();
        return;
    }
    qCInfo(lcProgram, "Connections are cut: the node was asked to end again");
    QTimer::singleShot(cutDelay, this, [this] { node->abort(); });
}

void ProgramPrivate::drain()
{
    if (!m_isServing || std::exchange(m_isDraining, true))
        return;
    disconnect(node.get(), &Node::stopped, this, nullptr);
    if (m_admin)
        m_admin->sayGoodbye();
    QEventLoop loop;
    connect(node.get(), &Node::stopped, &loop, &QEventLoop::quit);
    node->stop();
    QCoreApplication::instance()->installEventFilter(this);
    loop.exec();
    QCoreApplication::instance()->removeEventFilter(this);
    node->abort(); // exit() has ended the loop, if that does anything
    if (m_console)
        m_console->end();
    m_admin.reset();
    m_signals->ignoreUntilExit();
}

/// Keeps the event that Qt posts for a closed last window, or for quit() in another thread, from ending the loop of drain().
bool ProgramPrivate::eventFilter(QObject *watched, QEvent *event)
{
    return event->type() == QEvent::Quit || QObject::eventFilter(watched, event);
}

Program::Program(int &argc, char *argv[])
    : d(std::make_unique<ProgramPrivate>())
{
    openClosedStandardStreams();
    ignoreBrokenPipes();
    DescriptorLimit::raise();
    d->makeApplication(argc, argv);
}

Program::~Program() = default;

void Program::setDescription(const QString &description)
{
    if (d->canSet("setDescription"))
        d->description.summary = description;
}

void Program::setDefaultConfiguration(const QByteArray &toml)
{
    if (d->canSet("setDefaultConfiguration"))
        d->defaultConfiguration = toml.isNull() ? QByteArray("") : toml;
}

void Program::addConfigurationCheck(const std::function<QStringList(const NodeConfig &config)> &check)
{
    if (d->canSet("addConfigurationCheck"))
        d->checks.push_back(check);
}

void Program::addOption(const QCommandLineOption &option)
{
    if (d->canSet("addOption"))
        d->description.options.append(option);
}

void Program::addPositionalArgument(const QString &name, const QString &description, const QString &syntax)
{
    if (d->canSet("addPositionalArgument"))
        d->description.arguments.append({name, description, syntax.isEmpty() ? name : syntax});
}

void Program::setConsoleWanted(bool wanted)
{
    d->isConsoleWanted = wanted;
}

bool Program::load()
{
    return d->load();
}

NodeConfig Program::config() const
{
    d->load();
    return d->node->config();
}

bool Program::isSet(const QString &name) const
{
    d->load();
    return d->options.names.contains(name);
}

QString Program::value(const QString &name) const
{
    return values(name).value(values(name).size() - 1);
}

QStringList Program::values(const QString &name) const
{
    d->load();
    return d->options.values.value(name);
}

QStringList Program::positionalArguments() const
{
    d->load();
    return d->options.arguments;
}

Node &Program::node()
{
    d->load();
    return *d->node;
}

bool Program::start()
{
    const std::optional<int> code = d->start();
    d->exitCode = code.value_or(Node::Ok);
    return !code;
}

int Program::exitCode() const
{
    return d->exitCode;
}

int Program::run()
{
    return start() ? QCoreApplication::exec() : exitCode();
}

} // namespace Landline
