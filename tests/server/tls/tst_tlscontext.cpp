// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/testauthority.h"
#include "tls/ticketkeys.h"
#include "tls/tlscontext.h"
#include "tls/tlscredentials.h"

#include <QtTest/qtest.h>

#include <openssl/err.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using Credentials = std::shared_ptr<const TlsCredentials>;
using ClientCertificates = TlsConfig::ClientCertificates;
using SessionPointer = std::shared_ptr<SSL_SESSION>;

namespace {

int keepSession(SSL *ssl, SSL_SESSION *session)
{
    *static_cast<SessionPointer *>(SSL_get_app_data(ssl)) = SessionPointer(session, SSL_SESSION_free);
    return 1;
}

/// What a client is like.
struct Client
{
    int version = TLS1_3_VERSION;
    QByteArray serverName = {};
    QByteArray protocols = {}; ///< as they are on the wire
    QByteArray ciphers = {};
    QString certificate = {};
    QString key = {};
    SessionPointer session = nullptr;
};

/// A handshake in memory, and what came of it.
class Meeting
{
public:
    Meeting(const Credentials &credentials, const Client &client)
        : m_credentials(credentials), m_context(SSL_CTX_new(TLS_client_method())), m_server(credentials->newSession())
    {
        SSL_CTX_set_min_proto_version(m_context.get(), client.version);
        SSL_CTX_set_max_proto_version(m_context.get(), client.version);
        SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
        SSL_CTX_sess_set_new_cb(m_context.get(), keepSession);
        if (!client.ciphers.isEmpty())
            SSL_CTX_set_cipher_list(m_context.get(), client.ciphers.constData());
        if (!client.certificate.isEmpty()) {
            SSL_CTX_use_certificate_chain_file(m_context.get(), client.certificate.toLocal8Bit().constData());
            SSL_CTX_use_PrivateKey_file(m_context.get(), client.key.toLocal8Bit().constData(), SSL_FILETYPE_PEM);
        }
        m_client.reset(SSL_new(m_context.get()));
        SSL_set_app_data(m_client.get(), &m_session);
        if (!client.serverName.isEmpty())
            SSL_set_tlsext_host_name(m_client.get(), client.serverName.constData());
        if (!client.protocols.isEmpty())
            SSL_set_alpn_protos(m_client.get(), reinterpret_cast<const unsigned char *>(client.protocols.constData()),
                                unsigned(client.protocols.size()));
        if (client.session)
            SSL_set_session(m_client.get(), client.session.get());
        connectBoth();
        shakeHands();
    }

    bool isDone() const { return m_isDone; }
    bool isResumed() const { return SSL_session_reused(m_server.get()); }
    SessionPointer session() const { return m_session; }
    SSL *client() const { return m_client.get(); }
    SSL *server() const { return m_server.get(); }

    QString shown() const
    {
        char name[256] = {};
        if (const X509 *certificate = SSL_get0_peer_certificate(m_client.get()))
            X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
        return QString::fromUtf8(name);
    }

    QByteArray protocol() const
    {
        const unsigned char *name = nullptr;
        unsigned int size = 0;
        SSL_get0_alpn_selected(m_client.get(), &name, &size);
        return QByteArray(reinterpret_cast<const char *>(name), qsizetype(size));
    }

private:
    void connectBoth()
    {
        BIO *clientSide = nullptr;
        BIO *serverSide = nullptr;
        BIO_new_bio_pair(&clientSide, 0, &serverSide, 0);
        SSL_set_bio(m_client.get(), clientSide, clientSide);
        SSL_set_bio(m_server.get(), serverSide, serverSide);
        SSL_set_connect_state(m_client.get());
        SSL_set_accept_state(m_server.get());
    }

