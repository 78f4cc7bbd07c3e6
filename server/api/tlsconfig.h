// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSCONFIG_H
#define LANDLINE_TLSCONFIG_H

#include <QtCore/qlist.h>
#include <QtCore/qstringlist.h>

#include <chrono>

namespace Landline {

/// A certificate and its key, as the names of PEM files.
struct CertificateFiles
{
    QString certificate; ///< the server's own first, then those that lead to the root: a "fullchain.pem"
    QString key; ///< RSA or EC; a file that everybody can read is refused
    QString keyPassphraseFile; ///< for an encrypted key: its first line is the passphrase
    /// The host names that clients ask for by this certificate's server: "a.example", or "*.b.example", whose star stands
    /// for one label. Empty: those that the certificate itself names.
    QStringList names;

    QString certificateOrigin; ///< where it was written, "landline.toml:12:15", or empty
    QString keyOrigin;
    QString keyPassphraseOrigin;

    friend bool operator==(const CertificateFiles &, const CertificateFiles &) = default;
};

/// How a server speaks TLS, the `[server.tls]` of a configuration. A server that has one is wss and https, and nothing else.
///
/// \code
/// Landline::ServerConfig ws;
/// ws.tls = Landline::TlsConfig{{{"fullchain.pem", "privkey.pem"}}};
/// \endcode
/// The files are read by Node::start(), and again by Node::reloadCertificates().
struct TlsConfig
{
    enum class Version { Tls12, Tls13 };
    enum class ClientCertificates {
        None, ///< clients are not asked
        Optional, ///< who has none may come as well; one that is not signed by clientCa ends the handshake
        Required, ///< nobody comes without
    };

    /// The first is for clients that ask for no name, or for one that no certificate has; see RFC 6066 section 3.
    QList<CertificateFiles> certificates;
    Version minimumVersion = Version::Tls12;
    ClientCertificates clientCertificates = ClientCertificates::None;
    QString clientCa; ///< PEM file: who signs the certificates of clients
    QString clientCaOrigin;
    /// PEM file: the certificate revocation lists of those who are in clientCa, and only of them; with it each CA of a client's
    /// chain needs one that has not expired. Empty: none is looked at. Not on BackendType::Qt.
    QString clientCrl;
    QString clientCrlOrigin;
    /// For TLS 1.2, as an OpenSSL cipher list: "ECDHE+AESGCM:ECDHE+CHACHA20". Empty: those of them with AES-GCM or ChaCha20 and an
    /// ephemeral key.
    QString ciphers;
    QString ciphersOrigin;
    /// For TLS 1.3, by their names and with colons between them. Empty: those that OpenSSL has.
    QString ciphersuites;
    QString ciphersuitesOrigin;
    /// How long a client may take from the connect until the connection is encrypted.
    std::chrono::milliseconds handshakeTimeout = std::chrono::seconds(10);

    friend bool operator==(const TlsConfig &, const TlsConfig &) = default;
};

} // namespace Landline

#endif
