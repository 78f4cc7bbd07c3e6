// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

using namespace Landline;

class tst_AdminSocketPath : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void defaultPath_data();
    void defaultPath();
    void defaultPaths_data();
    void defaultPaths();
    void liveSocket_data();
    void liveSocket();
    void liveSocketOfOthers();
    void createsNothing();
    void consoleLock();

private:
    const QByteArray m_runtimeDirectory = qgetenv("XDG_RUNTIME_DIR");
};

void tst_AdminSocketPath::cleanup()
{
    qputenv("XDG_RUNTIME_DIR", m_runtimeDirectory);
}

void tst_AdminSocketPath::defaultPath_data()
{
    QTest::addColumn<QByteArray>("runtimeDirectory");
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("path");

    const QString temporary = QDir::tempPath() + QStringLiteral("/landline-%1").arg(::geteuid());
    const QString other = ::geteuid() == 0 ? QStringLiteral("/run/landline") : temporary;
    QTest::newRow("runtime directory")
            << QByteArray("/run/user/7") << "main" << "/run/user/7/landline/main.sock";
    QTest::newRow("slash at its end")
            << QByteArray("/run/user/7/") << "main" << "/run/user/7/landline/main.sock";
    QTest::newRow("other name")
            << QByteArray("/x") << "node-2.a" << "/x/landline/node-2.a.sock";
    QTest::newRow("empty") << QByteArray("") << "main" << other + "/main.sock";
    QTest::newRow("unset") << QByteArray() << "main" << other + "/main.sock";
    QTest::newRow("relative is ignored") << QByteArray("run") << "main" << other + "/main.sock";
}

void tst_AdminSocketPath::defaultPath()
{
    QFETCH(QByteArray, runtimeDirectory);
    if (runtimeDirectory.isNull())
        qunsetenv("XDG_RUNTIME_DIR");
    else
        qputenv("XDG_RUNTIME_DIR", runtimeDirectory);
    QFETCH(QString, name);
    QTEST(Admin::defaultSocketPath(name), "path");
}

void tst_AdminSocketPath::defaultPaths_data()
{
    QTest::addColumn<QByteArray>("runtimeDirectory");
    QTest::addColumn<bool>("isUsed");

    QTest::newRow("runtime directory") << QByteArray("/run/user/7") << true;
    QTest::newRow("one that cannot be") << QByteArray("/etc/passwd") << true;
    QTest::newRow("unset") << QByteArray() << false;
    QTest::newRow("empty") << QByteArray("") << false;
    QTest::newRow("relative") << QByteArray("run/user/7") << false;
}

void tst_AdminSocketPath::defaultPaths()
{
    QFETCH(const QByteArray, runtimeDirectory);
    QFETCH(const bool, isUsed);
    if (runtimeDirectory.isNull())
        qunsetenv("XDG_RUNTIME_DIR");
    else
        qputenv("XDG_RUNTIME_DIR", runtimeDirectory);
    QStringList expected;
    if (isUsed)
        expected << QString::fromLatin1(runtimeDirectory) + "/landline/a.sock";
    if (::geteuid() == 0)
        expected << "/run/landline/a.sock";
    expected << QDir::tempPath() + QStringLiteral("/landline-%1/a.sock").arg(::geteuid());
    QCOMPARE(Admin::defaultSocketPaths("a"), expected);
    QCOMPARE(Admin::defaultSocketPath("a"), expected.constFirst());
    QCOMPARE(Admin::runtimeFolder(), isUsed ? QString::fromLatin1(runtimeDirectory) : QString());
}

void tst_AdminSocketPath::liveSocket_data()
{
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QString>("found");

    const QString tooLong(120, 'x');
    QTest::newRow("the only one") << QStringList{"live"} << "live";
    QTest::newRow("the only one, which is not there") << QStringList{"none"} << "none";
    QTest::newRow("none is live") << QStringList{"none", "stale", "file"} << "none";
    QTest::newRow("behind one that is not there") << QStringList{"none", "live"} << "live";
    QTest::newRow("behind one in no folder") << QStringList{"none/x", "live"} << "live";
    QTest::newRow("behind one below a file") << QStringList{"file/x", "live"} << "live";
    QTest::newRow("behind one that was left behind") << QStringList{"stale", "live"} << "live";
    QTest::newRow("behind a file") << QStringList{"file", "live"} << "live";
    QTest::newRow("behind one that is too long") << QStringList{tooLong, "live"} << "live";
    QTest::newRow("the first of two") << QStringList{"none", "busy", "live"} << "busy";
}

void tst_AdminSocketPath::liveSocket()
{
    QFETCH(const QStringList, names);
    QFETCH(const QString, found);
    const QTemporaryDir directory;
    const auto makeSocket = [&directory](const char *name, int backlog) {
        sockaddr_un address{};
        address.sun_family = AF_UNIX;
        qstrncpy(address.sun_path, QFile::encodeName(directory.filePath(name)).constData(), sizeof address.sun_path);
        const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
        if (::bind(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) != 0
            || (backlog >= 0 && ::listen(descriptor, backlog) != 0))
            qFatal("%s cannot be made", name);
        return descriptor;
    };
    const int live = makeSocket("live", 8);
    const int busy = makeSocket("busy", 0);
    ::close(makeSocket("stale", -1));
    QFile file(directory.filePath("file"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QStringList paths;
    for (const QString &name : names)
        paths.append(directory.filePath(name));
    for (int i = 0; i < 3; ++i) // nobody accepts, so the backlog of one of them is full soon
        QCOMPARE(Admin::liveSocketPath(paths), directory.filePath(found));
    ::close(live);
    ::close(busy);
}

/// Whoever else listens in a temporary folder is not the node.
void tst_AdminSocketPath::liveSocketOfOthers()
{
    if (::geteuid() != 0)
        QSKIP("Only root can become somebody else.");
    const QTemporaryDir directory;
    QVERIFY(::chmod(QFile::encodeName(directory.path()).constData(), 0777) == 0);
    const QString path = directory.filePath("other");
    // The kernel remembers who called listen().
    QCOMPARE(::seteuid(65534), 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, QFile::encodeName(path).constData(), sizeof address.sun_path);
    const int other = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const bool listens = ::bind(other, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0
            && ::listen(other, 8) == 0;
    const QString itsOwn = Admin::liveSocketPath({"/nowhere", path});
    QCOMPARE(::seteuid(0), 0);
    QVERIFY(listens);
    QCOMPARE(itsOwn, path);
    QCOMPARE(Admin::liveSocketPath({"/nowhere", path}), "/nowhere");
    ::close(other);
}

void tst_AdminSocketPath::createsNothing()
{
    QTemporaryDir directory;
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(directory.path()));
    const QString path = Admin::defaultSocketPath("main");
    QVERIFY(path.startsWith(directory.path()));
    QVERIFY(QDir(directory.path()).isEmpty());
}

void tst_AdminSocketPath::consoleLock()
{
    QCOMPARE(Admin::consoleLockPath("/run/landline/main.sock"),
             "/run/landline/main.sock.console.lock");
}

QTEST_GUILESS_MAIN(tst_AdminSocketPath)
#include "tst_adminsocketpath.moc"
