// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/configwriter.h"

#include "api/apikeys_p.h"
#include "api/backendname_p.h"
#include "config/settingskeys.h"
#include "config/tlsreader.h"
#include "shared/quantity.h"
#include "shared/quoting.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qlocale.h>
#include <QtCore/qregularexpression.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString keyAsToml(const QString &key)
{
    static const QRegularExpression bare(u"\\A[A-Za-z0-9_-]+\\z"_s);
    return bare.match(key).hasMatch() ? key : quoted(key);
}

QString numberAsToml(double number)
{
    if (qIsNaN(number))
        return u"nan"_s;
    if (qIsInf(number))
        return number < 0 ? u"-inf"_s : u"inf"_s;
    const QString text = QString::number(number, 'g', QLocale::FloatingPointShortest);
    return text.contains(u'.') || text.contains(u'e') ? text : text + ".0"_L1;
}

QString asToml(const QVariant &value)
{
    QStringList parts;
    switch (value.typeId()) {
    case QMetaType::QVariantList:
        for (const QVariant &element : value.toList())
            parts.append(asToml(element));
        return u'[' + parts.join(", "_L1) + u']';
    case QMetaType::QVariantMap: {
        const QVariantMap map = value.toMap();
        for (auto member = map.cbegin(); member != map.cend(); ++member)
            parts.append(keyAsToml(member.key()) + " = "_L1 + asToml(*member));
        return u'{' + parts.join(", "_L1) + u'}';
    }
    case QMetaType::Double:
        return numberAsToml(value.toDouble());
    case QMetaType::QDateTime:
        return value.toDateTime().toString(Qt::ISODateWithMs);
    case QMetaType::QDate:
        return value.toDate().toString(Qt::ISODate);
    case QMetaType::QTime:
        return value.toTime().toString(Qt::ISODateWithMs);
    case QMetaType::Bool:
    case QMetaType::LongLong:
        return value.toString();
    default:
        return quoted(value.toString());
    }
}

} // namespace

ConfigWriter::ConfigWriter(const OriginOf &originOf)
    : m_originOf(originOf)
{ }

QString ConfigWriter::write(const NodeConfig &config)
{
    m_text.clear();
    writeNode(config);
    for (qsizetype i = 0; i < config.servers.size(); ++i)
        writeServer(config.servers.at(i), "server.%1"_L1.arg(QString::number(i)));
    for (qsizetype i = 0; i < config.apiKeys.size(); ++i)
        writeApiKey(config.apiKeys.at(i), "api_key.%1"_L1.arg(QString::number(i)));
    if (const QVariantMap app = config.app(); !app.isEmpty())
        writeApp(app, u"app"_s, u"app"_s);
    return m_text;
}

void ConfigWriter::writeNode(const NodeConfig &config)
{
    m_text += "[node]\n"_L1;
    writeValue(u"node"_s, "name"_L1, quoted(config.name));
    writeValue(u"node"_s, "workers"_L1, QString::number(config.workers));
    writeValue(u"node"_s, "websocket_backend"_L1, quoted(backendName(config.backend)));
    writeValue(u"node"_s, "label_key"_L1, quoted(config.labelKey));
    writeValue(u"node"_s, "max_connections"_L1, QString::number(config.maxConnections));
    writeValue(u"node"_s, "admin_socket"_L1, quoted(config.adminSocket));
    writeValue(u"node"_s, "redact"_L1, quotedList(config.redact));
}

void ConfigWriter::writeServer(const ServerConfig &server, const QString &path)
{
    const bool isWebSocket = server.type == ServerType::WebSocket;
    m_text += "\n[[server]]\n"_L1;
    writeValue(path, "name"_L1, quoted(server.name));
    writeValue(path, "type"_L1, quoted(isWebSocket ? u"websocket"_s : u"http"_s));
    writeValue(path, "host"_L1, quoted(server.host));
    writeValue(path, "port"_L1, QString::number(server.port));
    writeValue(path, "middleware"_L1, quotedList(server.middleware));
    writeSettings(server.settings, path + ".settings"_L1);
    if (server.tls)
        writeTls(*server.tls, path + ".tls"_L1);
    for (qsizetype i = 0; i < server.routes.size(); ++i)
        writeRoute(server.routes.at(i), "%1.route.%2"_L1.arg(path, QString::number(i)));
}

void ConfigWriter::writeSettings(const Settings &settings, const QString &path)
{
    m_text += "\n[server.settings]\n"_L1;
    for (const SettingsKey &key : settingsKeys())
        writeValue(path, key.name, toToml(settings, key));
}

