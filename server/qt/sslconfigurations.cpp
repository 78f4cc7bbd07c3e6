// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/sslconfigurations.h"

#include "tls/tlscredentials.h"

#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslcipher.h>
#include <QtNetwork/qsslkey.h>
#include <QtNetwork/qsslsocket.h>

namespace Landline {

namespace {

QSslKey keyOf(const QByteArray &pem)
{
    const QSslKey key(pem, QSsl::Ec);
    return key.isNull() ? QSslKey(pem, QSsl::Rsa) : key;
}

QList<QSslCipher> ciphersOf(const QByteArrayList &names)
{
    QList<QSslCipher> ciphers;
    for (const QByteArray &name : names) {
        if (const QSslCipher cipher(QString::fromLatin1(name)); !cipher.isNull())
            ciphers.append(cipher);
    }
    return ciphers;
}

QSslConfiguration commonConfiguration(const TlsCredentials &credentials)
{
    using ClientCertificates = TlsConfig::ClientCertificates;
    QSslConfiguration made = QSslConfiguration::defaultConfiguration();
    made.setProtocol(credentials.minimumVersion() == TlsConfig::Version::Tls13 ? QSsl::TlsV1_3OrLater
                                                                              : QSsl::TlsV1_2OrLater);
    made.setCiphers(ciphersOf(credentials.cipherNames()));
    // Never those of the system, which sign for the whole world.
    made.setCaCertificates(QSslCertificate::fromData(credentials.clientCaPem(), QSsl::Pem));
    switch (credentials.clientCertificates()) {
    case ClientCertificates::None: made.setPeerVerifyMode(QSslSocket::VerifyNone); return made;
    case ClientCertificates::Optional: made.setPeerVerifyMode(QSslSocket::QueryPeer); break;
    case ClientCertificates::Required: made.setPeerVerifyMode(QSslSocket::VerifyPeer); break;
    }
    // The client is told by an alert what is wrong with its certificate.
    made.setHandshakeMustInterruptOnError(true);
    made.setMissingCertificateIsFatal(credentials.clientCertificates() == ClientCertificates::Required);
    return made;
}

} // namespace

SslConfigurations::SslConfigurations(const std::shared_ptr<const TlsCredentials> &credentials) : m_credentials(credentials)
{
    const QSslConfiguration common = commonConfiguration(*credentials);
    for (qsizetype index = 0; index < credentials->certificateCount(); ++index) {
        QSslConfiguration made = common;
        made.setLocalCertificateChain(QSslCertificate::fromData(credentials->chainPem(index), QSsl::Pem));
        made.setPrivateKey(keyOf(credentials->keyPem(index)));
        m_configurations.append(made);
    }
}

QSslConfiguration SslConfigurations::configurationFor(const QByteArray &serverName, bool offersOtherProtocols) const
{
    QSslConfiguration made = m_configurations.at(m_credentials->indexFor(serverName));
    if (!offersOtherProtocols)
        made.setAllowedNextProtocols({"http/1.1"});
    return made;
}

std::shared_ptr<const SslConfigurations> SslConfigurationCache::of(const void *server,
                                                                  const std::shared_ptr<const TlsCredentials> &credentials)
{
    std::shared_ptr<const SslConfigurations> &configurations = m_ofServer[server];
    if (!configurations || configurations->credentials() != credentials)
        configurations = std::make_shared<SslConfigurations>(credentials);
    return configurations;
}

} // namespace Landline
