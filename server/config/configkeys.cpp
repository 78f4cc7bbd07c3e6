// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/configkeys.h"

#include "config/settingskeys.h"

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QList<ConfigKey> settingsAsKeys()
{
    QList<ConfigKey> keys;
    for (const SettingsKey &key : settingsKeys())
        keys.append({key.name, key.example});
    return keys;
}

QStringList subTablesOf(ConfigTable table)
{
    switch (table) {
    case ConfigTable::Root:
        return {u"node"_s, u"server"_s, u"api_key"_s, u"app"_s};
    case ConfigTable::Node:
        return {u"settings"_s};
    case ConfigTable::Server:
        return {u"settings"_s, u"tls"_s, u"route"_s};
    case ConfigTable::ServerTls:
        return {u"host"_s};
    case ConfigTable::NodeSettings:
    case ConfigTable::ServerSettings:
    case ConfigTable::TlsHost:
    case ConfigTable::Route:
    case ConfigTable::ApiKey:
        break;
    }
    return {};
}

} // namespace

QLatin1StringView titleOf(ConfigTable table)
{
    switch (table) {
    case ConfigTable::Root:
        break;
    case ConfigTable::Node:
        return "[node]"_L1;
    case ConfigTable::NodeSettings:
        return "[node.settings]"_L1;
    case ConfigTable::Server:
        return "[[server]]"_L1;
    case ConfigTable::ServerSettings:
        return "[server.settings]"_L1;
    case ConfigTable::ServerTls:
        return "[server.tls]"_L1;
    case ConfigTable::TlsHost:
        return "[[server.tls.host]]"_L1;
    case ConfigTable::Route:
        return "[[server.route]]"_L1;
    case ConfigTable::ApiKey:
        return "[[api_key]]"_L1;
    }
    return "the part before the first table"_L1;
}

QList<ConfigKey> keysOf(ConfigTable table)
{
    switch (table) {
    case ConfigTable::Root:
        break;
    case ConfigTable::Node:
        return {{"name"_L1, "\"main\""_L1},
                {"workers"_L1, "4"_L1},
                {"websocket_backend"_L1, "\"native\""_L1},
                {"label_key"_L1, "\"label\""_L1},
                {"max_connections"_L1, "50000"_L1},
                {"admin_socket"_L1, "\"off\""_L1},
                {"redact"_L1, "[\"token\", \"authorization\", \"session\"]"_L1}};
    case ConfigTable::Server:
        return {{"name"_L1, "\"ws\""_L1},
                {"type"_L1, "\"websocket\""_L1},
                {"host"_L1, "\"127.0.0.1\""_L1},
                {"port"_L1, "9502"_L1},
                {"middleware"_L1, "[\"RequestLog\"]"_L1}};
    case ConfigTable::ServerTls:
        return {{"certificate"_L1, "\"fullchain.pem\""_L1},
                {"key"_L1, "\"privkey.pem\""_L1},
                {"key_passphrase_file"_L1, "\"passphrase\""_L1},
                {"minimum_version"_L1, "\"1.3\""_L1},
                {"client_certificates"_L1, "\"required\""_L1},
                {"client_ca"_L1, "\"clients.pem\""_L1},
                {"client_crl"_L1, "\"clients.crl\""_L1},
                {"ciphers"_L1, "\"ECDHE+AESGCM\""_L1},
                {"ciphersuites"_L1, "\"TLS_AES_256_GCM_SHA384\""_L1},
                {"handshake_timeout"_L1, "\"10 s\""_L1}};
    case ConfigTable::TlsHost:
        return {{"names"_L1, "[\"b.example\", \"*.b.example\"]"_L1},
                {"certificate"_L1, "\"b.example/fullchain.pem\""_L1},
                {"key"_L1, "\"b.example/privkey.pem\""_L1},
                {"key_passphrase_file"_L1, "\"b.example/passphrase\""_L1}};
    case ConfigTable::Route:
        return {{"method"_L1, "\"GET\""_L1},
                {"path"_L1, "\"/\""_L1},
                {"controller"_L1, "\"EchoController\""_L1},
                {"middleware"_L1, "[\"RequestLog\"]"_L1},
                {"send_queue_limit"_L1, "\"256 KiB\""_L1},
                {"slow_consumer"_L1, "\"close\""_L1}};
    case ConfigTable::ApiKey:
        return {{"name"_L1, "\"billing\""_L1},
                {"secret_file"_L1, "\"billing.key\""_L1},
                {"secret_env"_L1, "\"BILLING_KEY\""_L1},
                {"scopes"_L1, "[\"read\", \"push\", \"disconnect\"]"_L1}};
    case ConfigTable::NodeSettings:
    case ConfigTable::ServerSettings:
        return settingsAsKeys();
    }
    return {};
}

QStringList keyNamesOf(ConfigTable table)
{
    QStringList names;
    const QList<ConfigKey> keys = keysOf(table);
    for (const ConfigKey &key : keys)
        names.append(key.name);
    return names + subTablesOf(table);
}

QString exampleOf(ConfigTable table, QLatin1StringView key)
{
    const QList<ConfigKey> keys = keysOf(table);
    for (const ConfigKey &candidate : keys) {
        if (candidate.name == key)
            return "%1 = %2"_L1.arg(key, candidate.example);
    }
    return QString();
}

} // namespace Landline
