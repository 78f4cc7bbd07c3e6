// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/closecode.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/sanitizers.h"
#include "support/testclient.h"

#include <Landline/version.h>

#include <QtCore/qfileinfo.h>
#include <QtCore/qregularexpression.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <algorithm>

#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// The program `landline` as those know it who start it: what it prints, how it ends, and what it leaves behind.
class tst_Process : public QObject
{
    Q_OBJECT

private slots:
    void portTaken_data();
    void portTaken();
    void wrongConfiguration_data();
    void wrongConfiguration();
    void wrongUsage_data();
    void wrongUsage();
    void endsBySignal_data();
    void endsBySignal();
    void checkConfigBindsNothing();
    void printConfigCanBeReadBack();
    void versionAndHelp();
    void headlessNeedsNoDisplay_data();
    void headlessNeedsNoDisplay();
    void workersByFlagAndVariable_data();
    void workersByFlagAndVariable();
    void demoPageLine();
    void raisesTheDescriptorLimit();
    void fewDescriptors_data();
    void fewDescriptors();
    void adminSocketComesAndGoes_data();
    void adminSocketComesAndGoes();
    void adminSocketByConfiguration_data();
    void adminSocketByConfiguration();
    void adminSocketThatIsWrong_data();
    void adminSocketThatIsWrong();
    void adminSocketIsMadeAgain();
    void runtimeFolderCannotBeUsed_data();
    void runtimeFolderCannotBeUsed();
    void secondNodeOnTheSameSocket();
    void socketLeftBehindIsReplaced();
    void foreignFileStays();
    void socketPath_data();
    void socketPath();
};

namespace {

QByteArray twoServers(quint16 webSocketPort = 0, quint16 httpPort = 0)
{
    return "[node]\nworkers = 2\nwebsocket_backend = \"@BACKEND@\"\n"
           "[[server]]\nname = \"http\"\ntype = \"http\"\nport = "
            + QByteArray::number(httpPort)
            + "\n"
              "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = "
            + QByteArray::number(webSocketPort)
            + "\n"
              "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n";
}

/// A port that is in use as long as the server lives.
quint16 occupy(QTcpServer &server)
{
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

/// One that nobody uses just now.
quint16 freePort()
{
    QTcpServer server;
    return occupy(server);
}

bool isFree(quint16 port)
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost, port);
}

/// Everything below the folder of \a landline but its configuration.
QStringList leftBehind(const LandlineProcess &landline)
{
    QStringList files = QDir(landline.folder())
                                .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System);
    files += QDir(landline.filePath(u"landline"_s))
                     .entryList(QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System);
    files.removeAll(u"landline.toml"_s);
    files.removeAll(u"landline"_s);
    return files;
}

QUrl url(quint16 port)
{
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(port));
}

} // namespace

void tst_Process::portTaken_data()
{
    QTest::addColumn<bool>("second");
    QTest::newRow("the first") << false;
    QTest::newRow("the second") << true;
}

