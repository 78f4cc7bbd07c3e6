// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/landlineprocess.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <csignal>
#include <functional>
#include <memory>

#include <unistd.h>

using namespace Landline;

namespace {
constexpr int patience = 20000;
}

/// The processes `landline` and `landline-admin` as a user has them, the console on the offscreen platform.
class tst_ConsoleLifetime : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void opensAndEndsWithTheNode();
    void closedConsoleLeavesTheNode();
    void openConsoleIsNotDoubled();
    void noDisplay();
    void missingConsole();
    void failingConsole();
    void nohupIsForTheConsoleToo();
    void closedStandardStreams();

private:
    std::unique_ptr<QProcess> startNode(const QString &program = LandlineProcess::program(),
                                        const std::function<void()> &childSetup = {});
    bool logSays(QProcess *node, const QByteArray &text);
    static QList<qint64> consolesOf(qint64 parent);
    static bool endNode(QProcess *node);

    QString socket() const { return m_folder->filePath("landline/main.sock"); }

    std::unique_ptr<QTemporaryDir> m_folder;
    QProcessEnvironment m_environment;
    QByteArray m_log;
};

void tst_ConsoleLifetime::init()
{
    m_folder = std::make_unique<QTemporaryDir>();
    m_log.clear();
    m_environment = QProcessEnvironment::systemEnvironment();
    m_environment.insert("XDG_RUNTIME_DIR", m_folder->path());
    m_environment.insert("XDG_CONFIG_HOME", m_folder->path());
    m_environment.insert("QT_QPA_PLATFORM", "offscreen");
    QFile config(m_folder->filePath("landline.toml"));
    QVERIFY(config.open(QIODevice::WriteOnly));
    config.write("[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = 0\n"
                 "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n");
}

void tst_ConsoleLifetime::cleanup()
{
    m_folder.reset();
}

std::unique_ptr<QProcess> tst_ConsoleLifetime::startNode(const QString &program, const std::function<void()> &childSetup)
{
    auto node = std::make_unique<QProcess>();
    node->setChildProcessModifier(childSetup);
    node->setProcessEnvironment(m_environment);
    node->start(program, {"--config", m_folder->filePath("landline.toml")});
    QByteArray output;
    const bool started = QTest::qWaitFor([&] {
        output += node->readAllStandardOutput();
        return output.contains("WebSocket Server listening at 127.0.0.1:");
    }, patience);
    return started ? std::move(node) : nullptr;
}

bool tst_ConsoleLifetime::logSays(QProcess *node, const QByteArray &text)
{
    return QTest::qWaitFor([&] {
        m_log += node->readAllStandardError();
        return m_log.contains(text);
    }, patience);
}

/// The processes called landline-admin whose parent is \a parent.
QList<qint64> tst_ConsoleLifetime::consolesOf(qint64 parent)
{
    QList<qint64> found;
    const QStringList entries = QDir("/proc").entryList(QDir::Dirs);
    for (const QString &entry : entries) {
        QFile stat("/proc/" + entry + "/stat");
        if (entry.toLongLong() == 0 || !stat.open(QIODevice::ReadOnly))
            continue;
        const QByteArray line = stat.readAll();
        const QByteArray name = line.mid(line.indexOf('(') + 1, line.lastIndexOf(')') - line.indexOf('(') - 1);
        const QList<QByteArray> fields = line.mid(line.lastIndexOf(')') + 2).split(' ');
        if (name == "landline-admin" && fields.at(0) != "Z" && fields.at(1).toLongLong() == parent)
            found.append(entry.toLongLong());
    }
    return found;
}

bool tst_ConsoleLifetime::endNode(QProcess *node)
{
    ::kill(static_cast<pid_t>(node->processId()), SIGINT);
    return node->waitForFinished(patience) && node->exitStatus() == QProcess::NormalExit && node->exitCode() == 0;
}

void tst_ConsoleLifetime::opensAndEndsWithTheNode()
{
    const auto node = startNode();
    QVERIFY(node);
    QTRY_COMPARE_WITH_TIMEOUT(consolesOf(node->processId()).size(), 1, patience);
    const qint64 console = consolesOf(node->processId()).constFirst();
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(socket() + ".console.lock"), patience);
    QVERIFY(endNode(node.get()));
    QTRY_VERIFY(!QFileInfo::exists(QString("/proc/%1/exe").arg(console)));
}

