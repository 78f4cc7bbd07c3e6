// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/secretfile.h"

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_SecretFile : public QObject
{
    Q_OBJECT

private slots:
    void firstLine_data();
    void firstLine();
    void permissions_data();
    void permissions();
    void noFile();

private:
    QString write(const QByteArray &content, QFileDevice::Permissions permissions) const;

    QTemporaryDir m_folder;
};

QString tst_SecretFile::write(const QByteArray &content, QFileDevice::Permissions permissions) const
{
    QFile file(m_folder.filePath(u"key"_s));
    file.remove();
    if (!file.open(QIODevice::WriteOnly) || file.write(content) != content.size())
        return {};
    file.setPermissions(permissions);
    return file.fileName();
}

void tst_SecretFile::firstLine_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QByteArray>("secret");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *name, const QByteArray &content, const QByteArray &secret) {
        QTest::newRow(name) << content << secret << (secret.isEmpty() ? u"has no secret in its first line"_s : QString());
    };
    row("LF", "secret\n", "secret");
    row("CRLF", "secret\r\n", "secret");
    row("no end of line", "secret", "secret");
    row("CR alone", "secret\r", "secret");
    row("two CR", "secret\r\r\n", "secret\r");
    row("more lines", "secret\nother\n", "secret");
    row("spaces stay", " sec ret \n", " sec ret ");
    row("empty", "", "");
    row("empty first line", "\nsecret\n", "");
}

void tst_SecretFile::firstLine()
{
    QFETCH(const QByteArray, content);
    const QString path = write(content, QFileDevice::ReadOwner | QFileDevice::WriteOwner);
    QVERIFY(!path.isEmpty());

    const SecretFile file = SecretFile::read(path);
    QTEST(file.secret, "secret");
    QTEST(file.error, "error");
}

void tst_SecretFile::permissions_data()
{
    QTest::addColumn<int>("permissions");
    QTest::addColumn<bool>("accepted");

    QTest::newRow("0600") << int(QFileDevice::ReadOwner | QFileDevice::WriteOwner) << true;
    QTest::newRow("0640") << int(QFileDevice::ReadOwner | QFileDevice::WriteOwner | QFileDevice::ReadGroup) << true;
    QTest::newRow("0644") << int(QFileDevice::ReadOwner | QFileDevice::ReadGroup | QFileDevice::ReadOther) << false;
    QTest::newRow("0602") << int(QFileDevice::ReadOwner | QFileDevice::WriteOther) << false;
}

void tst_SecretFile::permissions()
{
    QFETCH(const int, permissions);
    QFETCH(const bool, accepted);
    const QString path = write("secret\n", QFileDevice::Permissions(permissions));
    QVERIFY(!path.isEmpty());

    const SecretFile file = SecretFile::read(path);
    QCOMPARE(file.error, accepted ? QString() : u"is open to every user of this machine: chmod 600 "_s + path);
    QCOMPARE(file.secret.isEmpty(), !accepted);
}

void tst_SecretFile::noFile()
{
    QCOMPARE(SecretFile::read(m_folder.filePath(u"missing"_s)).error, u"no such file"_s);
    QCOMPARE(SecretFile::read(m_folder.path()).error, u"is no file"_s);
}

QTEST_APPLESS_MAIN(tst_SecretFile)
#include "tst_secretfile.moc"