    void shakeHands()
    {
        bool isClientDone = false;
        bool isServerDone = false;
        for (int round = 0; round < 20 && !(isClientDone && isServerDone); ++round) {
            ERR_clear_error();
            isClientDone = isClientDone || SSL_do_handshake(m_client.get()) == 1;
            ERR_clear_error();
            isServerDone = isServerDone || SSL_do_handshake(m_server.get()) == 1;
        }
        char byte;
        ERR_clear_error();
        const int size = SSL_read(m_client.get(), &byte, 1); // the tickets of TLS 1.3, or an alert
        const bool isAlive = SSL_get_error(m_client.get(), size) == SSL_ERROR_WANT_READ;
        m_isDone = isClientDone && isServerDone && isAlive;
        SSL_shutdown(m_client.get()); // without it nothing can be resumed
        ERR_clear_error();
    }

    Credentials m_credentials;
    SessionPointer m_session;
    SslContextPointer m_context;
    SslPointer m_client;
    SslPointer m_server;
    bool m_isDone = false;
};

} // namespace

class tst_TlsContext : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void versions_data();
    void versions();
    void protocols_data();
    void protocols();
    void serverNames_data();
    void serverNames();
    void ciphers_data();
    void ciphers();
    void clientCertificates_data();
    void clientCertificates();
    void nothingOfThePast();
    void resumption_data();
    void resumption();
    void resumedByAnother_data();
    void resumedByAnother();
    void ticketsOfFormerKeys();

private:
    Credentials load(const TlsConfig &config, const std::shared_ptr<TicketKeys> &keys = nullptr,
                     const QString &owner = u"server \"ws\""_s)
    {
        const auto loading = TlsCredentials::load(config, owner, keys);
        if (!loading.credentials)
            qWarning("%s", qPrintable(loading.errors.join(u'\n')));
        return loading.credentials;
    }
    Credentials load(const QStringList &names) { return load(m_authority.tls(names)); }

    TestAuthority m_authority;
    TestAuthority m_otherAuthority{u"Another authority"_s};
};

void tst_TlsContext::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"a.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"b"_s, {u"b.example"_s, u"*.b.example"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"ann"_s, {u"ann"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"eve"_s, {u"eve"_s}), m_authority.error());
    QVERIFY2(m_authority.revoke({u"eve"_s}, u"eve.crl"_s), m_authority.error());
    QVERIFY2(m_authority.revoke({}, u"none.crl"_s), m_authority.error());
    QVERIFY2(m_authority.revoke({}, u"old.crl"_s, {u"-crl_lastupdate"_s, u"20200101000000Z"_s, u"-crl_nextupdate"_s, u"20200102000000Z"_s}),
             m_authority.error());
    QVERIFY2(m_otherAuthority.issue(u"bob"_s, {u"bob"_s}), m_otherAuthority.error());
}

void tst_TlsContext::versions_data()
{
    QTest::addColumn<TlsConfig::Version>("minimum");
    QTest::addColumn<int>("version");
    QTest::addColumn<bool>("isGood");
    QTest::newRow("1.1 at least 1.2") << TlsConfig::Version::Tls12 << TLS1_1_VERSION << false;
    QTest::newRow("1.2 at least 1.2") << TlsConfig::Version::Tls12 << TLS1_2_VERSION << true;
    QTest::newRow("1.3 at least 1.2") << TlsConfig::Version::Tls12 << TLS1_3_VERSION << true;
    QTest::newRow("1.2 at least 1.3") << TlsConfig::Version::Tls13 << TLS1_2_VERSION << false;
    QTest::newRow("1.3 at least 1.3") << TlsConfig::Version::Tls13 << TLS1_3_VERSION << true;
}

void tst_TlsContext::versions()
{
    QFETCH(TlsConfig::Version, minimum);
    QFETCH(int, version);
    TlsConfig config = m_authority.tls({u"a"_s});
    config.minimumVersion = minimum;
    const QByteArray ciphers = version == TLS1_1_VERSION ? "DEFAULT:@SECLEVEL=0" : "";
    QTEST(Meeting(load(config), {.version = version, .ciphers = ciphers}).isDone(), "isGood");
}

