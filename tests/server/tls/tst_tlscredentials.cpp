// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/testauthority.h"
#include "tls/tlscredentials.h"

#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslkey.h>
#include <QtTest/qtest.h>

#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_TlsCredentials : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void good_data();
    void good();
    void errors_data();
    void errors();
    void everyErrorIsTold();
    void warnings_data();
    void warnings();
    void byName_data();
    void byName();
    void values();
    void ciphers_data();
    void ciphers();
    void clientCrl_data();
    void clientCrl();

private:
    TestAuthority m_authority;
};

void tst_TlsCredentials::initTestCase()
{
    using Algorithm = TestAuthority::Algorithm;
    QVERIFY2(m_authority.issue(u"a"_s, {u"a.example"_s, u"*.wild.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"b"_s, {u"B.Example"_s, u"one.wild.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"rsa"_s, {u"rsa.example"_s}, Algorithm::Rsa), m_authority.error());
    QVERIFY2(m_authority.issue(u"old"_s, {u"old.example"_s}, Algorithm::Ec, -1), m_authority.error());
    QVERIFY2(m_authority.issue(u"common"_s, {}), m_authority.error());
    QVERIFY2(m_authority.openssl({u"ec"_s, u"-in"_s, u"a.key"_s, u"-aes128"_s, u"-passout"_s, u"pass:secret"_s, u"-out"_s,
                                  u"a-encrypted.key"_s}),
             m_authority.error());
    QVERIFY2(m_authority.openssl({u"pkcs8"_s, u"-topk8"_s, u"-in"_s, u"rsa.key"_s, u"-passout"_s, u"pass:secret"_s,
                                  u"-out"_s, u"rsa-encrypted.key"_s}),
             m_authority.error());
    QVERIFY2(m_authority.openssl({u"ec"_s, u"-in"_s, u"a.key"_s, u"-no_public"_s, u"-out"_s, u"a-no-public.key"_s}),
             m_authority.error());
    QVERIFY2(m_authority.openssl({u"genpkey"_s, u"-algorithm"_s, u"ed25519"_s, u"-out"_s, u"ed25519.key"_s}),
             m_authority.error());
    QVERIFY(m_authority.write(u"passphrase"_s, "secret\nand more\n"));
    QVERIFY(m_authority.write(u"wrong-passphrase"_s, "guess\n"));
    QVERIFY(m_authority.write(u"empty"_s, ""));
    QVERIFY(m_authority.write(u"text"_s, "hello\n"));
    QVERIFY(m_authority.write(u"cut.pem"_s, m_authority.read(u"ca.pem"_s).left(100) + "\n-----END CERTIFICATE-----\n"));
    QVERIFY(m_authority.write(u"cut.key"_s, m_authority.read(u"a.key"_s).left(80)));
    QVERIFY(m_authority.write(u"open.key"_s, m_authority.read(u"a.key"_s),
                              QFile::ReadOwner | QFile::WriteOwner | QFile::ReadOther));
    QVERIFY(m_authority.write(u"group.key"_s, m_authority.read(u"a.key"_s), QFile::ReadOwner | QFile::ReadGroup));
    QVERIFY(m_authority.write(u"broken-chain.pem"_s, m_authority.read(u"a.pem"_s).left(m_authority.read(u"a.pem"_s).indexOf("-----END"))
                                      + "-----END CERTIFICATE-----\n" + m_authority.read(u"b.pem"_s)));
    QVERIFY2(m_authority.revoke({}, u"good.crl"_s), m_authority.error());
    QVERIFY2(m_authority.revoke({}, u"old.crl"_s, {u"-crl_lastupdate"_s, u"20200101000000Z"_s, u"-crl_nextupdate"_s, u"20200102000000Z"_s}),
             m_authority.error());
    TestAuthority other(u"Somebody else"_s);
    QVERIFY2(other.revoke({}, u"other.crl"_s), other.error());
    QVERIFY(m_authority.write(u"other.crl"_s, other.read(u"other.crl"_s)));
    QVERIFY(m_authority.write(u"cut.crl"_s, m_authority.read(u"good.crl"_s).left(100) + "\n-----END X509 CRL-----\n"));
    QVERIFY(m_authority.write(u"both.pem"_s, m_authority.read(u"a.pem"_s) + m_authority.read(u"a.key"_s)));
}

void tst_TlsCredentials::good_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("passphrase");
    const auto row = [](const char *tag, const char *certificate, const char *key, const char *passphrase = "") {
        QTest::newRow(tag) << QString::fromLatin1(certificate) << QString::fromLatin1(key) << QString::fromLatin1(passphrase);
    };
    row("EC", "a.pem", "a.key");
    row("RSA", "rsa.pem", "rsa.key");
    row("an encrypted EC key", "a.pem", "a-encrypted.key", "passphrase");
    row("an encrypted RSA key, PKCS#8", "rsa.pem", "rsa-encrypted.key", "passphrase");
    row("a passphrase for nothing", "a.pem", "a.key", "passphrase");
    row("an EC key without its public half", "a.pem", "a-no-public.key");
    row("a key for the group", "a.pem", "group.key");
    row("one file for both", "both.pem", "both.pem");
}

