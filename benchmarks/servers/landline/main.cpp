// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pushcontroller.h"

#include "api/backendname_p.h"
#include "controllers/echocontroller.h"
#include "qt/installqtbackend.h"
#include "shared/utf8.h"

#include <QtCore/qcommandlineparser.h>
#include <QtCore/qcoreapplication.h>

#include <sys/resource.h>

#include <algorithm>
#include <cstdio>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

namespace {

struct BenchOptions
{
    QString backend;
    int workers = 1;
    quint16 port = 0;
    bool qtUtf8 = false;
    int deflate = 0;
    QString certificate;
    QString key;
    QString clientCa;
    QString guards;
};

} // namespace

static BenchOptions parseOptions(const QCoreApplication &app)
{
    QCommandLineParser parser;
    parser.addHelpOption();
    parser.addOptions({
            {u"backend"_s, u"native or qt"_s, u"name"_s, backendName(NodeConfig().backend)},
            {u"workers"_s, u"Worker threads"_s, u"count"_s, u"1"_s},
            {u"port"_s, u"0: any free one"_s, u"port"_s, u"0"_s},
            {u"deflate"_s, u"1 to 9: compresses messages at this level"_s, u"level"_s, u"0"_s},
            {u"certificate"_s, u"PEM file: speaks TLS"_s, u"file"_s},
            {u"key"_s, u"of the certificate"_s, u"file"_s},
            {u"client-ca"_s, u"PEM file: clients must have a certificate that it has signed"_s, u"file"_s},
            {u"guards"_s, u"none, default or all: heartbeat, time limits, caps and rates"_s, u"name"_s, u"default"_s},
            {u"utf8"_s, u"qt or best: what validates texts"_s, u"name"_s, u"best"_s},
    });
    parser.process(app);
    return {parser.value(u"backend"_s), parser.value(u"workers"_s).toInt(),
            parser.value(u"port"_s).toUShort(), parser.value(u"utf8"_s) == "qt"_L1,
            parser.value(u"deflate"_s).toInt(), parser.value(u"certificate"_s), parser.value(u"key"_s),
            parser.value(u"client-ca"_s), parser.value(u"guards"_s)};
}

/// What an application that wants no guards, or all that there are, would write; nobody here comes near a limit.
static Settings guarded(const QString &guards)
{
    Settings settings;
    if (guards == "none"_L1) {
        settings.heartbeatIdle = 0s;
        settings.heartbeatTimeout = 0s;
        settings.sendTimeout = 0s;
    } else if (guards == "all"_L1) {
        settings.maxMessagesPerSecond = 1'000'000;
        settings.maxBytesPerSecond = 1024 * 1024 * 1024;
        settings.maxConnections = 100'000;
        settings.maxConnectionsPerAddress = 100'000;
        settings.maxHandshakesPerSecond = 100'000;
    }
    return settings;
}

/// The answer of every HTTP workload: \a body as it is.
static Response plain(const QByteArray &body)
{
    Response response;
    response.setBody(body, "text/plain"_ba);
    return response;
}

static QByteArray letters()
{
    QByteArray text(100, Qt::Uninitialized);
    std::generate(text.begin(), text.end(), [letter = 0]() mutable { return static_cast<char>('a' + letter++ % 26); });
    return text;
}

static void addHttpRoutes(Router &router)
{
    router.get(u"/get"_s, [body = letters()](const Request &) { return plain(body); });
    // The last bytes are there only when the whole body is.
    router.post(u"/post"_s, [](const Request &request) { return plain(request.body().right(16)); });
}

static void addRoutes(Node &node, int workers)
{
    const auto same = std::make_shared<Benchmark::Roster>(workers);
    const auto other = std::make_shared<Benchmark::Roster>(workers);
    node.addRoutes(u"ws"_s, [same, other](Router &router) {
        using To = Benchmark::PushController::To;
        const Sender sender = router.sender();
        router.webSocket<EchoController>(u"/"_s);
        router.webSocket(u"/fan"_s).onMessage(
                [sender](Connection *, const Frame &frame) { sender.pushToAll(frame); });
        router.webSocket<Benchmark::PushController>(u"/same"_s, To::SameWorker, sender, same);
        router.webSocket<Benchmark::PushController>(u"/other"_s, To::OtherWorker, sender, other);
        addHttpRoutes(router);
    });
}

static void raiseDescriptorLimit()
{
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

/// The server that benchmarks/run measures: an application like any other, with routes for the workloads.
int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    const BenchOptions options = parseOptions(app);
    installQtBackend();
    if (options.qtUtf8)
        setUtf8Engine(Utf8Engine::Qt);
    raiseDescriptorLimit();

    ServerConfig ws;
    ws.name = u"ws"_s;
    ws.port = options.port;
    ws.settings = guarded(options.guards);
    if (options.deflate > 0) {
        ws.settings.compression = true;
        ws.settings.compressionLevel = options.deflate;
    }
    if (!options.certificate.isEmpty()) {
        CertificateFiles files;
        files.certificate = options.certificate;
        files.key = options.key;
        ws.tls.emplace().certificates = {files};
    }
    if (!options.clientCa.isEmpty()) {
        if (!ws.tls) {
            std::fputs("landline-bench-server: --client-ca needs --certificate and --key\n", stderr);
            return 2;
        }
        ws.tls->clientCertificates = TlsConfig::ClientCertificates::Required;
        ws.tls->clientCa = options.clientCa;
    }
    NodeConfig config;
    config.name = u"benchmark"_s;
    config.workers = options.workers;
    config.backend = backendOfName(options.backend).value_or(config.backend);
    config.servers = {ws};

    Node node(config);
    addRoutes(node, options.workers);
    if (!node.start())
        return node.reportError();
    std::printf("%s://127.0.0.1:%d\n", ws.tls ? "wss" : "ws", node.listeners().constFirst().port);
    std::fflush(stdout);
    return app.exec();
}
