// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/subject.h"

#include "api/backendname_p.h"
#include "controllers/echocontroller.h"
#include "support/backendlimits.h"
#include "support/testnode.h"

#include <Landline/Landline>

#include <QtCore/qsemaphore.h>
#include <QtCore/qthread.h>

namespace Landline::Conformance {

using namespace Qt::StringLiterals;

namespace {

const Subject *theSubject = nullptr;

NodeConfig ownConfig()
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"conformance.toml"_s);
    config.backend = testBackend();
    for (ServerConfig &server : config.servers) {
        server.settings.maxMessageSize = Subject::messageLimit;
        // Echoes that the suite has not read yet are not what it is about.
        server.settings.sendQueueLimit = 16 * Subject::messageLimit;
        // As much of it as there is: what a row does not want, its client does not offer.
        server.settings.compression = true;
        server.settings.compressionMinSize = 0;
        server.settings.compressionContextTakeover = true;
    }
    return config;
}

void defineRoutes(Router &router)
{
    router.webSocket<EchoController>("/").setSubprotocols({u"chat.v2"_s, u"chat.v1"_s});
    router.get("/plain", [](const Request &) { return "plain"; });
}

} // namespace

/// A node in a thread of its own, since the suite's thread has no event loop.
class Subject::OwnServer : public QThread
{
public:
    ~OwnServer() override
    {
        quit();
        wait();
    }

    /// The port, or 0 and why there is none.
    quint16 listen(const NodeConfig &config, QString *error)
    {
        m_config = config;
        start();
        m_decided.acquire();
        *error = m_error;
        return m_port;
    }

protected:
    void run() override
    {
        TestNode node(m_config);
        node->addRoutes(u"ws"_s, defineRoutes);
        if (node.start())
            m_port = node.port(u"ws"_s);
        else
            m_error = QString::fromUtf8(node.error());
        m_decided.release();
        if (m_port != 0)
            exec();
    }

private:
    NodeConfig m_config;
    QSemaphore m_decided;
    QString m_error;
    quint16 m_port = 0;
};

Subject::Subject()
    : m_profile(qEnvironmentVariable("LANDLINE_CONFORMANCE_PROFILE"))
    , m_url(qEnvironmentVariable("LANDLINE_CONFORMANCE_URL"))
{
    theSubject = this;
}

Subject::~Subject()
{
    theSubject = nullptr;
}

bool Subject::start()
{
    if (m_url.isEmpty()) {
        NodeConfig config = ownConfig();
        m_profile = backendName(config.backend);
        if (qEnvironmentVariableIntValue("LANDLINE_CONFORMANCE_TLS") != 0) {
            m_authority = std::make_unique<TestAuthority>();
            m_authority->issue(u"subject"_s, {u"localhost"_s});
            for (ServerConfig &server : config.servers)
                server.tls = m_authority->tls({u"subject"_s});
        }
        m_server = std::make_unique<OwnServer>();
        m_port = m_server->listen(config, &m_error);
    } else {
        m_port = static_cast<quint16>(m_url.port(0));
        if (m_port == 0 || m_url.host() != u"127.0.0.1" || m_profile.isEmpty())
            m_error = u"LANDLINE_CONFORMANCE_URL must be ws://127.0.0.1:port/, and "
                      "LANDLINE_CONFORMANCE_PROFILE say which server that is."_s;
    }
    return m_error.isEmpty() && m_port != 0;
}

const Subject &subject()
{
    Q_ASSERT(theSubject);
    return *theSubject;
}

} // namespace Landline::Conformance
