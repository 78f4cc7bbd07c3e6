// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_ADMINFIXTURE_H
#define LANDLINE_ADMINFIXTURE_H

#include "admin/adminserver.h"
#include "controllers/stock.h"
#include "node.h"
#include "shared/adminchannel.h"
#include "shared/admincodec.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>
#include <QtWebSockets/qwebsocket.h>

#include <memory>
#include <optional>

/// A node with two workers, a server "ws" (DemoController on "/", EchoController on "/echo") and
/// its admin socket.
class LiveNode
{
public:
    LiveNode()
        : node(config())
        , admin(std::make_unique<Landline::AdminServer>(&node))
    {
        Landline::registerStock(node.registry());
    }

    bool start() { return admin->listen(path()) && node.start(); }
    QString path() const { return folder.filePath(QStringLiteral("main.sock")); }
    quint16 port() const { return node.listeners().constFirst().port; }

    QTemporaryDir folder;
    Landline::Node node;
    std::unique_ptr<Landline::AdminServer> admin;

private:
    static Landline::NodeConfig config()
    {
        Landline::ServerConfig server;
        server.name = QStringLiteral("ws");
        for (const auto &[path, controller] :
             {std::pair("/", "DemoController"), std::pair("/echo", "EchoController")}) {
            Landline::RouteConfig route;
            route.path = QString::fromLatin1(path);
            route.controller = QString::fromLatin1(controller);
            server.routes.append(route);
        }
        Landline::NodeConfig config;
        config.name = QStringLiteral("main");
        config.workers = 2;
        config.servers = {server};
        return config;
    }
};

/// A client of DemoController, which tells it its fd.
class DemoClient : public QObject
{
public:
    explicit DemoClient(const LiveNode &node, const QString &name = {})
    {
        connect(&socket, &QWebSocket::textMessageReceived, this, [this](const QString &text) {
            if (fd == 0)
                fd = QJsonDocument::fromJson(text.toUtf8())
                             .object()
                             .value(QStringLiteral("fd"))
                             .toInteger();
            else
                texts.append(text);
        });
        connect(&socket, &QWebSocket::binaryMessageReceived, this,
                [this](const QByteArray &b) { binaries.append(b); });
        socket.open(QUrl(QStringLiteral("ws://127.0.0.1:%1/?name=%2").arg(node.port()).arg(name)));
    }

    bool waitForFd()
    {
        return QTest::qWaitFor([this] { return fd > 0; });
    }
    bool waitForEnd()
    {
        return QTest::qWaitFor(
                [this] { return socket.state() == QAbstractSocket::UnconnectedState; });
    }

    QWebSocket socket;
    qint64 fd = 0;
    QStringList texts; ///< behind the first
    QList<QByteArray> binaries;
};

/// The console's end of the admin link, as bare as it can be.
class RawConsole : public QObject
{
public:
    explicit RawConsole(const QString &path)
    {
        auto *socket = new QLocalSocket;
        socket->connectToServer(path);
        socket->waitForConnected();
        channel = std::make_unique<Landline::Admin::Channel>(socket,
                                                             Landline::Admin::MaxReplyBytes);
        connect(channel.get(), &Landline::Admin::Channel::messageReceived, this,
                [this](const QByteArray &message) {
                    QString error;
                    replies.append(Landline::Admin::decodeReply(message, &error).value());
                });
        connect(channel.get(), &Landline::Admin::Channel::closed, this,
                [this] { isClosed = true; });
    }

    quint64 send(const Landline::Admin::RequestBody &body)
    {
        channel->send(Landline::Admin::encode(Landline::Admin::Request{++lastId, body}));
        return lastId;
    }

    /// Bytes instead of a message, without a length.
    void sendRaw(const QByteArray &bytes)
    {
        auto *socket = channel->findChild<QLocalSocket *>();
        socket->write(bytes);
        socket->flush();
    }

    /// The answer to the request \a id, or to nothing in particular when that is 0; of the kind \a
    /// Body.
    template<typename Body> std::optional<Body> answer(quint64 id)
    {
        std::optional<Body> found;
        const bool came = QTest::qWaitFor([&] {
            for (const Landline::Admin::Reply &reply : replies) {
                if (reply.id == id && std::holds_alternative<Body>(reply.body))
                    found = std::get<Body>(reply.body);
            }
            return found.has_value();
        });
        return came ? found : std::nullopt;
    }

    template<typename Body> std::optional<Body> ask(const Landline::Admin::RequestBody &body)
    {
        return answer<Body>(send(body));
    }

    bool greet()
    {
        return ask<Landline::Admin::Welcome>(
                       Landline::Admin::Hello{Landline::Admin::ProtocolVersion,
                                              QStringLiteral("test 1")})
                .has_value();
    }

    bool waitForClosed()
    {
        return QTest::qWaitFor([this] { return isClosed; });
    }

    std::unique_ptr<Landline::Admin::Channel> channel;
    QList<Landline::Admin::Reply> replies;
    quint64 lastId = 0;
    bool isClosed = false;
};

#endif
