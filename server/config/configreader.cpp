// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/configreader.h"

#include "api/backendname_p.h"
#include "config/apikeyreader.h"
#include "config/listenhost.h"
#include "config/serverreader.h"
#include "config/settingsreader.h"
#include "config/tablereader.h"
#include "shared/quoting.h"

#include <QtCore/qregularexpression.h>

using namespace Qt::StringLiterals;

namespace Landline {

ConfigReader::ConfigReader(const QString &sourceName)
    : m_diagnostics(sourceName)
{ }

NodeConfig ConfigReader::read(const QByteArray &toml)
{
    const TomlDocument document = TomlDocument::parse(toml);
    if (document.hasError())
        m_diagnostics.addError(document.errorPosition(), document.errorString());
    else
        readRoot(document.root());
    m_config.errors = m_diagnostics.errors();
    return m_config;
}

void ConfigReader::readRoot(const TomlValue &root)
{
    TableReader table(root, ConfigTable::Root, QString(), &m_diagnostics);
    if (const TomlValue *node = table.table("node"_L1))
        readNode(*node);
    for (const TomlValue *server : table.tables("server"_L1))
        readServer(*server);
    for (const TomlValue *key : table.tables("api_key"_L1))
        readApiKey(*key);
    if (const TomlValue *app = table.table("app"_L1)) {
        QHash<QString, QString> places;
        noteAppOrigins(*app, QString(), &places);
        m_config.setApp(app->toVariant().toMap(), places);
    }
    const TomlValue *servers = root.member("server"_L1);
    const bool hasServer = servers && !servers->children.empty();
    if (!hasServer && !root.member("servers"_L1)) {
        m_diagnostics.addError({},
                               u"there is no server: at least one [[server]] with name, type and "
                               "port is needed"_s);
    }
}

void ConfigReader::readNode(const TomlValue &value)
{
    TableReader table(value, ConfigTable::Node, u"node"_s, &m_diagnostics);
    readNodeName(table);
    m_config.workers = int(table.integer("workers"_L1, 1, MaxWorkers).value_or(0));
    readBackend(table);
    m_config.labelKey = table.text("label_key"_L1).value_or(m_config.labelKey);
    m_config.maxConnections = int(table.integer("max_connections"_L1, 0, MaxCap).value_or(0));
    readAdminSocket(table);
    m_config.redact = table.textList("redact"_L1).value_or(m_config.redact);
    readNodeSettings(table);
}

void ConfigReader::readNodeName(TableReader &table)
{
    // The name becomes that of a file, the admin socket.
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"_s);
    const std::optional<QString> name = table.text("name"_L1);
    if (!name)
        return;
    m_config.name = *name;
    if (!pattern.match(*name).hasMatch()) {
        table.reportWrong("name"_L1,
                          u"1 to 64 letters (a-z, A-Z), digits, '-', '_' or '.', with a "
                          "letter or digit first"_s);
    }
}

void ConfigReader::readBackend(TableReader &table)
{
    const std::optional<QString> backend = table.text("websocket_backend"_L1);
    if (!backend)
        return;
    if (const std::optional<BackendType> type = backendOfName(*backend))
        m_config.backend = *type;
    else
        table.reportWrong("websocket_backend"_L1, u"\"native\" or \"qt\""_s);
}

void ConfigReader::readAdminSocket(TableReader &table)
{
    const std::optional<QString> socket = table.text("admin_socket"_L1);
    if (!socket)
        return;
    if (*socket == "default"_L1 || *socket == "off"_L1 || socket->startsWith(u'/'))
        m_config.adminSocket = *socket;
    else
        table.reportWrong("admin_socket"_L1, u"\"default\", \"off\" or an absolute path"_s);
}

void ConfigReader::readNodeSettings(TableReader &table)
{
    if (const TomlValue *value = table.table("settings"_L1)) {
        TableReader settings(*value, ConfigTable::NodeSettings, u"node.settings"_s, &m_diagnostics);
        readSettings(settings, &m_nodeSettings);
    }
}

void ConfigReader::readServer(const TomlValue &value)
{
    const QString path = "server.%1"_L1.arg(QString::number(m_config.servers.size()));
    TableReader table(value, ConfigTable::Server, path, &m_diagnostics);
    const ServerConfig server = ServerReader(table, m_nodeSettings).read();
    checkAgainstEarlierServers(table, server);
    m_config.servers.append(server);
}

void ConfigReader::readApiKey(const TomlValue &value)
{
    const QString path = "api_key.%1"_L1.arg(QString::number(m_config.apiKeys.size()));
    TableReader table(value, ConfigTable::ApiKey, path, &m_diagnostics);
    const ApiKeyConfig key = Landline::readApiKey(table);
    for (const ApiKeyConfig &other : std::as_const(m_config.apiKeys)) {
        if (!key.name.isEmpty() && key.name == other.name) {
            table.report("name"_L1, "\"%1\" is the name of another api_key already, at %2"_L1.arg(printable(key.name),
                                                                                                other.origin));
        }
    }
    m_config.apiKeys.append(key);
}

// Both for --print-config ("app.greeting") and for NodeConfig::appOrigin() ("greeting").
void ConfigReader::noteAppOrigins(const TomlValue &value, const QString &path, QHash<QString, QString> *places)
{
    const bool isTable = value.type == TomlValue::Type::Table;
    qsizetype number = 0;
    for (const TomlValue &child : value.children) {
        const QString name = isTable ? child.key : QString::number(number++);
        const QString childPath = path.isEmpty() ? name : path + u'.' + name;
        places->insert(childPath, m_diagnostics.place(child.position));
        m_diagnostics.noteOrigin("app."_L1 + childPath, child.position);
        noteAppOrigins(child, childPath, places);
    }
}

void ConfigReader::checkAgainstEarlierServers(TableReader &table, const ServerConfig &server)
{
    for (const ServerConfig &other : std::as_const(m_config.servers)) {
        if (!server.name.isEmpty() && server.name == other.name) {
            table.report("name"_L1,
                         "\"%1\" is the name of another server already, at %2"_L1.arg(
                                 printable(server.name), other.origin));
        }
        if (server.port != 0 && server.port == other.port
            && hostsOverlap(server.host, other.host)) {
            table.report("port"_L1,
                         "%1 on %2 is taken by the server \"%3\" at %4"_L1.arg(
                                 QString::number(server.port), printable(server.host),
                                 printable(other.name), other.origin));
        }
    }
}

} // namespace Landline