void tst_ConsoleLifetime::closedConsoleLeavesTheNode()
{
    const auto node = startNode();
    QVERIFY(node);
    QTRY_COMPARE_WITH_TIMEOUT(consolesOf(node->processId()).size(), 1, patience);
    // It has shown its window once it holds its lock, and then ends by SIGTERM as by its window's close button.
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(socket() + ".console.lock"), patience);
    ::kill(static_cast<pid_t>(consolesOf(node->processId()).constFirst()), SIGTERM);
    QVERIFY2(logSays(node.get(), "The console was closed; the node runs on."), m_log);
    QCOMPARE(node->state(), QProcess::Running);
    QVERIFY(endNode(node.get()));
}

void tst_ConsoleLifetime::openConsoleIsNotDoubled()
{
    QVERIFY(QDir(m_folder->path()).mkdir("landline"));
    QFile::setPermissions(m_folder->filePath("landline"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QProcess console;
    console.setProcessEnvironment(m_environment);
    console.start(QFileInfo(LandlineProcess::program()).dir().filePath("landline-admin"), {"--connect", socket()});
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(socket() + ".console.lock"), patience);

    const auto node = startNode();
    QVERIFY(node);
    QVERIFY2(logSays(node.get(), "A console is open on"), m_log);
    QVERIFY(consolesOf(node->processId()).isEmpty());
    QVERIFY(endNode(node.get()));
    QCOMPARE(console.state(), QProcess::Running); // it was not this node's
    console.terminate();
    QVERIFY(console.waitForFinished(patience));
    QCOMPARE(console.exitCode(), 0);
}

void tst_ConsoleLifetime::noDisplay()
{
    for (const char *name : {"QT_QPA_PLATFORM", "DISPLAY", "WAYLAND_DISPLAY"})
        m_environment.remove(name);
    const auto node = startNode();
    QVERIFY(node);
    QVERIFY2(logSays(node.get(), "No display: running headless."), m_log);
    QVERIFY(endNode(node.get()));
}

void tst_ConsoleLifetime::missingConsole()
{
    const QString alone = m_folder->filePath("landline-alone");
    QVERIFY(QFile::copy(LandlineProcess::program(), alone));
    m_environment.insert("PATH", m_folder->path());
    const auto node = startNode(alone);
    QVERIFY(node);
    QVERIFY2(logSays(node.get(), "The console does not start"), m_log);
    QCOMPARE(node->state(), QProcess::Running);
    QVERIFY(endNode(node.get()));
}

void tst_ConsoleLifetime::failingConsole()
{
    // A platform that Qt does not have: the console ends at once.
    m_environment.insert("QT_QPA_PLATFORM", "nosuchplatform");
    const auto node = startNode();
    QVERIFY(node);
    QVERIFY2(logSays(node.get(), "The console has failed"), m_log);
    QCOMPARE(node->state(), QProcess::Running);
    QVERIFY(endNode(node.get()));
}

void tst_ConsoleLifetime::nohupIsForTheConsoleToo()
{
    const auto node = startNode(LandlineProcess::program(), [] { ::signal(SIGHUP, SIG_IGN); });
    QVERIFY(node);
    QTRY_COMPARE_WITH_TIMEOUT(consolesOf(node->processId()).size(), 1, patience);
    QFile status(QString("/proc/%1/status").arg(consolesOf(node->processId()).constFirst()));
    QVERIFY(status.open(QIODevice::ReadOnly));
    const QByteArray text = status.readAll();
    const qulonglong ignored = text.mid(text.indexOf("SigIgn:\t") + 8, 16).toULongLong(nullptr, 16);
    QVERIFY2(ignored & 1u << (SIGHUP - 1), text);
    QVERIFY(endNode(node.get()));
}

void tst_ConsoleLifetime::closedStandardStreams()
{
    QVERIFY(QDir(m_folder->path()).mkdir("landline"));
    QFile::setPermissions(m_folder->filePath("landline"), QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    QProcess console;
    console.setProcessEnvironment(m_environment);
    console.setChildProcessModifier([] {
        for (const int stream : {0, 1, 2})
            ::close(stream);
    });
    console.start(QFileInfo(LandlineProcess::program()).dir().filePath("landline-admin"), {"--connect", socket()});
    QTRY_VERIFY_WITH_TIMEOUT(QFileInfo::exists(socket() + ".console.lock"), patience);
    for (const int stream : {0, 1, 2})
        QCOMPARE(QFile::symLinkTarget(QString("/proc/%1/fd/%2").arg(console.processId()).arg(stream)), QString("/dev/null"));
    console.terminate();
    QVERIFY(console.waitForFinished(patience));
    QCOMPARE(console.exitCode(), 0);
}

QTEST_GUILESS_MAIN(tst_ConsoleLifetime)
#include "tst_consolelifetime.moc"
