// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/closecode.h"
#include "support/backendlimits.h"
#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"

#include <QtCore/qfile.h>
#include <QtTest/qtest.h>

#include <csignal>
#include <functional>
#include <utility>

#include <fcntl.h>
#include <pty.h>
#include <sys/ioctl.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// What the program `landline` does on SIGHUP, when its terminal is closed, and when it is told twice to end. SIGHUP with
/// certificates is in tst_tls, a single SIGINT or SIGTERM in tst_process.
class tst_Signals : public QObject
{
    Q_OBJECT

private slots:
    void hangupEndsNothing_data();
    void hangupEndsNothing();
    void terminalLost_data();
    void terminalLost();
    void terminalLostWithNohup();
    void hangupAfterTheTerminal();
    void secondSignalCuts_data();
    void secondSignalCuts();
    void twiceAtOnceStillCloses();
    void inheritedMask();
};

namespace {

const QByteArray Config = "[node]\nworkers = 2\nwebsocket_backend = \"@BACKEND@\"\n"
                          "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                          "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n";

const QByteArray NothingToReload = "Nothing to reload: no server has a certificate (SIGHUP)";
const QByteArray TerminalClosed = "The terminal was closed: the node ends (SIGHUP)";

QUrl url(const LandlineProcess &landline)
{
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(landline.port(u"WebSocket"_s)));
}

/// A terminal for a process to be started in; close() is what the user's window does.
class Terminal
{
public:
    Terminal()
    {
        if (::openpty(&m_window, &m_terminal, nullptr, nullptr, nullptr) != 0)
            qFatal("no terminal");
        ::fcntl(m_window, F_SETFD, FD_CLOEXEC);
        ::fcntl(m_terminal, F_SETFD, FD_CLOEXEC);
    }
    ~Terminal()
    {
        close();
        ::close(m_terminal);
    }
    Q_DISABLE_COPY_MOVE(Terminal)

    /// For LandlineProcess::setChildSetup(): the first process of a session on the terminal.
    std::function<void()> setup(bool isHangupIgnored = false) const
    {
        return [terminal = m_terminal, isHangupIgnored] {
            ::setsid();
            ::ioctl(terminal, TIOCSCTTY, 0);
            ::dup2(terminal, 0);
            ::signal(SIGHUP, isHangupIgnored ? SIG_IGN : SIG_DFL);
        };
    }
    void close() { ::close(std::exchange(m_window, -1)); }

private:
    int m_window = -1;
    int m_terminal = -1;
};

/// The only child of the process \a parent.
pid_t childOf(qint64 parent)
{
    QFile file(u"/proc/%1/task/%1/children"_s.arg(parent));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toInt() : 0;
}

} // namespace

void tst_Signals::hangupEndsNothing_data()
{
    QTest::addColumn<bool>("isIgnored");
    QTest::newRow("default") << false;
    QTest::newRow("ignored at the start") << true;
}

void tst_Signals::hangupEndsNothing()
{
    QFETCH(bool, isIgnored);
    LandlineProcess landline;
    landline.setConfig(Config);
    landline.setChildSetup([isIgnored] { ::signal(SIGHUP, isIgnored ? SIG_IGN : SIG_DFL); });
    QVERIFY2(landline.start(1), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(landline)));
    for (int i = 1; i <= 3; ++i) {
        landline.hangUp();
        TRY_COMPARE(landline.errorOutput().count(NothingToReload), i);
    }
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Signals::terminalLost_data()
{
    QTest::addColumn<QStringList>("launcher");
    QTest::newRow("told by the kernel") << QStringList();
    // An interactive shell does the same for its jobs.
    QTest::newRow("told by the shell")
            << QStringList({u"sh"_s, u"-c"_s, u"trap 'kill -HUP $!' HUP; trap 'kill $!' TERM; \"$@\" & wait; wait $!"_s, u"sh"_s});
}