void tst_TlsCredentials::good()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, passphrase);
    CertificateFiles files;
    files.certificate = m_authority.path(certificate);
    files.key = m_authority.path(key);
    if (!passphrase.isEmpty())
        files.keyPassphraseFile = m_authority.path(passphrase);
    TlsConfig config;
    config.certificates = {files};
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.errors, QStringList());
    QCOMPARE(loading.warnings, QStringList());
    QVERIFY(loading.credentials);
    QCOMPARE(QSslCertificate::fromData(loading.credentials->chainPem(0)).size(), 2);
    QVERIFY(loading.credentials->keyPem(0).contains("PRIVATE KEY-----"));
}

void tst_TlsCredentials::errors_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("passphrase");
    QTest::addColumn<QString>("error"); // with @ for the folder
    const auto row = [](const char *tag, const char *certificate, const char *key, const char *error,
                        const char *passphrase = "") {
        QTest::newRow(tag) << QString::fromLatin1(certificate) << QString::fromLatin1(key)
                           << QString::fromLatin1(passphrase) << QString::fromLatin1(error);
    };
    row("no certificate file", "none.pem", "a.key", "l.toml:1:2: certificate @/none.pem: no such file");
    row("a folder", ".", "a.key", "l.toml:1:2: certificate @/.: is no file");
    row("an empty file", "empty", "a.key", "l.toml:1:2: certificate @/empty: holds no PEM certificate");
    row("no PEM", "text", "a.key", "l.toml:1:2: certificate @/text: holds no PEM certificate");
    row("a cut certificate", "cut.pem", "a.key",
        "l.toml:1:2: certificate @/cut.pem: holds a PEM certificate that cannot be read");
    row("the key instead of the certificate", "a.key", "a.key",
        "l.toml:1:2: certificate @/a.key: holds a private key and no certificate");
    row("no key file", "a.pem", "none.key", "l.toml:3:4: key @/none.key: no such file");
    row("no PEM key", "a.pem", "text", "l.toml:3:4: key @/text: holds no PEM private key");
    row("the key of another", "a.pem", "b.key", "l.toml:3:4: key @/b.key: does not belong to the certificate @/a.pem");
    row("the RSA key of another", "a.pem", "rsa.key",
        "l.toml:3:4: key @/rsa.key: does not belong to the certificate @/a.pem");
    row("the certificate of another RSA key", "rsa.pem", "a.key",
        "l.toml:3:4: key @/a.key: does not belong to the certificate @/rsa.pem");
    row("a key for everybody", "a.pem", "open.key",
        "l.toml:3:4: key @/open.key: is open to every user of this machine: chmod 600 @/open.key");
    row("a cut key", "a.pem", "cut.key",
        "l.toml:3:4: key @/cut.key: holds no private key that can be used: it must be an RSA or EC key");
    row("a kind that Qt does not know", "a.pem", "ed25519.key",
        "l.toml:3:4: key @/ed25519.key: holds no private key that can be used: it must be an RSA or EC key");
    row("an encrypted key", "a.pem", "a-encrypted.key",
        "l.toml:3:4: key @/a-encrypted.key: is encrypted: name the file with its passphrase in key_passphrase_file");
    row("a wrong passphrase", "a.pem", "a-encrypted.key",
        "l.toml:3:4: key @/a-encrypted.key: cannot be decrypted with the passphrase of key_passphrase_file",
        "wrong-passphrase");
    row("no passphrase file", "a.pem", "a-encrypted.key", "l.toml:5:6: key_passphrase_file @/none: no such file", "none");
    row("an empty passphrase", "a.pem", "a-encrypted.key",
        "l.toml:5:6: key_passphrase_file @/empty: has no passphrase in its first line", "empty");
}

