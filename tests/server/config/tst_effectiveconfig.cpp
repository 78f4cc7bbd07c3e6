// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "config/effectiveconfig.h"

#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

// Ordinary literals: moc 6.4 loses its way in a raw one with quotation marks and backslashes.
const QByteArray Example = "[node]\n"
                           "name = \"east-1\"\n"
                           "redact = [\"token\", \"a \\\"b\\\"\"]\n"
                           "[node.settings]\n"
                           "head_timeout = \"5 s\"\n"
                           "close_wait = \"1 s\"\n"
                           "\n"
                           "[[server]]\n"
                           "name = \"ws \\\"main\\\"\"\n"
                           "type = \"websocket\"\n"
                           "host = \"::1\"\n"
                           "port = 9502\n"
                           "middleware = [\"RequestLog\", \"RequireToken\"]\n"
                           "\n"
                           "[server.settings]\n"
                           "close_wait = \"1500 ms\"\n"
                           "max_message_size = 1000001\n"
                           "trusted_proxies = [\"::1\", \"10.0.0.0/8\"]\n"
                           "[[server.route]]\n"
                           "path = \"/chat/{room:[a-z\\\\d]+}\"\n"
                           "controller = \"Chat\"\n"
                           "\n"
                           "[[server]]\n"
                           "name = \"http\"\n"
                           "type = \"http\"\n"
                           "port = 0\n"
                           "\n"
                           "[[server.route]]\n"
                           "method = [\"GET\", \"POST\"]\n"
                           "path = \"/\\u00e4 #\"\n"
                           "controller = \"\\u4e2d\"\n"
                           "middleware = []\n"
                           "\n"
                           "[server.tls]\n"
                           "certificate = \"/tls/a \\\"b\\\".pem\"\n"
                           "key = \"/tls/a.key\"\n"
                           "client_certificates = \"optional\"\n"
                           "client_ca = \"/tls/ca.pem\"\n"
                           "client_crl = \"/tls/ca.crl\"\n"
                           "ciphers = \"ECDHE+AESGCM\"\n"
                           "ciphersuites = \"TLS_AES_128_GCM_SHA256\"\n"
                           "\n"
                           "[[server.tls.host]]\n"
                           "names = [\"b.example\"]\n"
                           "certificate = \"/tls/b.pem\"\n"
                           "key = \"/tls/b.key\"\n"
                           "key_passphrase_file = \"/tls/b.txt\"\n"
                           "\n"
                           "[app]\n"
                           "greeting = \"\u00e4 \\\"b\\\" #\"\n"
                           "\"two words\" = -0.5\n"
                           "whole = 1e0\n"
                           "huge = 1e300\n"
                           "none = nan\n"
                           "least = -9223372036854775808\n"
                           "on = true\n"
                           "rooms = [\"a\", [1, {b = -inf}], []]\n"
                           "at = 2026-11-29T03:04:05.678+02:30\n"
                           "utc = 2026-11-29T03:04:05Z\n"
                           "local = 2026-11-29T03:04:05\n"
                           "day = 2026-11-29\n"
                           "time = 03:04:05.5\n"
                           "\n"
                           "[app.limits.\"a.b\"]\n"
                           "most = 3\n"
                           "[app.empty]\n";

NodeConfig withoutOrigins(NodeConfig config)
{
    QList<CertificateFiles> none;
    for (ServerConfig &server : config.servers) {
        server.origin.clear();
        server.middlewareOrigin.clear();
        if (server.tls) {
            server.tls->clientCaOrigin.clear();
            server.tls->clientCrlOrigin.clear();
            server.tls->ciphersOrigin.clear();
            server.tls->ciphersuitesOrigin.clear();
        }
        for (CertificateFiles &files : server.tls ? server.tls->certificates : none) {
            files.certificateOrigin.clear();
            files.keyOrigin.clear();
            files.keyPassphraseOrigin.clear();
        }
        for (RouteConfig &route : server.routes) {
            route.origin.clear();
            route.middlewareOrigin.clear();
        }
    }
    return config;
}

} // namespace

class tst_EffectiveConfig : public QObject
{
    Q_OBJECT

private slots:
    void origin_data();
    void origin();
    void workers();
    void adminSocket();
    void defaultWorkers();
    void printsLines_data();
    void printsLines();
    void printsWhatItReads_data();
    void printsWhatItReads();
    void embeddedDefault();
    void missingFile();
};