void tst_TlsContext::protocols_data()
{
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("selected");
    QTest::newRow("none") << QByteArray() << QByteArray();
    QTest::newRow("ours") << QByteArray("\x08http/1.1") << QByteArray("http/1.1");
    QTest::newRow("another first") << QByteArray("\x02h2\x08http/1.1") << QByteArray("http/1.1");
    QTest::newRow("another last") << QByteArray("\x08http/1.1\x02h2") << QByteArray("http/1.1");
    QTest::newRow("no overlap") << QByteArray("\x02h2") << QByteArray();
    QTest::newRow("of the same size") << QByteArray("\x08http/1.0") << QByteArray();
    QTest::newRow("longer") << QByteArray("\x09http/1.1x") << QByteArray();
    QTest::newRow("within another") << QByteArray("\x0a\x08http/1.1x") << QByteArray();
}

void tst_TlsContext::protocols()
{
    QFETCH(QByteArray, offered);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const Meeting meeting(load({u"a"_s}), {.version = version, .protocols = offered});
        QVERIFY(meeting.isDone());
        QTEST(meeting.protocol(), "selected");
    }
}

void tst_TlsContext::serverNames_data()
{
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QString>("shown");
    QTest::newRow("none") << QByteArray() << u"a.example"_s;
    QTest::newRow("the first") << QByteArray("a.example") << u"a.example"_s;
    QTest::newRow("the second") << QByteArray("b.example") << u"b.example"_s;
    QTest::newRow("capitals") << QByteArray("B.EXAMPLE") << u"b.example"_s;
    QTest::newRow("a dot at its end") << QByteArray("b.example.") << u"b.example"_s;
    QTest::newRow("a star") << QByteArray("x.b.example") << u"b.example"_s;
    QTest::newRow("two labels for a star") << QByteArray("x.y.b.example") << u"a.example"_s;
    QTest::newRow("unknown") << QByteArray("c.example") << u"a.example"_s;
    QTest::newRow("no host name") << QByteArray("*.b.example") << u"a.example"_s;
}

void tst_TlsContext::serverNames()
{
    QFETCH(QByteArray, name);
    const Credentials credentials = load({u"a"_s, u"b"_s});
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const Meeting meeting(credentials, {.version = version, .serverName = name});
        QVERIFY(meeting.isDone());
        QTEST(meeting.shown(), "shown");
    }
}

void tst_TlsContext::ciphers_data()
{
    QTest::addColumn<QString>("allowed");
    QTest::addColumn<QByteArray>("offered");
    QTest::addColumn<QByteArray>("chosen"); // empty: none
    const QByteArray gcm256 = "ECDHE-ECDSA-AES256-GCM-SHA384";
    const QByteArray gcm128 = "ECDHE-ECDSA-AES128-GCM-SHA256";
    QTest::newRow("the server's choice") << QString() << gcm256 + ':' + gcm128 << gcm128;
    QTest::newRow("the server's other choice") << u"ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-ECDSA-AES128-GCM-SHA256"_s
                                               << gcm128 + ':' + gcm256 << gcm256;
    QTest::newRow("a client that prefers ChaCha20") << QString() << "ECDHE-ECDSA-CHACHA20-POLY1305:" + gcm256
                                                    << QByteArray("ECDHE-ECDSA-CHACHA20-POLY1305");
    QTest::newRow("CBC by default") << QString() << QByteArray("ECDHE-ECDSA-AES128-SHA") << QByteArray();
    QTest::newRow("CBC if wanted") << u"ECDHE-ECDSA-AES128-SHA"_s << QByteArray("ECDHE-ECDSA-AES128-SHA")
                                   << QByteArray("ECDHE-ECDSA-AES128-SHA");
    QTest::newRow("nothing in common") << u"ECDHE-ECDSA-AES256-GCM-SHA384"_s << gcm128 << QByteArray();
}

void tst_TlsContext::ciphers()
{
    QFETCH(QString, allowed);
    QFETCH(QByteArray, offered);
    QFETCH(QByteArray, chosen);
    TlsConfig config = m_authority.tls({u"a"_s});
    config.ciphers = allowed;
    const Meeting meeting(load(config), {.version = TLS1_2_VERSION, .ciphers = offered});
    QCOMPARE(meeting.isDone(), !chosen.isEmpty());
    if (meeting.isDone())
        QCOMPARE(QByteArray(SSL_get_cipher_name(meeting.server())), chosen);
}