void tst_Process::portTaken()
{
    QFETCH(bool, second);
    QTcpServer other;
    const quint16 taken = occupy(other);
    QVERIFY(taken != 0);
    const quint16 good = freePort();
    LandlineProcess landline;
    landline.setConfig(second ? twoServers(taken, good) : twoServers(good, taken));
    QCOMPARE(landline.run({u"--no-gui"_s}), 69);
    const QByteArray expected
            = "Failed to listen server port [127.0.0.1:" + QByteArray::number(taken) + ']';
    QVERIFY2(landline.errorOutput().contains(expected), landline.errorOutput());
    QCOMPARE(landline.output(), QByteArray());
    QVERIFY(isFree(good));
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::wrongConfiguration_data()
{
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("place"); // line:column
    QTest::addColumn<QByteArray>("advice");
    const QByteArray server = "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n";
    const QByteArray route = "[[server.route]]\npath = \"/\"\n";
    QTest::newRow("unknown key") << server + "hots = \"::\"\n"
                                 << QByteArray("5:1") << QByteArray("host");
    QTest::newRow("unknown table") << server + "[noed]\n" << QByteArray("5:") << QByteArray("node");
    QTest::newRow("unknown type") << QByteArray(
            "[[server]]\nname = \"a\"\ntype = \"websockt\"\nport = 0\n")
                                  << QByteArray("3:8") << QByteArray("websocket");
    QTest::newRow("unknown controller") << server + route + "controller = \"EchoControler\"\n"
                                        << QByteArray("7:14") << QByteArray("EchoController");
    QTest::newRow("unknown middleware") << server + "middleware = [\"RequestLg\"]\n"
                                        << QByteArray("5:") << QByteArray("RequestLog");
    QTest::newRow("port out of range")
            << QByteArray("[[server]]\nname = \"a\"\ntype = \"http\"\nport = 65536\n")
            << QByteArray("4:8") << QByteArray("65535");
    QTest::newRow("port as text") << QByteArray(
            "[[server]]\nname = \"a\"\ntype = \"http\"\nport = \"80\"\n")
                                  << QByteArray("4:8") << QByteArray("port");
    QTest::newRow("duration without unit") << server + "[server.settings]\nhead_timeout = 10\n"
                                           << QByteArray("6:16") << QByteArray("10 s");
    QTest::newRow("same name twice") << server + server << QByteArray("6:8") << QByteArray("ws");
    QTest::newRow("not TOML") << QByteArray("[[server]\n") << QByteArray("1:") << QByteArray("]");
    QTest::newRow("route twice") << server + route + "controller = \"EchoController\"\n" + route
                    + "controller = \"EchoController\"\n"
                                 << QByteArray() << QByteArray("/");
    QTest::newRow("no server") << QByteArray("[node]\nname = \"a\"\n") << QByteArray()
                               << QByteArray("server");
}

void tst_Process::wrongConfiguration()
{
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, place);
    QFETCH(QByteArray, advice);
    LandlineProcess landline;
    landline.setConfig(toml);
    for (const QString &task : {u"--no-gui"_s, u"--check-config"_s}) {
        QCOMPARE(landline.run({task}), 78);
        if (!place.isEmpty()) {
            const QByteArray start = landline.configFile().toUtf8() + ':' + place;
            QVERIFY2(landline.errorOutput().startsWith(start), landline.errorOutput());
        }
        QVERIFY2(landline.errorOutput().contains(advice), landline.errorOutput());
        QCOMPARE(landline.output(), QByteArray());
        QCOMPARE(leftBehind(landline), QStringList());
    }
}

void tst_Process::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("complaint");
    QTest::newRow("unknown option") << QStringList({u"--no-giu"_s}) << QByteArray("--no-gui");
    QTest::newRow("no value") << QStringList({u"--workers"_s}) << QByteArray("workers");
    QTest::newRow("workers 0") << QStringList({u"--workers"_s, u"0"_s}) << QByteArray("from 1 to");
    QTest::newRow("workers many") << QStringList({u"--workers=many"_s}) << QByteArray("many");
    QTest::newRow("a word too many") << QStringList({u"landline.toml"_s}) << QByteArray("--config");
    QTest::newRow("two tasks") << QStringList({u"--check-config"_s, u"--print-config"_s})
                               << QByteArray("together");
}

void tst_Process::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, complaint);
    LandlineProcess landline;
    QCOMPARE(landline.run(arguments), 2);
    QCOMPARE(landline.output(), QByteArray());
    QVERIFY2(landline.errorOutput().startsWith("landline: "), landline.errorOutput());
    QVERIFY2(landline.errorOutput().contains(complaint), landline.errorOutput());
}

void tst_Process::endsBySignal_data()
{
    QTest::addColumn<bool>("interrupted");
    QTest::newRow("SIGINT") << true;
    QTest::newRow("SIGTERM") << false;
}

