// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/closecode.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/wire.h"

#include <Landline/Landline>

#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <csignal>
#include <list>
#include <optional>
#include <vector>

using namespace Landline;
using namespace Qt::StringLiterals;

/// A Program in the process of the test, which has made the QCoreApplication. Whole processes are in tst_programs.
class tst_Program : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void answers_data();
    void answers();
    void fileOverridesTheDefault();
    void defaultIsTheDemo();
    void ownOptions();
    void settersBehindLoad();
    void nodeWithoutCommandLine();
    void keepsTheMessageHandler();
    void endsWithTheEventLoop_data();
    void endsWithTheEventLoop();
    void endsInTheDestructor();
    void quitWhileItDrains();
    void exitWhileItDrainsCuts();
    void portTaken();
    void startTwice();
};

namespace {

const QByteArray Config = "[node]\nworkers = 2\nadmin_socket = \"off\"\n"
                          "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                          "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n"
                          "[app]\ngreeting = \"hello\"\n";

/// What main() gets.
class CommandLineOf
{
public:
    explicit CommandLineOf(const QStringList &arguments)
    {
        for (const QString &argument : QStringList(u"tst_program"_s) + arguments) {
            m_texts.push_back(argument.toLocal8Bit());
            m_pointers.push_back(m_texts.back().data());
        }
        count = static_cast<int>(m_pointers.size());
        m_pointers.push_back(nullptr);
    }
    Q_DISABLE_COPY_MOVE(CommandLineOf)

    int count = 0;
    char **pointers() { return m_pointers.data(); }

private:
    std::list<QByteArray> m_texts;
    std::vector<char *> m_pointers;
};

/// A Program that nobody sees.
class TestProgram : private CommandLineOf, public Program
{
public:
    explicit TestProgram(const QStringList &arguments = {}, const QByteArray &toml = Config)
        : CommandLineOf(arguments)
        , Program(count, pointers())
    {
        setConsoleWanted(false);
        if (!toml.isEmpty())
            setDefaultConfiguration(toml);
    }

    quint16 port() { return node().listeners().constFirst().port; }
    QUrl url() { return QUrl(u"ws://127.0.0.1:%1/"_s.arg(port())); }
};

QStringList greetingMissing(const NodeConfig &config)
{
    if (config.app().contains(u"greeting"_s))
        return {};
    return {u"greeting is missing"_s};
}

} // namespace

void tst_Program::initTestCase()
{
    for (const char *name : {"LANDLINE_CONFIG", "LANDLINE_WORKERS", "LANDLINE_ADMIN_SOCKET", "LANDLINE_NO_GUI"})
        qunsetenv(name);
}

void tst_Program::cleanup()
{
    // A Program that has ended ignores them, since its process is to end as well.
    for (const int signalNumber : {SIGINT, SIGTERM, SIGHUP})
        std::signal(signalNumber, SIG_DFL);
}

void tst_Program::answers_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QByteArray>("toml");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<bool>("isValid");

    const QByteArray good = Config;
    QTest::newRow("--help") << QStringList{u"--help"_s} << good << 0 << false;
    QTest::newRow("--version") << QStringList{u"--version"_s} << good << 0 << false;
    QTest::newRow("--check-config") << QStringList{u"--check-config"_s} << good << 0 << true;
    QTest::newRow("--print-config") << QStringList{u"--print-config"_s} << good << 0 << true;
    QTest::newRow("wrong usage") << QStringList{u"--nonsense"_s} << good << 2 << false;
    QTest::newRow("positional") << QStringList{u"file"_s} << good << 2 << false;
    QTest::newRow("no such file") << QStringList{u"--config"_s, u"/nowhere/x.toml"_s} << good << 78 << false;
    QTest::newRow("wrong default") << QStringList() << QByteArray("[node]\nnonsense = 1\n") << 78 << false;
    QTest::newRow("wrong default, checked") << QStringList{u"--check-config"_s} << QByteArray("[node]\nx = 1\n") << 78 << false;
    QTest::newRow("wrong default, printed") << QStringList{u"--print-config"_s} << QByteArray("[node]\nx = 1\n") << 78 << false;
    QTest::newRow("refused by the application") << QStringList() << QByteArray(good).replace("greeting", "gretting") << 78 << false;
    QTest::newRow("unknown controller") << QStringList() << QByteArray(good).replace("EchoController", "Nobody") << 78 << true;
    QTest::newRow("unknown controller, checked")
            << QStringList{u"--check-config"_s} << QByteArray(good).replace("EchoController", "Nobody") << 78 << true;
}

