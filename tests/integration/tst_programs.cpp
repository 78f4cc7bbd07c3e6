// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/closecode.h"
#include "support/backendlimits.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/wire.h"

#include <QtCore/qdir.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Applications that are a Landline::Program, one with a console and one with a window (programs/), as processes: they have
/// what `landline` has. What that is in all its cases is in tst_process and tst_signals.
class tst_Programs : public QObject
{
    Q_OBJECT

private slots:
    void serves_data() { programs(); }
    void serves();
    void builtInConfiguration_data() { programs(); }
    void builtInConfiguration();
    void endsBySignal_data();
    void endsBySignal();
    void secondSignalCuts_data() { programs(); }
    void secondSignalCuts();
    void windowClosed_data();
    void windowClosed();
    void signalBehindTheClosedWindow();
    void wrongConfiguration_data();
    void wrongConfiguration();
    void portTaken_data() { programs(); }
    void portTaken();
    void answers_data() { programs(); }
    void answers();
    void ownOption();

private:
    static void programs();
};

namespace {

const QByteArray Config = "[node]\nname = \"room\"\nworkers = 2\nwebsocket_backend = \"@BACKEND@\"\n"
                          "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                          "[[server.route]]\npath = \"/\"\ncontroller = \"RoomController\"\n"
                          "[app]\ngreeting = \"hello\"\n";

#ifdef GUI_PROGRAM
const QString GuiProgram = QStringLiteral(GUI_PROGRAM);
#else
const QString GuiProgram;
#endif
const QString ConsoleProgram = QStringLiteral(CONSOLE_PROGRAM);

QUrl url(const LandlineProcess &process, const QString &path = u"/"_s)
{
    return QUrl(u"ws://127.0.0.1:%1%2"_s.arg(process.port(u"WebSocket"_s)).arg(path));
}

/// What is below the folder of \a process but its configuration.
QStringList leftBehind(const LandlineProcess &process)
{
    const auto filters = QDir::AllEntries | QDir::NoDotAndDotDot | QDir::System;
    QStringList files = QDir(process.folder()).entryList(filters) + QDir(process.filePath(u"landline"_s)).entryList(filters);
    files.removeAll(u"landline.toml"_s);
    files.removeAll(u"landline"_s);
    return files;
}

} // namespace

void tst_Programs::programs()
{
    QTest::addColumn<QString>("program");
    QTest::newRow("console") << ConsoleProgram;
    if (!GuiProgram.isEmpty())
        QTest::newRow("GUI") << GuiProgram;
}