void tst_TlsContext::clientCertificates_data()
{
    QTest::addColumn<ClientCertificates>("wanted");
    QTest::addColumn<QString>("crl");
    QTest::addColumn<QString>("shown");
    QTest::addColumn<bool>("isGood");
    const auto row = [](const char *tag, ClientCertificates wanted, const QString &crl, const QString &shown, bool isGood) {
        QTest::newRow(tag) << wanted << crl << shown << isGood;
    };
    row("not wanted, none", ClientCertificates::None, QString(), QString(), true);
    row("not wanted, of another", ClientCertificates::None, QString(), u"bob"_s, true);
    row("optional, none", ClientCertificates::Optional, QString(), QString(), true);
    row("optional, ours", ClientCertificates::Optional, QString(), u"ann"_s, true);
    row("optional, of another", ClientCertificates::Optional, QString(), u"bob"_s, false);
    row("required, none", ClientCertificates::Required, QString(), QString(), false);
    row("required, ours", ClientCertificates::Required, QString(), u"ann"_s, true);
    row("required, of another", ClientCertificates::Required, QString(), u"bob"_s, false);
    row("not revoked", ClientCertificates::Required, u"eve.crl"_s, u"ann"_s, true);
    row("revoked", ClientCertificates::Required, u"eve.crl"_s, u"eve"_s, false);
    row("revoked, optional", ClientCertificates::Optional, u"eve.crl"_s, u"eve"_s, false);
    row("an empty list", ClientCertificates::Required, u"none.crl"_s, u"eve"_s, true);
    row("an expired list", ClientCertificates::Required, u"old.crl"_s, u"ann"_s, false);
}

void tst_TlsContext::clientCertificates()
{
    QFETCH(ClientCertificates, wanted);
    QFETCH(QString, crl);
    QFETCH(QString, shown);
    TlsConfig config = m_authority.tls({u"a"_s, u"b"_s});
    config.clientCertificates = wanted;
    config.clientCa = wanted == ClientCertificates::None ? QString() : m_authority.caFile();
    if (!crl.isEmpty())
        config.clientCrl = m_authority.path(crl);
    const Credentials credentials = load(config);
    const TestAuthority &authority = shown == u"bob"_s ? m_otherAuthority : m_authority;
    Client client;
    if (!shown.isEmpty()) {
        client.certificate = authority.path(shown + u".pem"_s);
        client.key = authority.path(shown + u".key"_s);
    }
    // Whichever certificate the client comes for.
    for (const QByteArray name : {"a.example", "b.example", ""}) {
        for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
            client.serverName = name;
            client.version = version;
            QTEST(Meeting(credentials, client).isDone(), "isGood");
        }
    }
}

/// Compression, renegotiation, early data.
void tst_TlsContext::nothingOfThePast()
{
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        const Meeting meeting(load({u"a"_s}), {.version = version});
        QVERIFY(meeting.isDone());
        QVERIFY(!SSL_get_current_compression(meeting.server()));
        QVERIFY(SSL_get_options(meeting.server()) & SSL_OP_NO_RENEGOTIATION);
        QVERIFY(meeting.session());
        QCOMPARE(SSL_SESSION_get_max_early_data(meeting.session().get()), 0u);
    }
}

enum class Change { Nothing, Server, Keys, Certificate, ServerName, Mode, ClientCa, Crl };

void tst_TlsContext::resumption_data()
{
    QTest::addColumn<Change>("change");
    QTest::addColumn<bool>("isResumed");
    QTest::newRow("nothing has changed") << Change::Nothing << true;
    QTest::newRow("another server") << Change::Server << false;
    QTest::newRow("other ticket keys") << Change::Keys << false;
    QTest::newRow("a new certificate") << Change::Certificate << false;
    QTest::newRow("another certificate by name") << Change::ServerName << false;
    QTest::newRow("certificates are required") << Change::Mode << false;
    QTest::newRow("another client_ca") << Change::ClientCa << false;
    QTest::newRow("another client_crl") << Change::Crl << false;
}

