// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/serverreader.h"

#include "config/diagnostics.h"
#include "config/listenhost.h"
#include "config/routereader.h"
#include "config/settingsreader.h"
#include "config/tablereader.h"
#include "config/tlsreader.h"
#include "shared/nearestname.h"
#include "shared/quoting.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString adviceForType(const QString &type)
{
    const QString lower = type.toLower();
    if (lower == "https"_L1)
        return u": write type = \"http\" and a [server.tls] with certificate and key"_s;
    if (lower == "wss"_L1)
        return u": write type = \"websocket\" and a [server.tls] with certificate and key"_s;
    if (lower == "ws"_L1 || lower.endsWith("server_websocket"_L1))
        return u": did you mean \"websocket\"?"_s;
    if (lower.endsWith("server_http"_L1))
        return u": did you mean \"http\"?"_s;
    const QString nearest = nearestName(type, {u"websocket"_s, u"http"_s});
    return nearest.isEmpty() ? QString() : ": did you mean \"%1\"?"_L1.arg(nearest);
}

bool isNameCharacter(QChar c)
{
    return c.isPrint() && c.category() != QChar::Other_Format;
}

} // namespace

ServerReader::ServerReader(TableReader &table, const Settings &nodeSettings)
    : m_table(table)
{
    m_server.settings = nodeSettings;
    m_server.origin = table.place();
}

ServerConfig ServerReader::read()
{
    readName();
    readType();
    readHost();
    m_table.require("port"_L1);
    m_server.port = quint16(m_table.integer("port"_L1, 0, 65535).value_or(0));
    readMiddleware();
    readOwnSettings();
    readOwnTls();
    readRoutes();
    return m_server;
}

void ServerReader::readName()
{
    constexpr qsizetype Longest = 64;
    m_table.require("name"_L1);
    const std::optional<QString> name = m_table.text("name"_L1);
    if (!name)
        return;
    m_server.name = *name;
    if (name->trimmed() != *name || name->isEmpty() || name->size() > Longest
        || !std::ranges::all_of(*name, isNameCharacter)) {
        m_table.report("name"_L1,
                       u"must have 1 to 64 characters, without control characters and "
                       "without spaces at its ends"_s);
    }
}

void ServerReader::readType()
{
    m_table.require("type"_L1);
    const std::optional<QString> type = m_table.text("type"_L1);
    if (!type)
        return;
    if (*type == "websocket"_L1) {
        m_server.type = ServerType::WebSocket;
    } else if (*type == "http"_L1) {
        m_server.type = ServerType::Http;
    } else {
        m_table.report("type"_L1,
                       "must be \"websocket\" or \"http\", but is \"%1\"%2"_L1.arg(
                               printable(*type), adviceForType(*type)));
    }
}

void ServerReader::readHost()
{
    const std::optional<QString> host = m_table.text("host"_L1);
    if (!host)
        return;
    m_server.host = *host;
    if (const QString error = checkHost(*host); !error.isEmpty())
        m_table.report("host"_L1, error);
}

void ServerReader::readMiddleware()
{
    m_server.middleware = m_table.textList("middleware"_L1).value_or(QStringList());
    m_server.middlewareOrigin = m_table.place("middleware"_L1);
}

void ServerReader::readOwnSettings()
{
    if (const TomlValue *table = m_table.table("settings"_L1)) {
        TableReader reader(*table, ConfigTable::ServerSettings, m_table.path() + ".settings"_L1,
                           m_table.diagnostics());
        readSettings(reader, &m_server.settings);
    }
}

void ServerReader::readOwnTls()
{
    if (const TomlValue *table = m_table.table("tls"_L1)) {
        TableReader reader(*table, ConfigTable::ServerTls, m_table.path() + ".tls"_L1, m_table.diagnostics());
        m_server.tls = readTls(reader);
    }
}

void ServerReader::readRoutes()
{
    int index = 0;
    for (const TomlValue *table : m_table.tables("route"_L1)) {
        TableReader reader(*table, ConfigTable::Route,
                           "%1.route.%2"_L1.arg(m_table.path(), QString::number(index++)),
                           m_table.diagnostics());
        m_server.routes.append(readRoute(reader, m_server.routes));
    }
}

} // namespace Landline
