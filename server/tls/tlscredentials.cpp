// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tls/tlscredentials.h"

#include "tls/pemfile.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qscopeguard.h>
#include <QtCore/qurl.h>
#include <QtNetwork/qsslkey.h>
#include <QtNetwork/qsslsocket.h>

#include <algorithm>

#include <sys/socket.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString nameOf(const QSslCertificate &certificate)
{
    return certificate.subjectDisplayName();
}

/// What OpenSSL has against \a configuration, or nothing. It looks at certificate and key only when a handshake begins: so
/// one is begun, with nobody at the other end.
QString objectionTo(const QSslConfiguration &configuration)
{
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
        return qt_error_string();
    const auto closeOther = qScopeGuard([&ends] { ::close(ends[1]); });
    QSslSocket socket;
    if (!socket.setSocketDescriptor(ends[0])) {
        ::close(ends[0]);
        return socket.errorString();
    }
    socket.setSslConfiguration(configuration);
    socket.startServerEncryption();
    return socket.error() == QAbstractSocket::UnknownSocketError ? QString() : socket.errorString();
}

/// True if \a key has a public half that is not that of \a certificate. OpenSSL knows it too, but its words do not come through.
bool isOfAnother(const QSslKey &key, const QSslCertificate &certificate)
{
    // A public key ends with the numbers that it is made of, and the private one has them byte by byte: the modulus and
    // exponent of an RSA key (RFC 8017 appendix A.1.2), the point of an EC key (RFC 5915 section 3).
    constexpr qsizetype enough = 64;
    return !key.toDer().contains(certificate.publicKey().toDer().right(enough));
}

bool isIssuer(const QSslCertificate &issuer, const QSslCertificate &certificate)
{
    const QList<QByteArray> attributes = certificate.issuerInfoAttributes();
    return std::all_of(attributes.cbegin(), attributes.cend(), [&](const QByteArray &attribute) {
        return issuer.subjectInfo(attribute) == certificate.issuerInfo(attribute);
    });
}

/// The host names that the certificate itself is for.
QStringList namesIn(const QSslCertificate &certificate)
{
    QStringList names = certificate.subjectAlternativeNames().values(QSsl::DnsEntry);
    // The common name counts only where there is no list of names (RFC 6125 section 6.4.4).
    if (names.isEmpty())
        names = certificate.subjectInfo(QSslCertificate::CommonName);
    return names;
}

QByteArray asciiName(const QString &name)
{
    // A star is no part of a domain name as QUrl knows them.
    const bool hasStar = name.startsWith("*."_L1);
    const QByteArray ascii = QUrl::toAce(hasStar ? name.sliced(2) : name).toLower();
    return ascii.isEmpty() ? name.toLower().toUtf8() : (hasStar ? "*." + ascii : ascii);
}

} // namespace

/// Collects all that is wrong with a TlsConfig, while it makes credentials of it.
class CredentialsLoader
{
public:
    CredentialsLoader(const TlsConfig &config, const QString &owner) : m_config(config), m_owner(owner) { }

    TlsCredentials::Loading load();

private:
    void loadClientCa();
    void loadOne(const CertificateFiles &files);
    QSslKey loadKey(const CertificateFiles &files);
    QSslConfiguration configuration(const QList<QSslCertificate> &chain, const QSslKey &key) const;
    void tryOut(const QSslConfiguration &configuration, const CertificateFiles &files);
    void warnAbout(const QList<QSslCertificate> &chain, const CertificateFiles &files);
    QString message(const QString &origin, const char *what, const QString &path, const QString &text) const;

    const TlsConfig &m_config;
    QString m_owner;
    QList<QSslCertificate> m_clientCa;
    std::shared_ptr<TlsCredentials> m_credentials{new TlsCredentials};
    TlsCredentials::Loading m_loading;
};

TlsCredentials::Loading CredentialsLoader::load()
{
    if (!QSslSocket::supportsSsl()) {
        m_loading.errors.append(m_owner + u": there is no TLS: Qt finds no OpenSSL 3 (Debian: libssl3)"_s);
        return m_loading;
    }
    if (m_config.certificates.isEmpty())
        m_loading.errors.append(m_owner + u": TLS needs a certificate and a key"_s);
    loadClientCa();
    for (const CertificateFiles &files : m_config.certificates)
        loadOne(files);
    m_credentials->m_handshakeTimeout = m_config.handshakeTimeout;
    if (m_loading.errors.isEmpty())
        m_loading.credentials = m_credentials;
    return m_loading;
}

void CredentialsLoader::loadClientCa()
{
    if (m_config.clientCertificates == TlsConfig::ClientCertificates::None)
        return;
    if (m_config.clientCa.isEmpty()) {
        m_loading.errors.append(m_owner + u": certificates of clients need a client_ca that signs them"_s);
        return;
    }
    const auto [certificates, error] = readCertificates(m_config.clientCa);
    if (!error.isEmpty())
        m_loading.errors.append(message(m_config.clientCaOrigin, "client_ca", m_config.clientCa, error));
    m_clientCa = certificates;
}