/// By credentials that were loaded again, as after a reload.
void tst_TlsContext::resumption()
{
    QFETCH(Change, change);
    QFETCH(bool, isResumed);
    QVERIFY2(m_authority.issue(u"new"_s, {u"a.example"_s}), m_authority.error());
    TlsConfig before = m_authority.tls({u"a"_s, u"b"_s});
    before.clientCertificates = ClientCertificates::Optional;
    before.clientCa = m_authority.caFile();
    before.clientCrl = m_authority.path(u"none.crl"_s);
    TlsConfig after = before;
    if (change == Change::Certificate)
        after.certificates[0] = m_authority.files(u"new"_s);
    else if (change == Change::Mode)
        after.clientCertificates = ClientCertificates::Required;
    else if (change == Change::ClientCa)
        QVERIFY(m_authority.write(u"both.pem"_s, m_authority.read(u"ca.pem"_s) + m_otherAuthority.read(u"ca.pem"_s)));
    if (change == Change::ClientCa)
        after.clientCa = m_authority.path(u"both.pem"_s);
    if (change == Change::Crl)
        after.clientCrl = m_authority.path(u"eve.crl"_s);
    const auto keys = std::make_shared<TicketKeys>();
    const Credentials first = load(before, keys);
    const Credentials second = load(after, change == Change::Keys ? std::make_shared<TicketKeys>() : keys,
                                    change == Change::Server ? u"server \"other\""_s : u"server \"ws\""_s);
    for (const int version : {TLS1_2_VERSION, TLS1_3_VERSION}) {
        Client client{.version = version, .serverName = "a.example", .certificate = m_authority.path(u"ann.pem"_s),
                      .key = m_authority.path(u"ann.key"_s)};
        const Meeting full(first, client);
        QVERIFY(full.isDone() && !full.isResumed());
        client.session = full.session();
        QVERIFY(client.session);
        if (change == Change::ServerName)
            client.serverName = "b.example";
        const Meeting again(second, client);
        QCOMPARE(again.isResumed(), isResumed);
        QCOMPARE(again.session() != nullptr, !isResumed || version == TLS1_3_VERSION); // there a ticket is used once
        // Whether it is known or not, nobody is refused for what he tried to resume.
        if (change != Change::ClientCa && change != Change::Crl)
            QVERIFY(again.isDone());
    }
}

void tst_TlsContext::resumedByAnother_data()
{
    QTest::addColumn<int>("version");
    QTest::newRow("1.2") << TLS1_2_VERSION;
    QTest::newRow("1.3") << TLS1_3_VERSION;
}

/// A session has its client's certificate, which is not shown again.
void tst_TlsContext::resumedByAnother()
{
    QFETCH(int, version);
    TlsConfig config = m_authority.tls({u"a"_s});
    config.clientCertificates = ClientCertificates::Required;
    config.clientCa = m_authority.caFile();
    const Credentials credentials = load(config);
    const Meeting full(credentials, {.version = version, .certificate = m_authority.path(u"ann.pem"_s),
                                     .key = m_authority.path(u"ann.key"_s)});
    QVERIFY(full.isDone());
    const Meeting again(credentials, {.version = version, .session = full.session()});
    QVERIFY(again.isDone());
    QVERIFY(again.isResumed());
    QVERIFY(SSL_get0_peer_certificate(again.server()));
}

void tst_TlsContext::ticketsOfFormerKeys()
{
    const auto keys = std::make_shared<TicketKeys>();
    const Credentials credentials = load(m_authority.tls({u"a"_s}), keys);
    const Meeting full(credentials, {});
    QVERIFY(keys->at(TicketKeys::Clock::now() + TicketKeys::Lifetime)->keys.size() == 2); // an hour goes by
    const Meeting again(credentials, {.session = full.session()});
    QVERIFY(again.isDone());
    QVERIFY(again.isResumed());
    QVERIFY(again.session()); // of the new key
    keys->at(TicketKeys::Clock::now() + 2 * (TicketKeys::Lifetime + TicketKeys::SessionLifetime));
    const Meeting late(credentials, {.session = full.session()});
    QVERIFY(late.isDone());
    QVERIFY(!late.isResumed());
}

QTEST_GUILESS_MAIN(tst_TlsContext)
#include "tst_tlscontext.moc"
