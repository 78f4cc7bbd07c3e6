// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/apikeys_p.h"

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

const QByteArray goodSecret = "0123456789abcdef";

ApiKeyConfig key(const QString &name, const QByteArray &secret, ApiScopes scopes = ApiScope::Read)
{
    ApiKeyConfig config;
    config.name = name;
    config.secret = secret;
    config.scopes = scopes;
    config.origin = u"x.toml:5:1"_s;
    config.secretOrigin = u"x.toml:7:15"_s;
    return config;
}

} // namespace

class tst_ApiKeys : public QObject
{
    Q_OBJECT

private slots:
    void find();
    void files();
    void environment();
    void errors_data();
    void errors();
    void scopes();
};

void tst_ApiKeys::find()
{
    const ApiKeys::Loading loading = ApiKeys::load(
            {key(u"a"_s, goodSecret, ApiScope::Read | ApiScope::Push), key(u"b"_s, "with spaces inside", ApiScope::Disconnect)});
    QCOMPARE(loading.errors, QStringList());
    QCOMPARE(loading.keys->find(goodSecret)->name, u"a"_s);
    QCOMPARE(loading.keys->find(goodSecret)->scopes, ApiScope::Read | ApiScope::Push);
    QCOMPARE(loading.keys->find("with spaces inside")->name, u"b"_s);
    QVERIFY(!loading.keys->find({}));
    QVERIFY(!loading.keys->find(goodSecret + 'x'));
    QVERIFY(!loading.keys->find(goodSecret.chopped(1)));
    QVERIFY(!loading.keys->find(goodSecret.toUpper()));
    QVERIFY(ApiKeys::load({}).keys->isEmpty());
}

void tst_ApiKeys::files()
{
    QTemporaryDir folder;
    QFile file(folder.filePath(u"a.key"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(goodSecret + "\r\nnot this\n");
    file.close();
    file.setPermissions(QFileDevice::ReadOwner);
    ApiKeyConfig config = key(u"a"_s, {});
    config.secretFile = file.fileName();
    QVERIFY(ApiKeys::load({config}).keys->find(goodSecret));

    file.setPermissions(QFileDevice::ReadOwner | QFileDevice::ReadOther);
    QCOMPARE(ApiKeys::load({config}).errors,
             QStringList("x.toml:7:15: api_key \"a\" secret_file %1 is open to every user of this machine: chmod 600 %1"_L1.arg(
                     file.fileName())));
}

void tst_ApiKeys::environment()
{
    ApiKeyConfig config = key(u"a"_s, {});
    config.secretEnv = u"TST_APIKEYS_SECRET"_s;
    qunsetenv("TST_APIKEYS_SECRET");
    QCOMPARE(ApiKeys::load({config}).errors,
             QStringList(u"x.toml:7:15: api_key \"a\" secret_env: the environment variable TST_APIKEYS_SECRET is not set"_s));
    qputenv("TST_APIKEYS_SECRET", goodSecret);
    QVERIFY(ApiKeys::load({config}).keys->find(goodSecret));
    qunsetenv("TST_APIKEYS_SECRET");
}

void tst_ApiKeys::errors_data()
{
    QTest::addColumn<QList<ApiKeyConfig>>("keys");
    QTest::addColumn<QString>("error");

    const auto row = [](const char *name, const QList<ApiKeyConfig> &keys, const QString &error) {
        QTest::newRow(name) << keys << error;
    };
    ApiKeyConfig two = key(u"a"_s, goodSecret);
    two.secretEnv = u"HOME"_s;
    const QString source = u"x.toml:7:15: api_key \"a\" needs its secret from exactly one of secret_file and secret_env"_s;
    const QString header = u"x.toml:7:15: api_key \"a\" has a secret that no header can carry: it must have no control characters "
                            "and no space at its ends"_s;
    row("no source", {key(u"a"_s, {})}, source);
    row("two sources", {two}, source);
    row("short", {key(u"a"_s, "0123456789abcde")},
        u"x.toml:7:15: api_key \"a\" has a secret of fewer than 16 characters. Example: openssl rand -hex 24"_s);
    row("bytes are not characters", {key(u"a"_s, QString(u"ä"_s).repeated(15).toUtf8())},
        u"x.toml:7:15: api_key \"a\" has a secret of fewer than 16 characters. Example: openssl rand -hex 24"_s);
    row("same secret", {key(u"a"_s, goodSecret), key(u"b"_s, goodSecret)},
        u"x.toml:7:15: api_key \"b\" has the same secret as api_key \"a\""_s);
    row("same name", {key(u"a"_s, goodSecret), key(u"a"_s, goodSecret + 'x')},
        u"x.toml:5:1: api_key \"a\" exists twice: names must be unique"_s);
    row("no name", {key({}, goodSecret)}, u"x.toml:5:1: api_key \"\" needs a name"_s);
    row("no scopes", {key(u"a"_s, goodSecret, {})},
        u"x.toml:5:1: api_key \"a\" needs at least one scope of read, push, disconnect"_s);
    row("space at the end", {key(u"a"_s, goodSecret + ' ')}, header);
    row("control character", {key(u"a"_s, goodSecret + "\tx")}, header);
}

void tst_ApiKeys::errors()
{
    QFETCH(const QList<ApiKeyConfig>, keys);
    QFETCH(const QString, error);

    const ApiKeys::Loading loading = ApiKeys::load(keys);
    QCOMPARE(loading.errors, QStringList(error));
    QVERIFY(!loading.keys);
    QVERIFY(!loading.errors.join(u' ').contains(QString::fromUtf8(goodSecret)));
}

void tst_ApiKeys::scopes()
{
    QCOMPARE(ApiKeys::scopeNames(), QStringList({u"read"_s, u"push"_s, u"disconnect"_s}));
    for (const QString &name : ApiKeys::scopeNames())
        QCOMPARE(ApiKeys::namesOf(ApiKeys::scopeOfName(name)), QStringList(name));
    QCOMPARE(ApiKeys::scopeOfName(u"Read"_s), ApiScopes());
}

QTEST_APPLESS_MAIN(tst_ApiKeys)
#include "tst_apikeys.moc"