void tst_Program::answers()
{
    QFETCH(QStringList, arguments);
    QFETCH(QByteArray, toml);
    QFETCH(int, exitCode);
    QFETCH(bool, isValid);

    TestProgram program(arguments, toml);
    program.addConfigurationCheck(greetingMissing);
    program.node().addRoutes(u"ws"_s, [](Router &router) { router.webSocket(u"/more"_s); });
    QCOMPARE(program.config().isValid(), isValid);
    QCOMPARE(program.exitCode(), 0);
    QCOMPARE(program.run(), exitCode);
    QCOMPARE(program.exitCode(), exitCode);
    QVERIFY(!program.node().isRunning());
}

void tst_Program::fileOverridesTheDefault()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(u"x.toml"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QByteArray(Config).replace("hello", "welcome"));
    file.close();
    TestProgram byDefault;
    QVERIFY(byDefault.load());
    QCOMPARE(byDefault.config().app().value(u"greeting"_s).toString(), u"hello"_s);
    QCOMPARE(byDefault.config().appOrigin(u"greeting"_s), u"built in:12:12"_s);
    TestProgram byFile({u"-c"_s, file.fileName(), u"--workers"_s, u"3"_s});
    QVERIFY(byFile.load());
    QCOMPARE(byFile.config().app().value(u"greeting"_s).toString(), u"welcome"_s);
    QCOMPARE(byFile.config().workers, 3);
    QCOMPARE(byFile.node().workerCount(), 3);
}

void tst_Program::defaultIsTheDemo()
{
    TestProgram program({}, QByteArray());
    QVERIFY(program.load());
    QCOMPARE(program.config().servers.size(), 2);
    QCOMPARE(program.config().servers.constFirst().port, quint16(9502));
    QVERIFY(program.node().check());
}

void tst_Program::ownOptions()
{
    TestProgram program({u"--topic=a"_s, u"x"_s, u"-t"_s, u"b"_s});
    program.addOption(QCommandLineOption({u"t"_s, u"topic"_s}, u"Of the talk."_s, u"TEXT"_s));
    program.addOption(QCommandLineOption(u"size"_s, u"Of the room."_s, u"N"_s, u"10"_s));
    program.addPositionalArgument(u"file"_s, u"To open."_s);
    QVERIFY(program.isSet(u"topic"_s));
    QVERIFY(!program.isSet(u"size"_s));
    QCOMPARE(program.value(u"t"_s), u"b"_s);
    QCOMPARE(program.values(u"topic"_s), QStringList({u"a"_s, u"b"_s}));
    QCOMPARE(program.value(u"size"_s), u"10"_s);
    QCOMPARE(program.value(u"nothing"_s), QString());
    QCOMPARE(program.positionalArguments(), QStringList(u"x"_s));
    QVERIFY(program.load());
}

void tst_Program::settersBehindLoad()
{
    TestProgram program({u"--late"_s});
    QVERIFY(!program.load());
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"^Program::addOption\\(\\) has no effect"_s));
    program.addOption(QCommandLineOption(u"late"_s));
    QVERIFY(!program.isSet(u"late"_s));
}

/// The application need not ask before it registers what it has.
void tst_Program::nodeWithoutCommandLine()
{
    TestProgram program({u"--nonsense"_s});
    QVERIFY(!program.node().check());
    QVERIFY(!program.node().start());
    QVERIFY(!program.start());
    QCOMPARE(program.exitCode(), int(Program::WrongUsage));
}

void tst_Program::keepsTheMessageHandler()
{
    // That of this test.
    TestProgram program;
    QTest::ignoreMessage(QtWarningMsg, "still here");
    qWarning("still here");
}