void tst_TlsCredentials::errors()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, passphrase);
    QFETCH(QString, error);
    CertificateFiles files = m_authority.files(u"a"_s);
    files.certificate = m_authority.path(certificate);
    files.certificateOrigin = u"l.toml:1:2"_s;
    files.key = m_authority.path(key);
    files.keyOrigin = u"l.toml:3:4"_s;
    files.keyPassphraseFile = passphrase.isEmpty() ? QString() : m_authority.path(passphrase);
    files.keyPassphraseOrigin = u"l.toml:5:6"_s;
    TlsConfig config;
    config.certificates = {files};
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QVERIFY(!loading.credentials);
    error.replace(u"@"_s, m_authority.path(u"."_s).chopped(2));
    QCOMPARE(loading.errors, QStringList(error));
    // Of the key nothing is told, not even in an error about it.
    const QList<QByteArray> lines = m_authority.read(u"a.key"_s).split('\n');
    for (const QByteArray &line : lines)
        QVERIFY(line.isEmpty() || !loading.errors.join(u'\n').contains(QString::fromLatin1(line)));
}

void tst_TlsCredentials::everyErrorIsTold()
{
    TlsConfig config;
    config.certificates = {m_authority.files(u"none"_s), m_authority.files(u"nobody"_s)};
    config.clientCertificates = TlsConfig::ClientCertificates::Required;
    const auto loading = TlsCredentials::load(config, u"server \"ws\""_s);
    const QString folder = m_authority.path(u"."_s).chopped(1);
    QCOMPARE(loading.errors,
             QStringList({u"server \"ws\": certificates of clients need a client_ca that signs them"_s,
                          u"server \"ws\": certificate "_s + folder + u"none.pem: no such file"_s,
                          u"server \"ws\": key "_s + folder + u"none.key: no such file"_s,
                          u"server \"ws\": certificate "_s + folder + u"nobody.pem: no such file"_s,
                          u"server \"ws\": key "_s + folder + u"nobody.key: no such file"_s}));
    QCOMPARE(TlsCredentials::load({}, u"x"_s).errors, QStringList(u"x: TLS needs a certificate and a key"_s));
}

void tst_TlsCredentials::warnings_data()
{
    QTest::addColumn<QString>("certificate");
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("warning");
    QTest::newRow("expired") << u"old.pem"_s << u"old.key"_s << u"\"old.example\" has expired on "_s;
    QTest::newRow("a broken chain")
            << u"broken-chain.pem"_s << u"a.key"_s
            << u"the chain is broken: \"a.example\" was not issued by \"B.Example\", which follows it"_s;
}

void tst_TlsCredentials::warnings()
{
    QFETCH(QString, certificate);
    QFETCH(QString, key);
    QFETCH(QString, warning);
    CertificateFiles files;
    files.certificate = m_authority.path(certificate);
    files.key = m_authority.path(key);
    TlsConfig config;
    config.certificates = {files};
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.errors, QStringList());
    QVERIFY(loading.credentials);
    QCOMPARE(loading.warnings.size(), 1);
    QVERIFY2(loading.warnings.constFirst().startsWith(u"x: certificate "_s + files.certificate + u": "_s + warning),
             qPrintable(loading.warnings.constFirst()));
}

void tst_TlsCredentials::byName_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("shown");
    const auto row = [](const char *name, const char *shown) { QTest::newRow(name) << QByteArray(name) << QString::fromLatin1(shown); };
    row("", "a.example");
    row("a.example", "a.example");
    row("b.example", "B.Example");
    row("x.wild.example", "a.example");
    row("one.wild.example", "B.Example");
    row("two.labels.wild.example", "a.example");
    row("wild.example", "a.example");
    row("elsewhere.example", "a.example");
    row("given.example", "rsa.example");
    row("x.given.example", "rsa.example");
    row("x.y.given.example", "a.example");
    row("rsa.example", "a.example"); // the names of the configuration are instead of its own
    row("xn--bcher-kva.example", "rsa.example");
    row("common", "common");
    row(".given.example", "a.example");
}