void tst_Programs::serves()
{
    QFETCH(QString, program);
    LandlineProcess process(program);
    process.setConfig(Config);
    QVERIFY2(process.start(1), process.errorOutput());
    QCOMPARE(process.lines().constFirst(), u"[INFO] Worker#0 started."_s);
    TRY_VERIFY(process.errorOutput().contains("[INFO] Running headless."));
    TestClient client;
    QVERIFY(client.open(url(process)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    QLocalSocket console;
    console.connectToServer(process.filePath(u"landline/room.sock"_s));
    QVERIFY(console.waitForConnected());
    process.hangUp();
    TRY_VERIFY(process.errorOutput().contains("Nothing to reload"));
    QCOMPARE(client.ask(u"still here"_s), u"still here"_s);
}

void tst_Programs::builtInConfiguration()
{
    QFETCH(QString, program);
    LandlineProcess process(program);
    QVERIFY2(process.start(1), process.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(process)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
}

void tst_Programs::endsBySignal_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<bool>("interrupted");
    QTest::newRow("console, SIGTERM") << ConsoleProgram << false;
    QTest::newRow("console, SIGINT") << ConsoleProgram << true;
    if (!GuiProgram.isEmpty()) {
        QTest::newRow("GUI, SIGTERM") << GuiProgram << false;
        QTest::newRow("GUI, SIGINT") << GuiProgram << true;
    }
}

void tst_Programs::endsBySignal()
{
    QFETCH(QString, program);
    QFETCH(bool, interrupted);
    LandlineProcess process(program);
    process.setConfig(Config);
    QVERIFY2(process.start(1), process.errorOutput());
    std::array<TestClient, 4> clients;
    for (TestClient &client : clients)
        QVERIFY(client.open(url(process)));
    RawClient deaf(process.port(u"WebSocket"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    interrupted ? process.interrupt() : process.terminate();
    for (TestClient &client : clients) {
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    }
    QCOMPARE(deaf.frame().value_or(Wire::ServerFrame()).closeCode(), CloseCode::GoingAway);
    const int exitCode = process.waitForEnd();
    QVERIFY2(exitCode == 0, process.errorOutput() + " exit code " + QByteArray::number(exitCode));
    QCOMPARE(leftBehind(process), QStringList());
}

void tst_Programs::secondSignalCuts()
{
    QFETCH(QString, program);
    if (lacks(QtLimit::CloseAnswer))
        QSKIP("qt waits for nobody, so there is nothing to cut");
    LandlineProcess process(program);
    process.setConfig(Config);
    QVERIFY2(process.start(1), process.errorOutput());
    RawClient deaf(process.port(u"WebSocket"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    process.terminate();
    QCOMPARE(deaf.frame().value_or(Wire::ServerFrame()).closeCode(), CloseCode::GoingAway);
    process.terminate();
    QVERIFY(deaf.waitForEnd());
    QCOMPARE(process.waitForEnd(), 0);
    QVERIFY2(process.errorOutput().contains("Connections are cut"), process.errorOutput());
    QCOMPARE(leftBehind(process), QStringList());
}

void tst_Programs::windowClosed_data()
{
    QTest::addColumn<bool>("isLast"); // the client that closes it goes itself
    QTest::newRow("others stay") << false;
    QTest::newRow("nobody is left") << true;
}

void tst_Programs::windowClosed()
{
    QFETCH(bool, isLast);
    if (GuiProgram.isEmpty())
        QSKIP("built without Widgets");
    LandlineProcess process(GuiProgram);
    process.setConfig(Config);
    QVERIFY2(process.start(1), process.errorOutput());
    std::array<TestClient, 4> clients;
    for (TestClient &client : clients)
        QVERIFY(isLast || client.open(url(process)));
    TestClient closing;
    QVERIFY(closing.open(url(process, u"/window"_s)));
    closing.send(u"close"_s);
    QVERIFY(closing.waitForEnd());
    QCOMPARE(closing.closeCode(), CloseCode::GoingAway);
    for (TestClient &client : clients) {
        if (isLast)
            break;
        QVERIFY(client.waitForEnd());
        QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    }
    const int exitCode = process.waitForEnd();
    QVERIFY2(exitCode == 0, process.errorOutput() + " exit code " + QByteArray::number(exitCode));
    QCOMPARE(leftBehind(process), QStringList());
}

/// The end of a session closes the windows and sends SIGTERM. That is no second request.
void tst_Programs::signalBehindTheClosedWindow()
{
    if (GuiProgram.isEmpty())
        QSKIP("built without Widgets");
    if (lacks(QtLimit::CloseAnswer))
        QSKIP("qt waits for nobody, so there is nothing to cut");
    LandlineProcess process(GuiProgram);
    process.setConfig(Config);
    QVERIFY2(process.start(1), process.errorOutput());
    RawClient deaf(process.port(u"WebSocket"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    TestClient closing;
    QVERIFY(closing.open(url(process, u"/window"_s)));
    closing.send(u"close"_s);
    QCOMPARE(deaf.frame().value_or(Wire::ServerFrame()).closeCode(), CloseCode::GoingAway);
    process.terminate();
    QCOMPARE(process.waitForEnd(), 0);
    QVERIFY2(!process.errorOutput().contains("Connections are cut"), process.errorOutput());
}

void tst_Programs::wrongConfiguration_data()
{
    QTest::addColumn<QString>("program");
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<QByteArray>("error");
    const auto add = [](const char *name, const QByteArray &toml, const QByteArray &error) {
        QTest::addRow("console, %s", name) << ConsoleProgram << toml << error;
        if (!GuiProgram.isEmpty())
            QTest::addRow("GUI, %s", name) << GuiProgram << toml << error;
    };
    add("unknown key", QByteArray(Config).replace("workers", "wrkers"), ":3:1: unknown key \"wrkers\"");
    add("unknown controller", QByteArray(Config).replace("RoomController", "RomController"), "RoomController");
    add("of the application", QByteArray(Config).replace("\"hello\"", "3"), ":13:12: greeting must be a string");
}

void tst_Programs::wrongConfiguration()
{
    QFETCH(QString, program);
    QFETCH(QByteArray, toml);
    QFETCH(QByteArray, error);
    LandlineProcess process(program);
    process.setConfig(toml);
    for (const QString &task : {u"--no-gui"_s, u"--check-config"_s}) {
        QCOMPARE(process.run({task}), 78);
        QVERIFY2(process.errorOutput().startsWith(process.configFile().toUtf8()), process.errorOutput());
        QVERIFY2(process.errorOutput().contains(error), process.errorOutput());
        QCOMPARE(process.output(), QByteArray());
    }
    QCOMPARE(leftBehind(process), QStringList());
}

void tst_Programs::portTaken()
{
    QFETCH(QString, program);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    LandlineProcess process(program);
    process.setConfig(QByteArray(Config).replace("port = 0", "port = " + QByteArray::number(other.serverPort())));
    QCOMPARE(process.run({u"--no-gui"_s}), 69);
    QVERIFY2(process.errorOutput().contains("Failed to listen server port"), process.errorOutput());
    QCOMPARE(leftBehind(process), QStringList());
}

void tst_Programs::answers()
{
    QFETCH(QString, program);
    const QByteArray name = program.section(u'/', -1).toUtf8();
    LandlineProcess process(program);
    QCOMPARE(process.run({u"--help"_s}), 0);
    QVERIFY2(process.output().startsWith("Usage: " + name + " [options]\nA room.\n"), process.output());
    QCOMPARE(process.run({u"--version"_s}), 0);
    QCOMPARE(process.output(), name + " 1.2\n");
    QCOMPARE(process.run({u"--nonsense"_s}), 2);
    QVERIFY2(process.errorOutput().startsWith(name + ": unknown option 'nonsense'"), process.errorOutput());
    QCOMPARE(process.run({u"--check-config"_s}), 0);
    QCOMPARE(process.output(), QByteArray("built-in configuration: ok\n"));
    QCOMPARE(process.run({u"--print-config"_s}), 0);
    QVERIFY2(process.output().endsWith("\n[app]\ngreeting = \"hello\"  # built in\n"), process.output());
    process.setConfig(Config);
    QCOMPARE(process.run({u"--print-config"_s}), 0);
    QVERIFY2(process.output().endsWith("landline.toml:13\n"), process.output());
    QCOMPARE(leftBehind(process), QStringList());
}

void tst_Programs::ownOption()
{
    LandlineProcess process(ConsoleProgram);
    process.setConfig(Config);
    QVERIFY2(process.start(1, {u"--no-gui"_s, u"--topic"_s, u"weather"_s}), process.errorOutput());
    RawClient client(process.port(u"WebSocket"_s));
    QCOMPARE(client.ask(Wire::get("/topic")).body, QByteArray("weather"));
}

QTEST_GUILESS_MAIN(tst_Programs)
#include "tst_programs.moc"