void tst_Program::endsWithTheEventLoop_data()
{
    QTest::addColumn<QByteArray>("by");
    QTest::addColumn<int>("exitCode");
    QTest::newRow("quit()") << QByteArray("quit") << 0;
    QTest::newRow("exit(3)") << QByteArray("exit") << 3;
    QTest::newRow("SIGTERM") << QByteArray("SIGTERM") << 0;
    QTest::newRow("SIGINT") << QByteArray("SIGINT") << 0;
    QTest::newRow("Node::stop()") << QByteArray("stop") << 0;
}

void tst_Program::endsWithTheEventLoop()
{
    QFETCH(const QByteArray, by);
    QFETCH(int, exitCode);

    TestProgram program;
    QVERIFY(program.start());
    QCOMPARE(program.exitCode(), 0);
    TestClient client;
    QVERIFY(client.open(program.url()));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    const QSignalSpy stopped(&program.node(), &Node::stopped);
    QTimer::singleShot(0, this, [&] {
        if (by == "quit")
            QCoreApplication::quit();
        else if (by == "exit")
            QCoreApplication::exit(3);
        else if (by == "stop")
            program.node().stop();
        else
            std::raise(by == "SIGTERM" ? SIGTERM : SIGINT);
    });
    QCOMPARE(QCoreApplication::exec(), exitCode);
    QVERIFY(!program.node().isRunning());
    QVERIFY(stopped.size() >= 1);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::GoingAway);
}

void tst_Program::endsInTheDestructor()
{
    std::optional<TestProgram> program(std::in_place);
    QVERIFY(program->start());
    TestClient client;
    QVERIFY(client.open(program->url()));
    program.reset();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::GoingAway);
}

/// Somebody has closed the last window when the program ends already: Qt posts this event then.
void tst_Program::quitWhileItDrains()
{
    TestProgram program;
    QVERIFY(program.start());
    RawClient slow(program.port());
    QCOMPARE(slow.ask(Wire::handshake()).status, 101);
    QTimer again;
    connect(&again, &QTimer::timeout, &again, [] { QCoreApplication::postEvent(qApp, new QEvent(QEvent::Quit)); });
    again.start(0);
    QTimer answering;
    int turns = 0; // with the close frame unanswered
    connect(&answering, &QTimer::timeout, &answering, [&] {
        if (slow.hasReceived() && ++turns == 10)
            slow.send(Wire::frame(Wire::Close, QByteArray("\x03\xe9", 2)));
    });
    answering.start(0);
    QCOMPARE(QCoreApplication::exec(), 0);
    QVERIFY2(turns >= 10, "cut before it could answer");
    QVERIFY(!program.node().isRunning());
}

void tst_Program::exitWhileItDrainsCuts()
{
    TestProgram program;
    QVERIFY(program.start());
    RawClient deaf(program.port());
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    const QSignalSpy stopped(&program.node(), &Node::stopped);
    QTimer again;
    connect(&again, &QTimer::timeout, &deaf, [&] {
        if (deaf.hasReceived()) // the close frame
            QCoreApplication::exit(3);
    });
    again.start(0);
    QTimer::singleShot(0, qApp, &QCoreApplication::quit);
    QCOMPARE(QCoreApplication::exec(), 0);
    QCOMPARE(stopped.size(), 1);
    again.stop();
}

void tst_Program::portTaken()
{
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    TestProgram program({}, QByteArray(Config).replace("port = 0", "port = " + QByteArray::number(other.serverPort())));
    QVERIFY(!program.start());
    QCOMPARE(program.exitCode(), int(Node::CannotListen));
    QVERIFY(!program.node().isRunning());
}

void tst_Program::startTwice()
{
    TestProgram program;
    QVERIFY(program.start());
    QTest::ignoreMessage(QtCriticalMsg, "Program::start() was called twice");
    QVERIFY(!program.start());
    QCOMPARE(program.exitCode(), int(Node::Failed));
    QVERIFY(program.node().isRunning());
}

QTEST_GUILESS_MAIN(tst_Program)
#include "tst_program.moc"