void tst_TlsCredentials::byName()
{
    QFETCH(QByteArray, name);
    TlsConfig config = m_authority.tls({u"a"_s, u"b"_s});
    config.certificates.append(m_authority.files(
            u"rsa"_s, {u"given.example"_s, u"*.given.example"_s, QString::fromUtf8("B\xc3\xbc" "cher.example"), u"a.example"_s}));
    config.certificates.append(m_authority.files(u"common"_s));
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QVERIFY2(loading.credentials, qPrintable(loading.errors.join(u'\n')));
    const QByteArray chain = loading.credentials->chainPem(loading.credentials->indexFor(name));
    QTEST(QSslCertificate::fromData(chain).constFirst().subjectDisplayName(), "shown");
}

void tst_TlsCredentials::values()
{
    TlsConfig config = m_authority.tls({u"a"_s});
    config.handshakeTimeout = std::chrono::milliseconds(7);
    auto loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.credentials->handshakeTimeout(), std::chrono::milliseconds(7));
    QCOMPARE(loading.credentials->minimumVersion(), TlsConfig::Version::Tls12);
    QCOMPARE(loading.credentials->clientCertificates(), TlsConfig::ClientCertificates::None);
    QCOMPARE(loading.credentials->clientCaPem(), QByteArray());

    config.minimumVersion = TlsConfig::Version::Tls13;
    config.clientCertificates = TlsConfig::ClientCertificates::Required;
    config.clientCa = m_authority.caFile();
    loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.credentials->minimumVersion(), TlsConfig::Version::Tls13);
    QCOMPARE(loading.credentials->clientCertificates(), TlsConfig::ClientCertificates::Required);
    QCOMPARE(loading.credentials->clientCaPem(), m_authority.read(u"ca.pem"_s));

    config.clientCa = m_authority.path(u"a.key"_s);
    config.clientCaOrigin = u"l.toml:7:8"_s;
    QCOMPARE(TlsCredentials::load(config, u"x"_s).errors,
             QStringList(u"l.toml:7:8: client_ca "_s + config.clientCa + u": holds a private key and no certificate"_s));
}

void tst_TlsCredentials::ciphers_data()
{
    QTest::addColumn<QString>("ciphers");
    QTest::addColumn<QString>("ciphersuites");
    QTest::addColumn<QByteArrayList>("names"); // none: refused
    QTest::addColumn<QString>("error");
    const QByteArrayList suites{"TLS_AES_256_GCM_SHA384", "TLS_CHACHA20_POLY1305_SHA256", "TLS_AES_128_GCM_SHA256"};
    const auto good = [](const char *tag, const QString &ciphers, const QString &ciphersuites, const QByteArrayList &names) {
        QTest::newRow(tag) << ciphers << ciphersuites << names << QString();
    };
    const auto bad = [](const char *tag, const QString &ciphers, const QString &ciphersuites, const QString &error) {
        QTest::newRow(tag) << ciphers << ciphersuites << QByteArrayList() << error;
    };
    good("by default", QString(), QString(),
         suites + QByteArrayList{"ECDHE-ECDSA-AES128-GCM-SHA256", "ECDHE-RSA-AES128-GCM-SHA256",
                                 "ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-RSA-AES256-GCM-SHA384",
                                 "ECDHE-ECDSA-CHACHA20-POLY1305", "ECDHE-RSA-CHACHA20-POLY1305"});
    good("one", u"ECDHE-ECDSA-AES256-GCM-SHA384"_s, QString(), suites + QByteArrayList{"ECDHE-ECDSA-AES256-GCM-SHA384"});
    good("an expression", u"ECDHE+AESGCM:!AES128 -aRSA"_s, QString(), suites + QByteArrayList{"ECDHE-ECDSA-AES256-GCM-SHA384"});
    good("a command", u"ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:@STRENGTH"_s, QString(),
         suites + QByteArrayList{"ECDHE-ECDSA-AES256-GCM-SHA384", "ECDHE-ECDSA-AES128-GCM-SHA256"});
    good("suites", u"ECDHE-ECDSA-AES256-GCM-SHA384"_s, u"TLS_AES_128_GCM_SHA256:TLS_AES_256_GCM_SHA384"_s,
         {"TLS_AES_128_GCM_SHA256", "TLS_AES_256_GCM_SHA384", "ECDHE-ECDSA-AES256-GCM-SHA384"});
    bad("misspelt", u"ECDHE-ECDSA-AES256-GCM-SHA348"_s, QString(),
        u"l.toml:1:2: ciphers has \"ECDHE-ECDSA-AES256-GCM-SHA348\", which is no cipher of TLS 1.2 that OpenSSL knows: see "
        "`openssl ciphers -v`"_s);
    bad("one of them misspelt", u"ECDHE+AESGCM:!MD6"_s, QString(),
        u"l.toml:1:2: ciphers has \"!MD6\", which is no cipher of TLS 1.2 that OpenSSL knows: see `openssl ciphers -v`"_s);
    bad("none left", u"AES128:!AES"_s, QString(), u"l.toml:1:2: ciphers leaves no cipher of TLS 1.2: see `openssl ciphers -v`"_s);
    bad("misspelt suite", QString(), u"TLS_AES_128_GCM_SHA265"_s,
        u"l.toml:3:4: ciphersuites has \"TLS_AES_128_GCM_SHA265\", which is no cipher suite of TLS 1.3 that OpenSSL knows: "
        "TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 or TLS_CHACHA20_POLY1305_SHA256"_s);
    bad("a cipher of TLS 1.2 as a suite", QString(), u"ECDHE-ECDSA-AES256-GCM-SHA384"_s,
        u"l.toml:3:4: ciphersuites has \"ECDHE-ECDSA-AES256-GCM-SHA384\", which is no cipher suite of TLS 1.3 that OpenSSL "
        "knows: TLS_AES_128_GCM_SHA256, TLS_AES_256_GCM_SHA384 or TLS_CHACHA20_POLY1305_SHA256"_s);
}