void tst_EffectiveConfig::origin_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("origin");

    QTest::newRow("node") << u"node.name"_s << u"x.toml:2"_s;
    QTest::newRow("default") << u"node.label_key"_s << u"default"_s;
    QTest::newRow("server") << u"server.0.port"_s << u"x.toml:12"_s;
    QTest::newRow("second server") << u"server.1.port"_s << u"x.toml:26"_s;
    QTest::newRow("server's default") << u"server.1.host"_s << u"default"_s;
    QTest::newRow("setting of the node") << u"server.0.settings.head_timeout"_s << u"x.toml:5"_s;
    QTest::newRow("setting of the server") << u"server.0.settings.close_wait"_s << u"x.toml:16"_s;
    QTest::newRow("overridden for one only") << u"server.1.settings.close_wait"_s << u"x.toml:6"_s;
    QTest::newRow("default setting") << u"server.1.settings.body_timeout"_s << u"default"_s;
    QTest::newRow("route") << u"server.0.route.0.path"_s << u"x.toml:20"_s;
    QTest::newRow("app") << u"app.limits.a.b.most"_s << u"x.toml:65"_s;
    QTest::newRow("no such thing") << u"server.7.port"_s << u"default"_s;
}

void tst_EffectiveConfig::origin()
{
    QFETCH(QString, name);

    const auto effective = EffectiveConfig::fromToml(Example, u"x.toml"_s);
    QVERIFY2(effective.config().isValid(), qPrintable(effective.config().errorString()));
    QTEST(effective.origin(name), "origin");
}

void tst_EffectiveConfig::workers()
{
    auto effective = EffectiveConfig::fromToml(
            "[node]\nworkers = 3\n" + QByteArray(Example).remove(0, 7), u"x.toml"_s);
    QCOMPARE(effective.config().workers, 3);
    QCOMPARE(effective.origin(u"node.workers"_s), u"x.toml:2"_s);
    effective.setWorkers(4, u"LANDLINE_WORKERS"_s);
    QCOMPARE(effective.config().workers, 4);
    QVERIFY(effective.toToml().contains("\nworkers = 4  # LANDLINE_WORKERS\n"_L1));
}

void tst_EffectiveConfig::adminSocket()
{
    auto effective = EffectiveConfig::fromToml(Example, u"x.toml"_s);
    QCOMPARE(effective.config().adminSocket, u"default"_s);
    QVERIFY(effective.toToml().contains("\nadmin_socket = \"default\"  # default\n"_L1));
    effective = EffectiveConfig::fromToml("[node]\nadmin_socket = 'off'\n" + QByteArray(Example).remove(0, 7), u"x.toml"_s);
    QVERIFY(effective.toToml().contains("\nadmin_socket = \"off\"  # x.toml:2\n"_L1));
    effective.setAdminSocket(u"/x.sock"_s, u"--admin-socket"_s);
    QCOMPARE(effective.config().adminSocket, u"/x.sock"_s);
    QVERIFY(effective.toToml().contains("\nadmin_socket = \"/x.sock\"  # --admin-socket\n"_L1));
}

void tst_EffectiveConfig::defaultWorkers()
{
    const auto effective = EffectiveConfig::fromToml(Example, u"x.toml"_s);
    QCOMPARE(effective.config().workers, qBound(1, QThread::idealThreadCount(), 256));
    QCOMPARE(effective.origin(u"node.workers"_s), u"default"_s);
}