void ConfigWriter::writeTls(const TlsConfig &tls, const QString &path)
{
    m_text += "\n[server.tls]\n"_L1;
    writeFiles(tls.certificates.constFirst(), path);
    writeValue(path, "minimum_version"_L1, quoted(QString(toToml(tls.minimumVersion))));
    writeValue(path, "client_certificates"_L1, quoted(QString(toToml(tls.clientCertificates))));
    if (!tls.clientCa.isEmpty())
        writeValue(path, "client_ca"_L1, quoted(tls.clientCa));
    if (!tls.clientCrl.isEmpty())
        writeValue(path, "client_crl"_L1, quoted(tls.clientCrl));
    if (!tls.ciphers.isEmpty())
        writeValue(path, "ciphers"_L1, quoted(tls.ciphers));
    if (!tls.ciphersuites.isEmpty())
        writeValue(path, "ciphersuites"_L1, quoted(tls.ciphersuites));
    writeValue(path, "handshake_timeout"_L1, quoted(formatDuration(tls.handshakeTimeout)));
    for (qsizetype i = 1; i < tls.certificates.size(); ++i) {
        const QString host = "%1.host.%2"_L1.arg(path, QString::number(i - 1));
        m_text += "\n[[server.tls.host]]\n"_L1;
        if (!tls.certificates.at(i).names.isEmpty())
            writeValue(host, "names"_L1, quotedList(tls.certificates.at(i).names));
        writeFiles(tls.certificates.at(i), host);
    }
}

void ConfigWriter::writeFiles(const CertificateFiles &files, const QString &path)
{
    writeValue(path, "certificate"_L1, quoted(files.certificate));
    writeValue(path, "key"_L1, quoted(files.key));
    if (!files.keyPassphraseFile.isEmpty())
        writeValue(path, "key_passphrase_file"_L1, quoted(files.keyPassphraseFile));
}

void ConfigWriter::writeRoute(const RouteConfig &route, const QString &path)
{
    m_text += "\n[[server.route]]\n"_L1;
    writeValue(path, "method"_L1, quoted(route.method));
    writeValue(path, "path"_L1, quoted(route.path));
    writeValue(path, "controller"_L1, quoted(route.controller));
    writeValue(path, "middleware"_L1, quotedList(route.middleware));
    Settings settings;
    settings.sendQueueLimit = route.sendQueueLimit.value_or(settings.sendQueueLimit);
    settings.slowConsumer = route.slowConsumer.value_or(settings.slowConsumer);
    if (route.sendQueueLimit)
        writeValue(path, "send_queue_limit"_L1, toToml(settings, settingsKey("send_queue_limit"_L1)));
    if (route.slowConsumer)
        writeValue(path, "slow_consumer"_L1, toToml(settings, settingsKey("slow_consumer"_L1)));
}

void ConfigWriter::writeApiKey(const ApiKeyConfig &key, const QString &path)
{
    m_text += "\n[[api_key]]\n"_L1;
    writeValue(path, "name"_L1, quoted(key.name));
    if (!key.secretFile.isEmpty())
        writeValue(path, "secret_file"_L1, quoted(key.secretFile));
    if (!key.secretEnv.isEmpty())
        writeValue(path, "secret_env"_L1, quoted(key.secretEnv));
    writeValue(path, "scopes"_L1, quotedList(ApiKeys::namesOf(key.scopes)));
}

// A table's own values come first: behind the head of a sub-table they would be the sub-table's.
void ConfigWriter::writeApp(const QVariantMap &table, const QString &title, const QString &path)
{
    m_text += "\n[%1]\n"_L1.arg(title);
    for (auto member = table.cbegin(); member != table.cend(); ++member) {
        if (member->typeId() != QMetaType::QVariantMap) {
            m_text += "%1 = %2  # %3\n"_L1.arg(keyAsToml(member.key()), asToml(*member),
                                               m_originOf(path + u'.' + member.key()));
        }
    }
    for (auto member = table.cbegin(); member != table.cend(); ++member) {
        if (member->typeId() == QMetaType::QVariantMap)
            writeApp(member->toMap(), title + u'.' + keyAsToml(member.key()), path + u'.' + member.key());
    }
}

void ConfigWriter::writeValue(const QString &path, QLatin1StringView key, const QString &value)
{
    m_text += "%1 = %2  # %3\n"_L1.arg(key, value, m_originOf(path + u'.' + key));
}

} // namespace Landline
