// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/sslconfigurations.h"
#include "support/testauthority.h"
#include "tls/tlscredentials.h"

#include <QtNetwork/qsslcipher.h>
#include <QtNetwork/qsslkey.h>
#include <QtNetwork/qsslsocket.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_SslConfigurations : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void certificates();
    void protocols();
    void clientCertificates();
    void ciphers();
    void cache();

private:
    std::shared_ptr<const TlsCredentials> load(const TlsConfig &config)
    {
        const auto loading = TlsCredentials::load(config, u"x"_s);
        if (!loading.errors.isEmpty())
            qWarning("%s", qPrintable(loading.errors.join(u'\n')));
        return loading.credentials;
    }

    TestAuthority m_authority;
};

void tst_SslConfigurations::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"a.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"rsa"_s, {u"rsa.example"_s}, TestAuthority::Algorithm::Rsa), m_authority.error());
}

void tst_SslConfigurations::certificates()
{
    const SslConfigurations configurations(load(m_authority.tls({u"a"_s, u"rsa"_s})));
    for (const QByteArray name : {"a.example", "rsa.example", ""}) {
        const QSslConfiguration made = configurations.configurationFor(name);
        const QString shown = name.isEmpty() ? u"a.example"_s : QString::fromLatin1(name);
        QCOMPARE(made.localCertificate().subjectDisplayName(), shown);
        QCOMPARE(made.localCertificateChain().size(), 2);
        QCOMPARE(made.privateKey().algorithm(), name == "rsa.example" ? QSsl::Rsa : QSsl::Ec);
    }
}

void tst_SslConfigurations::protocols()
{
    TlsConfig config = m_authority.tls({u"a"_s});
    const SslConfigurations both(load(config));
    QCOMPARE(both.configurationFor({}).protocol(), QSsl::TlsV1_2OrLater);
    QCOMPARE(both.configurationFor({}).allowedNextProtocols(), QByteArrayList{"http/1.1"});
    QCOMPARE(both.configurationFor({}, true).allowedNextProtocols(), QByteArrayList());
    config.minimumVersion = TlsConfig::Version::Tls13;
    QCOMPARE(SslConfigurations(load(config)).configurationFor({}).protocol(), QSsl::TlsV1_3OrLater);
}

void tst_SslConfigurations::clientCertificates()
{
    TlsConfig config = m_authority.tls({u"a"_s});
    QSslConfiguration made = SslConfigurations(load(config)).configurationFor({});
    QCOMPARE(made.peerVerifyMode(), QSslSocket::VerifyNone);
    QVERIFY(made.caCertificates().isEmpty());

    config.clientCertificates = TlsConfig::ClientCertificates::Required;
    config.clientCa = m_authority.caFile();
    made = SslConfigurations(load(config)).configurationFor({});
    QCOMPARE(made.peerVerifyMode(), QSslSocket::VerifyPeer);
    QCOMPARE(made.caCertificates(), QSslCertificate::fromPath(m_authority.caFile()));
    QVERIFY(made.missingCertificateIsFatal());

    config.clientCertificates = TlsConfig::ClientCertificates::Optional;
    made = SslConfigurations(load(config)).configurationFor({});
    QCOMPARE(made.peerVerifyMode(), QSslSocket::QueryPeer);
    QVERIFY(!made.missingCertificateIsFatal());
}

void tst_SslConfigurations::ciphers()
{
    TlsConfig config = m_authority.tls({u"a"_s});
    config.ciphers = u"ECDHE+AESGCM:!AES128:!aRSA"_s;
    config.ciphersuites = u"TLS_AES_128_GCM_SHA256"_s;
    QStringList names;
    for (const QSslCipher &cipher : SslConfigurations(load(config)).configurationFor({}).ciphers())
        names.append(cipher.name());
    QCOMPARE(names, QStringList({u"TLS_AES_128_GCM_SHA256"_s, u"ECDHE-ECDSA-AES256-GCM-SHA384"_s}));
}

void tst_SslConfigurations::cache()
{
    SslConfigurationCache cache;
    const int servers[2] = {};
    const auto first = load(m_authority.tls({u"a"_s}));
    const auto second = load(m_authority.tls({u"a"_s}));
    const auto made = cache.of(&servers[0], first);
    QCOMPARE(cache.of(&servers[0], first), made);
    QVERIFY(cache.of(&servers[1], first) != made);
    QVERIFY(cache.of(&servers[0], second) != made);
    QCOMPARE(made.use_count(), 1); // nobody comes by the old ones any more
}

QTEST_GUILESS_MAIN(tst_SslConfigurations)
#include "tst_sslconfigurations.moc"
