// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/nodeconfig.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_NodeConfig : public QObject
{
    Q_OBJECT

private slots:
    void readsAFile();
    void wrongFile_data();
    void wrongFile();
    void unreadableFile();
    void tooLargeFile();
    void embeddedDefault();

private:
    QString write(const QString &name, const QByteArray &content);

    QTemporaryDir m_folder;
};

QString tst_NodeConfig::write(const QString &name, const QByteArray &content)
{
    const QString path = m_folder.filePath(name);
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        qFatal("cannot write %s", qPrintable(path));
    return path;
}

void tst_NodeConfig::readsAFile()
{
    const QString path = write(u"good.toml"_s,
                               "[[server]]\nname = 'a'\ntype = 'http'\nport = 0\n"
                               "[[server.route]]\npath = '/'\ncontroller = 'X'\n");
    const NodeConfig config = NodeConfig::fromFile(path);
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QCOMPARE(config.servers.size(), 1);
    QCOMPARE(config.servers.first().routes.first().origin, path + ":7:14"_L1);
}

void tst_NodeConfig::wrongFile_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("error");

    QTest::newRow("missing") << u"/nowhere/landline.toml"_s
                             << u"/nowhere/landline.toml: no such file"_s;
    QTest::newRow("empty name") << QString() << u": no such file"_s;
    QTest::newRow("terminal") << u"/nowhere/\u001b"_s << u"/nowhere/\\u001b: no such file"_s;
    QTest::newRow("directory") << u"/"_s << u"/: this is a directory; name the file in it"_s;
}

void tst_NodeConfig::wrongFile()
{
    QFETCH(QString, path);

    const NodeConfig config = NodeConfig::fromFile(path);
    QVERIFY(!config.isValid());
    QTEST(config.errorString(), "error");
}

void tst_NodeConfig::unreadableFile()
{
    if (::geteuid() == 0)
        QSKIP("root reads every file");
    const QString path = write(u"secret.toml"_s, "a = 1\n");
    QVERIFY(QFile::setPermissions(path, QFileDevice::Permissions()));
    const NodeConfig config = NodeConfig::fromFile(path);
    QCOMPARE(config.errorString(), path + ": cannot be opened: Permission denied"_L1);
}

void tst_NodeConfig::tooLargeFile()
{
    const QString path = write(u"large.toml"_s, QByteArray(1024 * 1024 + 1, '#'));
    QCOMPARE(NodeConfig::fromFile(path).errorString(),
             path + ": is larger than 1 MiB: this is no configuration"_L1);
}

void tst_NodeConfig::embeddedDefault()
{
    const NodeConfig config = NodeConfig::embeddedDefault();
    QVERIFY2(config.isValid(), qPrintable(config.errorString()));
    QCOMPARE(config.name, u"main"_s);
    QCOMPARE(config.workers, 0);
    QStringList summary;
    for (const ServerConfig &server : config.servers) {
        QVERIFY(server.settings == Settings());
        summary.append(u"%1 %2 %3:%4"_s.arg(server.name)
                               .arg(server.type == ServerType::Http ? u"http"_s : u"websocket"_s,
                                    server.host)
                               .arg(server.port));
        for (const RouteConfig &route : server.routes)
            summary.append("  %1 %2 %3"_L1.arg(route.method, route.path, route.controller));
    }
    const QStringList wanted{u"ws websocket 127.0.0.1:9502"_s,   u"  GET / WebSocketController"_s,
                             u"  GET /echo EchoController"_s,    u"  GET /demo DemoController"_s,
                             u"http http 127.0.0.1:9501"_s,      u"  GET / DemoPage"_s,
                             u"  GET /server ServerController"_s};
    QCOMPARE(summary, wanted);
    QVERIFY(config.servers.first().routes.first().origin.startsWith("built in:"_L1));
}

QTEST_GUILESS_MAIN(tst_NodeConfig)
#include "tst_nodeconfig.moc"
