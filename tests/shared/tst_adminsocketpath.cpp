// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <unistd.h>

using namespace Landline;

class tst_AdminSocketPath : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void defaultPath_data();
    void defaultPath();
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
