// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODECONFIG_H
#define LANDLINE_NODECONFIG_H

#include <Landline/apikeyconfig.h>
#include <Landline/landline_export.h>
#include <Landline/namespace.h>
#include <Landline/redaction.h>
#include <Landline/settings.h>
#include <Landline/tlsconfig.h>

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>
#include <QtCore/qvariant.h>

#include <optional>

namespace Landline {

/// A route as a configuration names it: `[[server.route]]`.
struct RouteConfig
{
    QString method = QStringLiteral("GET"); ///< upper case; for an HTTP route several are joined by '|': "GET|POST"
    QString path = QStringLiteral("/"); ///< the pattern, see Router
    QString controller; ///< a name that Node::registerController() or the stock controllers gave
    QStringList middleware; ///< names, run after those of the server
    QString origin; ///< where it was written, "landline.toml:21:14" (that of the controller's name), or empty
    QString middlewareOrigin; ///< likewise of the middleware list
    /// Of a WebSocket route: what goes over Settings::sendQueueLimit and slowConsumer of the server.
    std::optional<qint64> sendQueueLimit = {};
    std::optional<SlowConsumer> slowConsumer = {};

    friend bool operator==(const RouteConfig &, const RouteConfig &) = default;
};

/// One entry of the list of servers: a port, what it is for, and what answers there.
struct ServerConfig
{
    QString name; ///< unique in the node; routes and middleware are attached by it
    ServerType type = ServerType::WebSocket;
    QString host = QStringLiteral("127.0.0.1"); ///< an IPv4 or IPv6 address, or "localhost"
    quint16 port = 0; ///< 0: any free one, told by Node::listeners()
    QStringList middleware; ///< names, run in this order before each request and handshake
    QString middlewareOrigin;
    Settings settings;
    std::optional<TlsConfig> tls; ///< without it: plain TCP
    QList<RouteConfig> routes;
    QString origin;

    friend bool operator==(const ServerConfig &, const ServerConfig &) = default;
};

/// Everything that a Node is started with, as a value. Make one by hand or read it from TOML:
/// \code
/// Landline::Node node(Landline::NodeConfig::fromFile("landline.toml"));
/// \endcode
/// A configuration that has errors is a value too: isValid() is false, and Node::start() refuses it and says why.
class LANDLINE_EXPORT NodeConfig
{
public:
    /// The file \a path, read as TOML. Every error found is in errors(); see docs/configuration.md for the keys.
    static NodeConfig fromFile(const QString &path);
    /// The same from text; \a name is what errors call the file.
    static NodeConfig fromToml(const QByteArray &toml, const QString &name);
    /// What `landline` runs without a file: `ws` on 127.0.0.1:9502 and `http` on 127.0.0.1:9501, demo routes.
    static NodeConfig embeddedDefault();

    bool isValid() const { return errors.isEmpty(); }
    /// All errors, one a line: "landline.toml:6:8: port must be ...".
    QString errorString() const { return errors.join(QLatin1Char('\n')); }

    QString name = QStringLiteral("main"); ///< of the node: letters, digits, '-', '_', '.'
    int workers = 0; ///< worker threads; 0: one per core
    BackendType backend = BackendType::Native; ///< docs/backends.md says what differs
    QString labelKey = QStringLiteral("label"); ///< the context key whose value the console shows as a label
    int maxConnections = 0; ///< live WebSocket connections of all servers together; 0: no limit
    /// Where `landline` listens for consoles: an absolute path, "off", or "default" for Admin::defaultSocketPaths(). A Node
    /// alone has no admin socket.
    QString adminSocket = QStringLiteral("default");
    /// Query parameters, headers and cookies whose values are not shown in logs and consoles; see Redaction.
    QStringList redact = Redaction::defaultNames();
    QList<ApiKeyConfig> apiKeys; ///< who may use the HTTP API (ConnectionsApi)
    QList<ServerConfig> servers;

    /// What is wrong with the source that this was read from, each with file:line:column where there is one.
    QStringList errors;

    /// The table `[app]`: the settings of the application, which Landline does not read. Its keys are the application's choice.
    ///
    /// Strings are QString, integers qlonglong, floats double, booleans bool, arrays QVariantList, tables QVariantMap, dates and
    /// times QDateTime (local time if it has no offset), QDate and QTime.
    /// \code
    /// const QString greeting = config.app().value("greeting", "hello").toString();
    /// const int most = config.app().value("limits").toMap().value("most", 10).toInt();
    /// \endcode
    QVariantMap app() const { return m_app; }
    /// Where a value of app() was written, to begin an error with: "landline.toml:31:12". \a path joins keys and positions of
    /// arrays by dots: "greeting", "limits.most", "rooms.0". Empty if it is not there, or was not read from TOML.
    QString appOrigin(const QString &path) const { return m_appOrigins.value(path); }
    /// Sets app(), and \a origins for appOrigin().
    void setApp(const QVariantMap &app, const QHash<QString, QString> &origins = {})
    {
        m_app = app;
        m_appOrigins = origins;
    }

private:
    QVariantMap m_app;
    QHash<QString, QString> m_appOrigins;
};

} // namespace Landline

#endif
