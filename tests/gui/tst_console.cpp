// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/consoleoptions.h"
#include "gui/scriptednode.h"
#include "shared/adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qlockfile.h>
#include <QtCore/qprocess.h>
#include <QtCore/qsettings.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <csignal>
#include <sys/types.h>

using namespace Landline;
using Landline::Gui::ConsoleOptions;

/// The program itself, as a process.
class tst_Console : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void options_data();
    void options();
    void displays_data();
    void displays();
    void noDisplayIsSaidPlainly();
    void versionNeedsNoDisplay();
    void sigtermKeepsTheWindow();
    void holdsTheLock();

private:
    void start(QProcess &console, const QStringList &arguments, const QString &platform) const;

    QTemporaryDir m_home;
};

void tst_Console::init()
{
    QVERIFY(m_home.isValid());
}

void tst_Console::options_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("ends");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("text");
    QTest::newRow("none") << QStringList() << false << 0
                          << Admin::defaultSocketPath(QStringLiteral("main"));
    QTest::newRow("socket") << QStringList{"--connect", "/run/x.sock"} << false << 0
                            << "/run/x.sock";
    QTest::newRow("relative socket")
            << QStringList{"--connect", "x.sock"} << true << 2 << "absolute path";
    QTest::newRow("socket missing") << QStringList{"--connect"} << true << 2 << "Missing value";
    QTest::newRow("unknown") << QStringList{"--nonsense"} << true << 2 << "Unknown option";
    QTest::newRow("argument") << QStringList{"x"} << true << 2 << "unexpected argument 'x'";
    QTest::newRow("help") << QStringList{"--help"} << true << 0 << "--connect";
    QTest::newRow("version") << QStringList{"--version"} << true << 0 << "landline-admin 0.";
}

void tst_Console::options()
{
    QFETCH(QStringList, arguments);
    const ConsoleOptions options = ConsoleOptions::parse(QStringList{"landline-admin"} + arguments);
    QTEST(options.ends, "ends");
    QTEST(options.exitCode, "exitCode");
    QFETCH(QString, text);
    const QString found = options.ends ? options.output : options.socketPath;
    QVERIFY2(found.contains(text), qPrintable(found));
}

void tst_Console::displays_data()
{
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<bool>("fine");
    QTest::newRow("nothing") << QStringList{"HOME=/"} << false;
    QTest::newRow("empty") << QStringList{"DISPLAY=", "WAYLAND_DISPLAY="} << false;
    QTest::newRow("X") << QStringList{"DISPLAY=:0"} << true;
    QTest::newRow("Wayland") << QStringList{"WAYLAND_DISPLAY=wayland-0"} << true;
    QTest::newRow("told") << QStringList{"QT_QPA_PLATFORM=offscreen"} << true;
}

void tst_Console::displays()
{
    QFETCH(QStringList, environment);
    QFETCH(bool, fine);
    QCOMPARE(Gui::displayProblem(environment).isEmpty(), fine);
}

void tst_Console::start(QProcess &console, const QStringList &arguments,
                        const QString &platform) const
{
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    for (const char *name : {"DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"})
        environment.remove(QLatin1String(name));
    if (!platform.isEmpty())
        environment.insert(QStringLiteral("QT_QPA_PLATFORM"), platform);
    environment.insert(QStringLiteral("XDG_CONFIG_HOME"), m_home.path());
    console.setProcessEnvironment(environment);
    console.start(QStringLiteral(CONSOLE), arguments);
    QVERIFY(console.waitForStarted());
}

void tst_Console::noDisplayIsSaidPlainly()
{
    QProcess console;
    start(console, {}, {});
    QVERIFY(console.waitForFinished());
    QCOMPARE(console.exitStatus(), QProcess::NormalExit);
    QCOMPARE(console.exitCode(), 1);
    QVERIFY(console.readAllStandardError().contains("no display"));
}

void tst_Console::versionNeedsNoDisplay()
{
    QProcess console;
    start(console, {QStringLiteral("--version")}, {});
    QVERIFY(console.waitForFinished());
    QCOMPARE(console.exitCode(), 0);
    QVERIFY(console.readAllStandardOutput().startsWith("landline-admin "));
}

void tst_Console::sigtermKeepsTheWindow()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    QProcess console;
    start(console, {QStringLiteral("--connect"), node.socketPath()}, QStringLiteral("offscreen"));
    QTRY_VERIFY(node.polls > 0);
    QCOMPARE(::kill(pid_t(console.processId()), SIGTERM), 0);
    QTRY_COMPARE(console.state(), QProcess::NotRunning);
    QCOMPARE(console.exitStatus(), QProcess::NormalExit);
    QCOMPARE(console.exitCode(), 0);
    const QSettings settings(m_home.filePath(QStringLiteral("Landline/landline-admin.ini")),
                             QSettings::IniFormat);
    QVERIFY(!settings.value(QStringLiteral("window/geometry")).toByteArray().isEmpty());
    QCOMPARE(settings.value(QStringLiteral("appearance")).toString(), QStringLiteral("system"));
}

void tst_Console::holdsTheLock()
{
    ScriptedNode node;
    QVERIFY(node.listen());
    QProcess console;
    start(console, {QStringLiteral("--connect"), node.socketPath()}, QStringLiteral("offscreen"));
    QTRY_VERIFY(node.polls > 0);
    QLockFile lock(Admin::consoleLockPath(node.socketPath()));
    lock.setStaleLockTime(0);
    QVERIFY(!lock.tryLock(0));
    qint64 holder = 0;
    QString host;
    QString application;
    QVERIFY(lock.getLockInfo(&holder, &host, &application));
    QCOMPARE(holder, console.processId());
    console.terminate();
    QTRY_COMPARE(console.state(), QProcess::NotRunning);
    QVERIFY(lock.tryLock(0));
}

QTEST_GUILESS_MAIN(tst_Console)
#include "tst_console.moc"