void tst_Process::endsBySignal()
{
    QFETCH(bool, interrupted);
    LandlineProcess landline;
    landline.setConfig(twoServers());
    QVERIFY2(landline.start(2), landline.errorOutput());
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 6; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(url(landline.port(i % 2 ? u"WebSocket"_s : u"HTTP"_s))));
    }
    // One that never answers a close frame, and one that never becomes a WebSocket.
    RawClient deaf(landline.port(u"WebSocket"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    RawClient plain(landline.port(u"HTTP"_s));
    QCOMPARE(plain.ask(Wire::get("/nowhere")).status, 404);

    if (interrupted)
        landline.interrupt();
    else
        landline.terminate();
    for (const auto &client : clients) {
        QVERIFY(client->waitForEnd());
        QCOMPARE(client->closeCode(), CloseCode::GoingAway);
    }
    QCOMPARE(deaf.frame().value_or(Wire::ServerFrame()).closeCode(), CloseCode::GoingAway);
    const int exitCode = landline.waitForEnd();
    QVERIFY2(exitCode == 0, landline.errorOutput() + " exit code " + QByteArray::number(exitCode));
    QVERIFY(deaf.waitForEnd());
    QVERIFY(plain.waitForEnd());
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::checkConfigBindsNothing()
{
    QTcpServer other;
    LandlineProcess landline;
    landline.setConfig(twoServers(occupy(other)));
    QCOMPARE(landline.run({u"--check-config"_s}), 0);
    QCOMPARE(landline.output(), landline.configFile().toUtf8() + ": ok\n");
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::printConfigCanBeReadBack()
{
    const auto withoutOrigins = [](const QByteArray &toml) {
        return QString::fromUtf8(toml).remove(
                QRegularExpression(u" +# .*$"_s, QRegularExpression::MultilineOption));
    };
    LandlineProcess landline;
    landline.setConfig(
            twoServers(9000)
            + "[server.settings]\nhead_timeout = \"1500 ms\"\nmax_body_size = \"1 KiB\"\n");
    QCOMPARE(landline.run({u"--print-config"_s, u"--workers"_s, u"3"_s}), 0);
    const QByteArray printed = landline.output();
    QVERIFY2(printed.contains("workers = 3  # --workers\n"), printed);
    QVERIFY2(printed.contains("landline.toml:9\n"), printed);
    QVERIFY2(printed.contains("# default\n"), printed);
    QCOMPARE(landline.errorOutput(), QByteArray());

    landline.setConfig(printed);
    QCOMPARE(landline.run({u"--print-config"_s}), 0);
    QCOMPARE(withoutOrigins(landline.output()), withoutOrigins(printed));
    QCOMPARE(landline.run({u"--check-config"_s}), 0);
}

void tst_Process::versionAndHelp()
{
    LandlineProcess landline;
    QCOMPARE(landline.run({u"--version"_s}), 0);
    QCOMPARE(landline.output(), QByteArray("landline " LANDLINE_VERSION_STR "\n"));
    QCOMPARE(landline.run({u"--help"_s}), 0);
    for (const char *flag : {"--config", "--no-gui", "--workers", "--admin-socket",
                             "--check-config", "--print-config", "--version", "--help"})
        QVERIFY2(landline.output().contains(flag), flag);
    QCOMPARE(landline.errorOutput(), QByteArray());
}

void tst_Process::headlessNeedsNoDisplay_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("said");
    QTest::newRow("--no-gui") << QStringList({u"--no-gui"_s}) << QByteArray("Running headless.");
    QTest::newRow("no display") << QStringList() << QByteArray("No display");
}

void tst_Process::headlessNeedsNoDisplay()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, said);
    LandlineProcess landline;
    for (const QString &name : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s, u"QT_QPA_PLATFORM"_s})
        landline.setEnvironment(name, QString());
    landline.setConfig(twoServers());
    QVERIFY2(landline.start(2, arguments), landline.errorOutput());
    TRY_VERIFY(landline.errorOutput().contains(said));
    QVERIFY2(landline.errorOutput().contains(landline.filePath(u"landline/main.sock"_s).toUtf8()),
             landline.errorOutput());
    QFile maps(u"/proc/%1/maps"_s.arg(landline.processId()));
    QVERIFY(maps.open(QIODevice::ReadOnly));
    const QByteArray libraries = maps.readAll();
    QVERIFY(libraries.contains("libQt6Core"));
    QVERIFY(!libraries.contains("libQt6Gui"));
    QVERIFY(!libraries.contains("libQt6Widgets"));
    TestClient client;
    QVERIFY(client.open(url(landline.port(u"WebSocket"_s))));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
}

void tst_Process::workersByFlagAndVariable_data()
{
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QStringList>("flag");
    QTest::addColumn<int>("workers");
    QTest::newRow("file") << QString() << QStringList() << 2;
    QTest::newRow("variable over file") << u"3"_s << QStringList() << 3;
    QTest::newRow("flag over variable") << u"3"_s << QStringList({u"--workers"_s, u"1"_s}) << 1;
}

