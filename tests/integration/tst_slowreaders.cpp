// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "nginx.h"
#include "support/backendlimits.h"
#include "support/httpanswer.h"
#include "support/patience.h"
#include "support/testnode.h"
#include "support/wire.h"

#include <Landline/Landline>

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <cerrno>
#include <memory>

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using namespace std::chrono_literals;

/// Whoever takes bytes gets all of a large response, whatever time it needs and however its connection is to end.
class tst_SlowReaders : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void direct_data();
    void direct();
    void throughNginx_data();
    void throughNginx();

private:
    std::unique_ptr<TestNode> startNode();

    QTemporaryDir m_folder;
    QByteArray m_body;
};

namespace {

constexpr qsizetype bodySize = 20'000'000;

/// A client with little room, which takes a little at a time.
class SlowReader
{
public:
    explicit SlowReader(quint16 port) : m_descriptor(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0))
    {
        constexpr int room = 16 * 1024;
        ::setsockopt(m_descriptor, SOL_SOCKET, SO_RCVBUF, &room, sizeof room);
        sockaddr_in address = {};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        m_isConnected = ::connect(m_descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    }
    ~SlowReader() { ::close(m_descriptor); }
    Q_DISABLE_COPY_MOVE(SlowReader)

    bool send(const QByteArray &bytes)
    {
        return m_isConnected && ::send(m_descriptor, bytes.constData(), size_t(bytes.size()), MSG_NOSIGNAL) == bytes.size();
    }
    void endSending() { ::shutdown(m_descriptor, SHUT_WR); }

    /// One answer, or what came until the end; the server is in other threads.
    HttpAnswer answer()
    {
        QByteArray piece(10'000, Qt::Uninitialized);
        qsizetype whole = -1;
        while (whole < 0 || m_received.size() < whole) {
            pollfd watched = {m_descriptor, POLLIN, 0};
            if (::poll(&watched, 1, int(patience.count())) <= 0)
                return {};
            const ssize_t size = ::recv(m_descriptor, piece.data(), size_t(piece.size()), 0);
            if (size < 0)
                return {}; // a reset
            if (size == 0)
                m_ended = true;
            m_received.append(piece.constData(), size);
            if (whole < 0)
                whole = expectedSize();
            if (m_ended || (m_isChunked && m_received.endsWith("\r\n0\r\n\r\n")))
                break;
        }
        return HttpAnswer::take(&m_received, false, m_ended).value_or(HttpAnswer());
    }
    bool hasEnded()
    {
        char byte;
        pollfd watched = {m_descriptor, POLLIN, 0};
        return m_ended || (::poll(&watched, 1, int(patience.count())) > 0 && ::recv(m_descriptor, &byte, 1, 0) == 0);
    }

private:
    /// -1: not known, or known by the end only.
    qsizetype expectedSize()
    {
        const qsizetype head = m_received.indexOf("\r\n\r\n");
        if (head < 0)
            return -1;
        const QByteArray lines = m_received.left(head).toLower();
        m_isChunked = lines.contains("transfer-encoding: chunked");
        const qsizetype length = lines.indexOf("content-length: ");
        return length < 0 ? -1 : head + 4 + lines.mid(length + 16).split('\r').constFirst().toLongLong();
    }

    int m_descriptor;
    bool m_isConnected = false;
    bool m_isChunked = false;
    bool m_ended = false;
    QByteArray m_received;
};

} // namespace

void tst_SlowReaders::initTestCase()
{
    // No two pieces of it are the same.
    for (int i = 0; m_body.size() < bodySize; ++i)
        m_body += QByteArray::number(i) + ' ';
    m_body.truncate(bodySize);
    QFile file(m_folder.filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(m_body) == bodySize);
}

/// No deadline of this node is long, but that for progress.
std::unique_ptr<TestNode> tst_SlowReaders::startNode()
{
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    for (ServerConfig &server : config.servers) {
        server.settings.keepAliveTimeout = 1ms;
        server.settings.closeWait = 1ms;
    }
    auto node = std::make_unique<TestNode>(config);
    (*node)->addRoutes(u"http"_s, [body = m_body, path = m_folder.filePath(u"file"_s)](Router &router) {
        router.get("/whole", [body](const Request &) {
            Response response;
            response.setBody(body, "text/plain");
            return response;
        });
        router.get("/stream", [body](const Request &) {
            return Response::stream("text/plain", [body, at = qsizetype(0)]() mutable {
                const QByteArray piece = body.mid(at, 50'000);
                at += piece.size();
                return piece;
            });
        });
        router.get("/file", [path](const Request &request) { return Response::file(path, request); });
    });
    return node->start() ? std::move(node) : nullptr;
}

void tst_SlowReaders::direct_data()
{
    QTest::addColumn<QByteArray>("request");
    QTest::addColumn<bool>("endsSending");
    for (const QByteArray path : {"/whole", "/stream", "/file"}) {
        const QByteArray kept = "GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n";
        const QByteArray old = "GET " + path + " HTTP/1.0\r\n\r\n";
        QTest::addRow("%s, kept", path.constData()) << kept << false;
        QTest::addRow("%s, close", path.constData())
                << "GET " + path + " HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n" << false;
        QTest::addRow("%s, HTTP/1.0", path.constData()) << old << false;
        if (lacks(QtLimit::HttpHalfClose))
            continue;
        QTest::addRow("%s, FIN", path.constData()) << kept << true;
        QTest::addRow("%s, HTTP/1.0, FIN", path.constData()) << old << true;
    }
}

void tst_SlowReaders::direct()
{
    QFETCH(const QByteArray, request);
    QFETCH(const bool, endsSending);
    const std::unique_ptr<TestNode> node = startNode();
    QVERIFY(node);
    SlowReader client(node->port(u"http"_s));
    QVERIFY(client.send(request));
    if (endsSending)
        client.endSending();
    QVERIFY(client.answer().body == m_body);
    QVERIFY(client.hasEnded());
}

void tst_SlowReaders::throughNginx_data()
{
    QTest::addColumn<QByteArray>("path");
    QTest::addColumn<QByteArray>("directives");
    for (const char *path : {"/whole", "/stream", "/file"}) {
        for (const char *buffering : {"on", "off"}) {
            const QByteArray directives = "proxy_buffering " + QByteArray(buffering) + "; proxy_max_temp_file_size 0;";
            QTest::addRow("%s, buffering %s", path, buffering)
                    << QByteArray(path) << directives + "proxy_http_version 1.1; proxy_set_header Connection '';";
            QTest::addRow("%s, buffering %s, HTTP/1.0", path, buffering) << QByteArray(path) << directives;
        }
    }
    QTest::addRow("/whole, buffering on, to a file") << QByteArray("/whole") << QByteArray("proxy_buffering on;");
}

void tst_SlowReaders::throughNginx()
{
    QFETCH(const QByteArray, path);
    QFETCH(const QByteArray, directives);
    if (!Nginx::isInstalled())
        QSKIP("nginx is not installed (scripts/install test)");
    const std::unique_ptr<TestNode> node = startNode();
    QVERIFY(node);
    Nginx nginx;
    QVERIFY2(nginx.start(node->port(u"http"_s), directives), nginx.output());
    SlowReader client(nginx.port());
    QVERIFY(client.send("GET " + path + " HTTP/1.1\r\nHost: a\r\n\r\n"));
    QVERIFY2(client.answer().body == m_body, nginx.output());
}

QTEST_GUILESS_MAIN(tst_SlowReaders)
#include "tst_slowreaders.moc"