void tst_Signals::terminalLost()
{
    QFETCH(QStringList, launcher);
    Terminal terminal;
    LandlineProcess landline;
    landline.setConfig(Config);
    landline.setLauncher(launcher);
    landline.setChildSetup(terminal.setup());
    QVERIFY2(landline.start(1), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(landline)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    terminal.close();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY2(landline.errorOutput().contains(TerminalClosed), landline.errorOutput());
}

void tst_Signals::terminalLostWithNohup()
{
    Terminal terminal;
    LandlineProcess landline;
    landline.setConfig(Config);
    landline.setChildSetup(terminal.setup(true));
    QVERIFY2(landline.start(1), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(landline)));
    terminal.close();
    landline.hangUp();
    TRY_VERIFY(landline.errorOutput().contains(NothingToReload));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY2(!landline.errorOutput().contains(TerminalClosed), landline.errorOutput());
}

void tst_Signals::hangupAfterTheTerminal()
{
    // A shell that does not pass it on, as for a job after `disown`: the node goes on, and can be reloaded later.
    Terminal terminal;
    LandlineProcess landline;
    landline.setConfig(Config);
    landline.setLauncher({u"sh"_s, u"-c"_s, u"trap : HUP; trap 'kill $!' TERM; \"$@\" & wait; wait $!"_s, u"sh"_s});
    landline.setChildSetup(terminal.setup());
    QVERIFY2(landline.start(1), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(landline)));
    const pid_t node = childOf(landline.processId());
    QVERIFY(node > 0);
    terminal.close();
    ::kill(node, SIGHUP);
    TRY_VERIFY(landline.errorOutput().contains(NothingToReload));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    ::kill(node, SIGTERM);
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Signals::secondSignalCuts_data()
{
    QTest::addColumn<bool>("firstIsInterrupt");
    QTest::addColumn<bool>("secondIsInterrupt");
    QTest::newRow("SIGTERM, SIGTERM") << false << false;
    QTest::newRow("SIGINT, SIGINT") << true << true;
    QTest::newRow("SIGTERM, SIGINT") << false << true;
}

void tst_Signals::secondSignalCuts()
{
    QFETCH(bool, firstIsInterrupt);
    QFETCH(bool, secondIsInterrupt);
    if (lacks(QtLimit::CloseAnswer))
        QSKIP("qt waits for nobody, so there is nothing to cut");
    LandlineProcess landline;
    landline.setConfig(Config);
    QVERIFY2(landline.start(1), landline.errorOutput());
    // It never answers the close frame, so that the node waits for it.
    RawClient deaf(landline.port(u"WebSocket"_s));
    QCOMPARE(deaf.ask(Wire::handshake()).status, 101);
    firstIsInterrupt ? landline.interrupt() : landline.terminate();
    QCOMPARE(deaf.frame().value_or(Wire::ServerFrame()).closeCode(), CloseCode::GoingAway);
    secondIsInterrupt ? landline.interrupt() : landline.terminate();
    QVERIFY(deaf.waitForEnd());
    QCOMPARE(landline.waitForEnd(), 0);
    QVERIFY2(landline.errorOutput().contains("Connections are cut"), landline.errorOutput());
}

void tst_Signals::twiceAtOnceStillCloses()
{
    LandlineProcess landline;
    landline.setConfig(Config);
    QVERIFY2(landline.start(1), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(landline)));
    // As `timeout` does it.
    landline.terminate();
    landline.terminate();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), CloseCode::GoingAway);
    QCOMPARE(landline.waitForEnd(), 0);
}

/// A supervisor that starts us from a thread with blocked signals must still be able to end us.
void tst_Signals::inheritedMask()
{
    LandlineProcess landline;
    landline.setConfig(Config);
    landline.setChildSetup([] {
        sigset_t all;
        sigfillset(&all);
        ::sigprocmask(SIG_BLOCK, &all, nullptr);
    });
    QVERIFY2(landline.start(1), landline.errorOutput());
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
}

QTEST_GUILESS_MAIN(tst_Signals)
#include "tst_signals.moc"