void tst_Process::workersByFlagAndVariable()
{
    QFETCH(QString, variable);
    QFETCH(QStringList, flag);
    QFETCH(int, workers);
    LandlineProcess landline;
    landline.setEnvironment(u"LANDLINE_WORKERS"_s, variable);
    landline.setEnvironment(u"LANDLINE_NO_GUI"_s, u"1"_s);
    landline.setConfig(twoServers());
    QVERIFY2(landline.start(2, flag), landline.errorOutput());
    QCOMPARE(landline.output().count("[INFO] Worker#"), workers);
}

void tst_Process::demoPageLine()
{
    LandlineProcess landline;
    landline.setConfig("[node]\nworkers = 1\n[[server]]\nname = \"http\"\ntype = \"http\"\nhost = "
                       "\"0.0.0.0\"\nport = 0\n"
                       "[[server.route]]\npath = \"/demo\"\ncontroller = \"DemoPage\"\n");
    QVERIFY2(landline.start(1), landline.errorOutput());
    const quint16 port = landline.port(u"HTTP"_s);
    TRY_COMPARE(landline.lines(),
                QStringList({u"[INFO] Worker#0 started."_s,
                             u"[INFO] HTTP Server listening at 0.0.0.0:%1"_s.arg(port),
                             u"[INFO] Demo page: http://127.0.0.1:%1/demo"_s.arg(port)}));
    RawClient client(port);
    const HttpAnswer page = client.ask(Wire::get("/demo"));
    QCOMPARE(page.status, 200);
    QVERIFY(page.header("Content-Type").startsWith("text/html"));
    QVERIFY(page.body.contains("<html"));
}

void tst_Process::raisesTheDescriptorLimit()
{
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &before), 0);
    const rlimit low = {std::min<rlim_t>(before.rlim_max, 256), before.rlim_max};
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &low), 0); // the process inherits it
    LandlineProcess landline;
    landline.setConfig(twoServers());
    const bool started = landline.start(2);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &before), 0);
    QVERIFY2(started, landline.errorOutput());

    rlimit raised{};
    QCOMPARE(::prlimit(static_cast<pid_t>(landline.processId()), RLIMIT_NOFILE, nullptr, &raised), 0);
    QCOMPARE(raised.rlim_cur, before.rlim_max);
    const QByteArray line = "[INFO] Up to " + QByteArray::number(quint64(before.rlim_max)) + " descriptors may be open.";
    TRY_VERIFY(landline.errorOutput().contains(line));
    QVERIFY(!landline.output().contains("descriptors"));
}

void tst_Process::fewDescriptors_data()
{
    QTest::addColumn<int>("limit");

    // Each process takes a second to end under ThreadSanitizer.
    for (int limit = 3; limit <= 64; limit += IsSanitized ? 12 : 1)
        QTest::addRow("%d", limit) << limit;
}

void tst_Process::fewDescriptors()
{
    QFETCH(int, limit);
    LandlineProcess landline;
    landline.setConfig(twoServers());
    landline.setDescriptorLimit(limit);
    if (landline.start(2)) {
        TestClient client;
        QVERIFY(client.open(url(landline.port(u"WebSocket"_s))));
        QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
        landline.terminate();
        QCOMPARE(landline.waitForEnd(), 0);
        return;
    }
    QVERIFY(limit < 64);
    const int exitCode = landline.waitForEnd();
    const QByteArray said = landline.errorOutput();
    QCOMPARE(landline.output(), QByteArray());
    QCOMPARE(leftBehind(landline), QStringList());
    if (exitCode == 127) { // no descriptor for the dynamic loader
        QVERIFY2(said.contains("error while loading shared libraries"), said);
        return;
    }
    QCOMPARE(exitCode, 69);
    static const QRegularExpression complaint(
            u"^The process may open (\\d+) descriptors, but (landline needs|2 workers and 2 servers need) at least (\\d+) "
            "\\(\\d+ are open already\\). Raise the limit: ulimit -n, or LimitNOFILE= in the systemd unit.$"_s,
            QRegularExpression::MultilineOption);
    const QRegularExpressionMatch match = complaint.match(QString::fromUtf8(said));
    QVERIFY2(match.hasMatch(), said);
    QCOMPARE(match.captured(1).toInt(), limit);
    QVERIFY2(match.captured(3).toInt() > limit, said);
}