void tst_EffectiveConfig::printsLines_data()
{
    QTest::addColumn<QString>("line");

    const QStringList lines{
            u"name = \"east-1\"  # x.toml:2"_s,
            u"label_key = \"label\"  # default"_s,
            u"redact = [\"token\", \"a \\\"b\\\"\"]  # x.toml:3"_s,
            u"name = \"ws \\\"main\\\"\"  # x.toml:9"_s,
            u"host = \"::1\"  # x.toml:11"_s,
            u"port = 9502  # x.toml:12"_s,
            u"middleware = [\"RequestLog\", \"RequireToken\"]  # x.toml:13"_s,
            u"max_message_size = \"1000001 B\"  # x.toml:17"_s,
            u"close_wait = \"1500 ms\"  # x.toml:16"_s,
            u"trusted_proxies = [\"::1\", \"10.0.0.0/8\"]  # x.toml:18"_s,
            u"open_websocket_protocol = true  # default"_s,
            u"path = \"/chat/{room:[a-z\\\\d]+}\"  # x.toml:20"_s,
            u"method = \"GET\"  # default"_s,
            u"method = \"GET|POST\"  # x.toml:29"_s,
            u"minimum_version = \"1.2\"  # default"_s,
            u"client_certificates = \"optional\"  # x.toml:37"_s,
            u"names = [\"b.example\"]  # x.toml:44"_s,
            u"client_crl = \"/tls/ca.crl\"  # x.toml:39"_s,
            u"ciphers = \"ECDHE+AESGCM\"  # x.toml:40"_s,
            u"ciphersuites = \"TLS_AES_128_GCM_SHA256\"  # x.toml:41"_s,
            u"key = \"/tls/b.key\"  # x.toml:46"_s,
            u"greeting = \"\u00e4 \\\"b\\\" #\"  # x.toml:50"_s,
            u"\"two words\" = -0.5  # x.toml:51"_s,
            u"whole = 1.0  # x.toml:52"_s,
            u"huge = 1e+300  # x.toml:53"_s,
            u"none = nan  # x.toml:54"_s,
            u"on = true  # x.toml:56"_s,
            u"rooms = [\"a\", [1, {b = -inf}], []]  # x.toml:57"_s,
            u"at = 2026-11-29T03:04:05.678+02:30  # x.toml:58"_s,
            u"utc = 2026-11-29T03:04:05.000Z  # x.toml:59"_s,
            u"local = 2026-11-29T03:04:05.000  # x.toml:60"_s,
            u"day = 2026-11-29  # x.toml:61"_s,
            u"[app.limits.\"a.b\"]"_s,
            u"most = 3  # x.toml:65"_s,
    };
    for (const QString &line : lines)
        QTest::newRow(qPrintable(line)) << line;
}

void tst_EffectiveConfig::printsLines()
{
    QFETCH(QString, line);

    const QString printed = EffectiveConfig::fromToml(Example, u"x.toml"_s).toToml();
    QVERIFY2(printed.split(u'\n').contains(line), qPrintable(printed));
}

void tst_EffectiveConfig::printsWhatItReads_data()
{
    QTest::addColumn<QString>("name");

    QTest::newRow("plain name") << u"landline.toml"_s;
    QTest::newRow("name that would break a comment") << u"a\nb\u001b\u0085.toml"_s;
}

void tst_EffectiveConfig::printsWhatItReads()
{
    QFETCH(QString, name);

    auto effective = EffectiveConfig::fromToml(Example, name);
    effective.setWorkers(7, u"--workers"_s);
    const NodeConfig before = withoutOrigins(effective.config());
    const auto again = EffectiveConfig::fromToml(effective.toToml().toUtf8(), u"printed"_s);
    const NodeConfig after = withoutOrigins(again.config());
    QVERIFY2(after.isValid(), qPrintable(after.errorString()));
    QCOMPARE(after.name, before.name);
    QCOMPARE(after.workers, before.workers);
    QCOMPARE(after.backend, before.backend);
    QCOMPARE(after.labelKey, before.labelKey);
    QCOMPARE(after.adminSocket, before.adminSocket);
    QCOMPARE(after.redact, before.redact);
    QVERIFY(after.servers == before.servers);
    // NaN is not equal to itself.
    const auto comparable = [](QVariantMap app) {
        app.insert(u"none"_s, qIsNaN(app.value(u"none"_s).toDouble()));
        return app;
    };
    QCOMPARE(comparable(after.app()), comparable(before.app()));
    QVERIFY(!before.app().isEmpty());
}

void tst_EffectiveConfig::embeddedDefault()
{
    const auto effective = EffectiveConfig::embeddedDefault();
    QVERIFY(effective.config().isValid());
    QCOMPARE(effective.origin(u"server.0.port"_s), u"built in"_s);
    QCOMPARE(effective.origin(u"server.0.settings.head_timeout"_s), u"default"_s);
    QVERIFY(effective.toToml().contains("\nport = 9502  # built in\n"_L1));
}

void tst_EffectiveConfig::missingFile()
{
    const auto effective = EffectiveConfig::fromFile(u"/nowhere/x.toml"_s);
    QVERIFY(!effective.config().isValid());
    QCOMPARE(effective.config().errorString(), u"/nowhere/x.toml: no such file"_s);
}

QTEST_GUILESS_MAIN(tst_EffectiveConfig)
#include "tst_effectiveconfig.moc"