void tst_TlsCredentials::ciphers()
{
    QFETCH(QByteArrayList, names);
    QFETCH(QString, error);
    TlsConfig config = m_authority.tls({u"a"_s});
    config.ciphers = *static_cast<QString *>(QTest::qData("ciphers", qMetaTypeId<QString>()));
    config.ciphersOrigin = u"l.toml:1:2"_s;
    config.ciphersuites = *static_cast<QString *>(QTest::qData("ciphersuites", qMetaTypeId<QString>()));
    config.ciphersuitesOrigin = u"l.toml:3:4"_s;
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.errors.join(u'\n'), error);
    QCOMPARE(loading.credentials ? loading.credentials->cipherNames() : QByteArrayList(), names);
}

void tst_TlsCredentials::clientCrl_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("error");
    QTest::addColumn<QString>("warning");
    const auto row = [](const char *tag, const char *file, const char *error, const char *warning = "") {
        QTest::newRow(tag) << QString::fromLatin1(file) << QString::fromLatin1(error) << QString::fromLatin1(warning);
    };
    row("good", "good.crl", "");
    row("expired", "old.crl", "",
        "l.toml:1:2: client_crl @/old.crl: the list of \"Landline test authority\" has expired on 2020-01-02T00:00:00Z: no "
        "certificate of it is accepted");
    row("of another", "other.crl", "",
        "l.toml:1:2: client_crl @/other.crl: has no list of \"Landline test authority\": no certificate of it is accepted");
    row("no file", "none.crl", "l.toml:1:2: client_crl @/none.crl: no such file");
    row("a certificate", "ca.pem", "l.toml:1:2: client_crl @/ca.pem: holds a certificate and no certificate revocation list");
    row("text", "text",
        "l.toml:1:2: client_crl @/text: holds no PEM certificate revocation list (BEGIN X509 CRL)");
    row("cut", "cut.crl",
        "l.toml:1:2: client_crl @/cut.crl: holds a PEM certificate revocation list that cannot be read");
}

void tst_TlsCredentials::clientCrl()
{
    QFETCH(QString, file);
    QFETCH(QString, error);
    QFETCH(QString, warning);
    const QString folder = m_authority.path(u"."_s).chopped(2);
    TlsConfig config = m_authority.tls({u"a"_s});
    config.clientCertificates = TlsConfig::ClientCertificates::Optional;
    config.clientCa = m_authority.caFile();
    config.clientCrl = m_authority.path(file);
    config.clientCrlOrigin = u"l.toml:1:2"_s;
    const auto loading = TlsCredentials::load(config, u"x"_s);
    QCOMPARE(loading.errors.join(u'\n'), error.replace(u"@"_s, folder));
    QCOMPARE(loading.warnings.join(u'\n'), warning.replace(u"@"_s, folder));

    config.clientCertificates = TlsConfig::ClientCertificates::None;
    QCOMPARE(TlsCredentials::load(config, u"x"_s).errors,
             QStringList(u"l.toml:1:2: client_crl needs client_certificates = \"optional\" or \"required\""_s));
}

QTEST_GUILESS_MAIN(tst_TlsCredentials)
#include "tst_tlscredentials.moc"