void tst_Process::adminSocketComesAndGoes_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("default") << QString();
    QTest::newRow("--admin-socket") << u"own.sock"_s;
}

void tst_Process::adminSocketComesAndGoes()
{
    QFETCH(QString, name);
    LandlineProcess landline;
    landline.setConfig(twoServers());
    const QString path = landline.filePath(name.isEmpty() ? u"landline/main.sock"_s : name);
    QStringList arguments = {u"--no-gui"_s};
    if (!name.isEmpty())
        arguments += {u"--admin-socket"_s, path};
    QVERIFY2(landline.start(2, arguments), landline.errorOutput());
    const auto owners = QFile::ReadOwner | QFile::WriteOwner | QFile::ReadUser | QFile::WriteUser;
    QCOMPARE(QFileInfo(path).permissions(), owners);
    if (name.isEmpty())
        QCOMPARE(QFileInfo(QFileInfo(path).path()).permissions(),
                 owners | QFile::ExeOwner | QFile::ExeUser);
    QLocalSocket console;
    console.connectToServer(path);
    QVERIFY(console.waitForConnected());
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY(!QFileInfo::exists(path));
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::adminSocketByConfiguration_data()
{
    QTest::addColumn<QString>("key"); // % is the folder of the test
    QTest::addColumn<QString>("variable");
    QTest::addColumn<QString>("flag");
    QTest::addColumn<QString>("socket"); // in the folder, or none
    QTest::addColumn<QString>("origin");
    const QString none;
    const QString atDefault = u"landline/main.sock"_s;
    QTest::newRow("nothing") << none << none << none << atDefault << u"default"_s;
    QTest::newRow("off in the file") << u"off"_s << none << none << none << u"landline.toml:2"_s;
    QTest::newRow("off by the variable") << none << u"off"_s << none << none << u"LANDLINE_ADMIN_SOCKET"_s;
    QTest::newRow("off by the flag") << none << none << u"off"_s << none << u"--admin-socket"_s;
    QTest::newRow("a path in the file") << u"%/a.sock"_s << none << none << u"a.sock"_s << u"landline.toml:2"_s;
    QTest::newRow("the variable overrides the file")
            << u"off"_s << u"%/b.sock"_s << none << u"b.sock"_s << u"LANDLINE_ADMIN_SOCKET"_s;
    QTest::newRow("the flag overrides both") << u"%/a.sock"_s << u"%/b.sock"_s << u"off"_s << none << u"--admin-socket"_s;
    QTest::newRow("back to the default") << u"off"_s << u"off"_s << u"default"_s << atDefault << u"--admin-socket"_s;
    QTest::newRow("an empty variable is none") << u"off"_s << u""_s << none << none << u"landline.toml:2"_s;
}

void tst_Process::adminSocketByConfiguration()
{
    QFETCH(QString, key);
    QFETCH(QString, variable);
    QFETCH(QString, flag);
    QFETCH(const QString, socket);
    QFETCH(const QString, origin);
    LandlineProcess landline;
    for (QString *text : {&key, &variable, &flag})
        text->replace(u'%', landline.folder());
    const QByteArray line = key.isEmpty() ? QByteArray() : "admin_socket = \"" + key.toUtf8() + "\"\n";
    landline.setConfig(twoServers().replace("[node]\n", "[node]\n" + line));
    if (!variable.isNull())
        landline.setEnvironment(u"LANDLINE_ADMIN_SOCKET"_s, variable);
    // A console would be opened if it could.
    landline.setEnvironment(u"QT_QPA_PLATFORM"_s, socket.isEmpty() ? u"offscreen"_s : QString());
    for (const QString &display : {u"DISPLAY"_s, u"WAYLAND_DISPLAY"_s})
        landline.setEnvironment(display, QString());
    const QStringList arguments = flag.isEmpty() ? QStringList() : QStringList{u"--admin-socket"_s, flag};
    QCOMPARE(landline.run(QStringList(u"--print-config"_s) + arguments), 0);
    const QByteArray printed = landline.output();
    const qsizetype start = printed.indexOf("admin_socket = ");
    const QByteArray printedLine = printed.mid(start, printed.indexOf('\n', start) - start);
    QVERIFY2(printedLine.endsWith(origin.toUtf8()), printedLine);

    QVERIFY2(landline.start(2, arguments), landline.errorOutput());
    QStringList files = leftBehind(landline);
    files.removeIf([](const QString &file) { return file.endsWith(u".lock"_s); });
    QCOMPARE(files, socket.isEmpty() ? QStringList() : QStringList(socket.section(u'/', -1)));
    if (socket.isEmpty()) {
        TRY_VERIFY(landline.errorOutput().contains("The admin socket is off"));
        TRY_VERIFY(landline.errorOutput().contains("No console is opened"));
    } else {
        QLocalSocket console;
        console.connectToServer(landline.filePath(socket));
        QVERIFY(console.waitForConnected());
        QVERIFY(!landline.errorOutput().contains("admin socket is off"));
    }
    TestClient client;
    QVERIFY(client.open(url(landline.port(u"WebSocket"_s))));
    landline.terminate();
    const int exitCode = landline.waitForEnd();
    QVERIFY2(exitCode == 0, landline.errorOutput() + " exit code " + QByteArray::number(exitCode));
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::adminSocketThatIsWrong_data()
{
    QTest::addColumn<QByteArray>("socket"); // % is the folder of the test
    QTest::addColumn<int>("exitCode");
    QTest::newRow("relative") << QByteArray("main.sock") << 78;
    QTest::newRow("no file") << QByteArray("%/") << 78;
    QTest::newRow("too long") << "/tmp/" + QByteArray(200, 'x') << 78;
    QTest::newRow("in a folder of all") << QByteArray("/tmp/main.sock") << 77;
    QTest::newRow("below a file") << QByteArray("%/landline.toml/main.sock") << 77;
    QTest::newRow("in the place of a file") << QByteArray("%/landline.toml") << 69;
}

/// A place that somebody has named is used, or nothing is.
void tst_Process::adminSocketThatIsWrong()
{
    QFETCH(QByteArray, socket);
    QFETCH(const int, exitCode);
    LandlineProcess landline;
    socket.replace("%", landline.folder().toUtf8());
    landline.setConfig(twoServers());
    QCOMPARE(landline.run({u"--no-gui"_s, u"--admin-socket"_s, QString::fromUtf8(socket)}), exitCode);
    landline.setConfig(twoServers().replace("[node]\n", "[node]\nadmin_socket = \"" + socket + "\"\n"));
    QCOMPARE(landline.run({u"--no-gui"_s}), exitCode);
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::adminSocketIsMadeAgain()
{
    LandlineProcess landline;
    landline.setConfig(twoServers());
    QVERIFY2(landline.start(2), landline.errorOutput());
    const QString path = landline.filePath(u"landline/main.sock"_s);
    QLocalSocket before;
    before.connectToServer(path);
    QVERIFY(before.waitForConnected());
    QVERIFY(QDir(landline.filePath(u"landline"_s)).removeRecursively());
    TRY_VERIFY(QFileInfo::exists(path));
    QLocalSocket after;
    after.connectToServer(path);
    QVERIFY(after.waitForConnected());
    QVERIFY(QFileInfo::exists(path + u".lock"_s));
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY2(landline.errorOutput().contains("was removed and has been made again"), landline.errorOutput());
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::runtimeFolderCannotBeUsed_data()
{
    QTest::addColumn<bool>("hasTemporaryFolder");
    QTest::newRow("another folder") << true;
    QTest::newRow("no folder at all") << false;
}

void tst_Process::runtimeFolderCannotBeUsed()
{
    QFETCH(const bool, hasTemporaryFolder);
    const QTemporaryDir folder;
    const QByteArray root = QFile::encodeName(folder.path());
    QCOMPARE(::chmod(root.constData(), 0777), 0);
    // Where somebody else than root can read it.
    const QString program = folder.filePath(u"landline"_s);
    QVERIFY(QFile::copy(LandlineProcess::program(), program));
    QCOMPARE(::chmod((root + "/landline").constData(), 0755), 0);
    QFile config(folder.filePath(u"landline.toml"_s));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write(twoServers().replace("@BACKEND@", "native"));
    config.close();
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert(u"XDG_RUNTIME_DIR"_s, u"/root"_s);
    environment.insert(u"TMPDIR"_s, hasTemporaryFolder ? folder.path() : u"/etc/passwd"_s);
    QProcess landline;
    landline.setProcessEnvironment(environment);
    landline.setProcessChannelMode(QProcess::MergedChannels);
    // Root, whose every folder is writable, becomes somebody else.
    landline.setChildProcessModifier([] {
        if (::geteuid() == 0 && (::setgid(65534) != 0 || ::setuid(65534) != 0))
            ::_exit(1);
    });
    landline.start(program, {u"--no-gui"_s, u"--config"_s, config.fileName()}, QIODevice::ReadOnly);
    QByteArray output;
    TRY_VERIFY((output += landline.readAll()).count(" Server listening at ") == 2 || landline.state() == QProcess::NotRunning);
    QVERIFY2(landline.state() == QProcess::Running, output);
    const QString socket = folder.filePath(
            u"landline-%1/main.sock"_s.arg(::geteuid() == 0 ? 65534 : ::geteuid()));
    QCOMPARE(QFileInfo::exists(socket), hasTemporaryFolder);
    landline.terminate();
    TRY_COMPARE(landline.state(), QProcess::NotRunning);
    output += landline.readAll();
    QCOMPARE(landline.exitCode(), 0);
    const QByteArray said = hasTemporaryFolder ? "[WARNING] The admin socket is at " + QFile::encodeName(socket) + ", since XDG_RUNTIME_DIR"
                                               : "[WARNING] The admin socket is off, since no default place can be used: XDG_RUNTIME_DIR";
    QVERIFY2(output.contains(said), output);
    QVERIFY(!QFileInfo::exists(socket));
}

void tst_Process::secondNodeOnTheSameSocket()
{
    LandlineProcess first;
    first.setConfig(twoServers());
    QVERIFY2(first.start(2), first.errorOutput());
    LandlineProcess second;
    second.setConfig(twoServers());
    second.setEnvironment(u"XDG_RUNTIME_DIR"_s, first.folder());
    QCOMPARE(second.run({u"--no-gui"_s}), 69);
    const QByteArray path = first.filePath(u"landline/main.sock"_s).toUtf8();
    QVERIFY2(second.errorOutput().contains(path), second.errorOutput());
    QVERIFY2(second.errorOutput().contains(QByteArray::number(first.processId())),
             second.errorOutput());
    QCOMPARE(second.output(), QByteArray());
    // The first is not disturbed.
    QLocalSocket console;
    console.connectToServer(QString::fromUtf8(path));
    QVERIFY(console.waitForConnected());
    // Another name is another node.
    second.setConfig(twoServers().replace("[node]\n", "[node]\nname = \"other\"\n"));
    QVERIFY2(second.start(2), second.errorOutput());
}

void tst_Process::socketLeftBehindIsReplaced()
{
    LandlineProcess landline;
    landline.setConfig(twoServers());
    QVERIFY2(landline.start(2), landline.errorOutput());
    landline.kill();
    QCOMPARE(landline.waitForEnd(), -1);
    QVERIFY(leftBehind(landline).contains(u"main.sock"_s));
    QVERIFY2(landline.start(2), landline.errorOutput());
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QCOMPARE(leftBehind(landline), QStringList());
}

void tst_Process::foreignFileStays()
{
    LandlineProcess landline;
    landline.setConfig(twoServers());
    const QString path = landline.filePath(u"notes.txt"_s);
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("mine") == 4);
    file.close();
    QCOMPARE(landline.run({u"--no-gui"_s, u"--admin-socket"_s, path}), 69);
    QVERIFY2(landline.errorOutput().contains(path.toUtf8()), landline.errorOutput());
    QCOMPARE(landline.output(), QByteArray());
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), QByteArray("mine"));
    QCOMPARE(leftBehind(landline), QStringList({u"notes.txt"_s}));
}

void tst_Process::socketPath_data()
{
    QTest::addColumn<QString>("path");
    QTest::newRow("too long") << u"/tmp/"_s + QString(200, u'x');
    QTest::newRow("relative") << u"main.sock"_s;
}

void tst_Process::socketPath()
{
    QFETCH(QString, path);
    LandlineProcess landline;
    landline.setConfig(twoServers());
    QCOMPARE(landline.run({u"--no-gui"_s, u"--admin-socket"_s, path}), 78);
    QVERIFY2(landline.errorOutput().contains(path.toUtf8()), landline.errorOutput());
    QCOMPARE(landline.output(), QByteArray());
}

QTEST_GUILESS_MAIN(tst_Process)
#include "tst_process.moc"