void CredentialsLoader::loadOne(const CertificateFiles &files)
{
    const auto [chain, error] = readCertificates(files.certificate);
    if (!error.isEmpty())
        m_loading.errors.append(message(files.certificateOrigin, "certificate", files.certificate, error));
    const QSslKey key = loadKey(files);
    if (chain.isEmpty() || key.isNull())
        return;
    const QSslConfiguration made = configuration(chain, key);
    tryOut(made, files);
    warnAbout(chain, files);
    const QStringList names = files.names.isEmpty() ? namesIn(chain.constFirst()) : files.names;
    const qsizetype index = m_credentials->m_configurations.size();
    m_credentials->m_configurations.append(made);
    for (const QString &name : names) {
        if (!m_credentials->m_byName.contains(asciiName(name)))
            m_credentials->m_byName.insert(asciiName(name), index);
    }
}

QSslKey CredentialsLoader::loadKey(const CertificateFiles &files)
{
    QByteArray passphrase;
    if (!files.keyPassphraseFile.isEmpty()) {
        const auto [value, error] = readPassphrase(files.keyPassphraseFile);
        if (!error.isEmpty()) {
            m_loading.errors.append(
                    message(files.keyPassphraseOrigin, "key_passphrase_file", files.keyPassphraseFile, error));
            return {};
        }
        passphrase = value;
    }
    const auto [key, error] = readPrivateKey(files.key, passphrase);
    if (!error.isEmpty())
        m_loading.errors.append(message(files.keyOrigin, "key", files.key, error));
    return key;
}

QSslConfiguration CredentialsLoader::configuration(const QList<QSslCertificate> &chain, const QSslKey &key) const
{
    QSslConfiguration made = QSslConfiguration::defaultConfiguration();
    made.setLocalCertificateChain(chain);
    made.setPrivateKey(key);
    made.setProtocol(m_config.minimumVersion == TlsConfig::Version::Tls13 ? QSsl::TlsV1_3OrLater
                                                                          : QSsl::TlsV1_2OrLater);
    made.setAllowedNextProtocols({"http/1.1"});
    // Never those of the system, which sign for the whole world.
    made.setCaCertificates(m_clientCa);
    switch (m_config.clientCertificates) {
    case TlsConfig::ClientCertificates::None: made.setPeerVerifyMode(QSslSocket::VerifyNone); return made;
    case TlsConfig::ClientCertificates::Optional: made.setPeerVerifyMode(QSslSocket::QueryPeer); break;
    case TlsConfig::ClientCertificates::Required: made.setPeerVerifyMode(QSslSocket::VerifyPeer); break;
    }
    // The client is told by an alert what is wrong with its certificate.
    made.setHandshakeMustInterruptOnError(true);
    made.setMissingCertificateIsFatal(m_config.clientCertificates == TlsConfig::ClientCertificates::Required);
    return made;
}

void CredentialsLoader::tryOut(const QSslConfiguration &configuration, const CertificateFiles &files)
{
    const QString objection = objectionTo(configuration);
    if (objection.isEmpty())
        return;
    if (isOfAnother(configuration.privateKey(), configuration.localCertificate()))
        m_loading.errors.append(message(files.keyOrigin, "key", files.key,
                                        u"does not belong to the certificate "_s + files.certificate));
    else
        m_loading.errors.append(message(files.certificateOrigin, "certificate", files.certificate,
                                        u"cannot be used with the key: "_s + objection));
}

void CredentialsLoader::warnAbout(const QList<QSslCertificate> &chain, const CertificateFiles &files)
{
    const auto warn = [&](const QString &text) {
        m_loading.warnings.append(message(files.certificateOrigin, "certificate", files.certificate, text));
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (qsizetype i = 0; i < chain.size(); ++i) {
        const QSslCertificate &certificate = chain.at(i);
        if (certificate.expiryDate() < now)
            warn("\"%1\" has expired on %2"_L1.arg(nameOf(certificate),
                                                   certificate.expiryDate().toString(Qt::ISODate)));
        if (certificate.effectiveDate() > now)
            warn("\"%1\" is not valid before %2"_L1.arg(nameOf(certificate),
                                                        certificate.effectiveDate().toString(Qt::ISODate)));
        if (i + 1 < chain.size() && !isIssuer(chain.at(i + 1), certificate))
            warn("the chain is broken: \"%1\" was not issued by \"%2\", which follows it"_L1.arg(
                    nameOf(certificate), nameOf(chain.at(i + 1))));
    }
}

QString CredentialsLoader::message(const QString &origin, const char *what, const QString &path, const QString &text) const
{
    return "%1: %2 %3: %4"_L1.arg(origin.isEmpty() ? m_owner : origin, QLatin1StringView(what), path, text);
}

TlsCredentials::Loading TlsCredentials::load(const TlsConfig &config, const QString &owner)
{
    return CredentialsLoader(config, owner).load();
}

const QSslConfiguration &TlsCredentials::configurationFor(const QByteArray &serverName) const
{
    qsizetype index = m_byName.value(serverName, -1);
    const qsizetype dot = serverName.indexOf('.');
    if (index < 0 && dot > 0)
        index = m_byName.value('*' + serverName.mid(dot), -1);
    return m_configurations.at(qMax(index, qsizetype(0)));
}

} // namespace Landline
