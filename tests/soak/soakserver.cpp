// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "soakserver.h"

#include "controllers/echocontroller.h"
#include "node_p.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>

#include <cstdio>

#include <malloc.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

void print(const QJsonObject &object)
{
    std::puts(QJsonDocument(object).toJson(QJsonDocument::Compact).constData());
    std::fflush(stdout);
}

} // namespace

SoakServer::SoakServer(const NodeConfig &config) : m_node(config), m_input(STDIN_FILENO, QSocketNotifier::Read)
{
    for (const ServerConfig &server : config.servers)
        addRoutes(server);
    connect(&m_input, &QSocketNotifier::activated, this, &SoakServer::readCommand);
    connect(&m_node, &Node::stopped, qApp, &QCoreApplication::quit);
}

bool SoakServer::start()
{
    if (!m_node.start())
        return false;
    tellPorts();
    return true;
}

void SoakServer::addRoutes(const ServerConfig &server)
{
    if (server.type == ServerType::Http) {
        m_node.addRoutes(server.name, [](Router &router) {
            router.get(u"/health"_s, [](const Request &) { return Response::text(u"ok"_s); });
        });
        return;
    }
    m_node.addRoutes(server.name, [](Router &router) {
        router.webSocket<EchoController>(u"/"_s);
        router.webSocket(u"/room/{name}"_s)
                .onOpen([](Connection *connection, const Request &request) {
                    connection->join(request.parameter(u"name"_s));
                })
                .onMessage([sender = router.sender()](Connection *connection, const Frame &frame) {
                    sender.push(Audience::groups(connection->groups()), frame);
                });
    });
}

void SoakServer::readCommand()
{
    char bytes[64];
    if (::read(STDIN_FILENO, bytes, sizeof bytes) > 0) {
        NodePrivate::get(&m_node)->query({}, this, &SoakServer::tellCounters);
    } else {
        m_input.setEnabled(false);
        m_node.stop();
    }
}

void SoakServer::tellPorts() const
{
    QJsonObject ports;
    const QList<ServerInfo> listeners = m_node.listeners();
    for (const ServerInfo &listener : listeners)
        ports[listener.name] = listener.port;
    print(ports);
}

void SoakServer::tellCounters(const ConnectionQueryResult &result)
{
    // What the allocator keeps for later is no leak: it goes back, and what is in use is told.
    ::malloc_trim(0);
    const struct mallinfo2 heap = ::mallinfo2();
    const Admin::Counters &counters = result.counters;
    print({{u"heapBytes"_s, static_cast<qint64>(heap.uordblks + heap.hblkhd)},
           {u"connections"_s, counters.connections},
           {u"opened"_s, counters.opened},
           {u"closed"_s, counters.closed},
           {u"messagesIn"_s, counters.messagesIn},
           {u"messagesOut"_s, counters.messagesOut},
           {u"deadPeers"_s, counters.statistics.deadPeers},
           {u"slowConsumers"_s, counters.statistics.slowConsumers},
           {u"floods"_s, counters.statistics.floods},
           {u"droppedMessages"_s, counters.statistics.droppedMessages}});
}

} // namespace Landline
