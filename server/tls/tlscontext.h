// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSCONTEXT_H
#define LANDLINE_TLSCONTEXT_H

#include "api/tlsconfig.h"
#include "tls/opensslpointer.h"
#include "tls/ticketkeys.h"

#include <QtCore/qbytearray.h>

namespace Landline {

/// One certificate of a server with all that a handshake by it needs: an SSL_CTX of OpenSSL, which all workers share and
/// nobody changes. New files make new contexts; each connection keeps its own until it ends.
///
/// TLS 1.2 and 1.3 without compression, renegotiation and early data; ALPN says "http/1.1" to those who offer it, and
/// nothing to others. Sessions are resumed by tickets alone (TicketKeys), in this or another worker, and only for the
/// same server, certificate, client_ca and client_crl: a hash of them is in each session (SSL_CTX_set_session_id_context()).
class TlsContext
{
public:
    /// What all certificates of a server have in common.
    struct Terms
    {
        TlsConfig config; ///< its files have been read
        QByteArray server; ///< the server's name; sessions of another are not resumed
        CertificateList clientCa; ///< empty if clients are not asked for certificates
        RevocationLists clientCrl;
        std::shared_ptr<TicketKeys> ticketKeys;
    };

    /// For the server's certificate, the first of \a chain, and its \a key. nullptr, and why in \a error, if OpenSSL does not
    /// accept them. \a terms are used until this is destroyed.
    static std::unique_ptr<TlsContext> make(const CertificateList &chain, EVP_PKEY *key,
                                            const std::shared_ptr<const Terms> &terms, QString *error);
    Q_DISABLE_COPY_MOVE(TlsContext)

    SSL_CTX *handle() const { return m_handle.get(); }
    /// Makes \a ssl, whose ClientHello is being read, continue as one of this context.
    void takeOver(SSL *ssl) const;

    /// The certificate and those that follow it, as PEM.
    QByteArray chainPem() const;
    /// Its key, as PEM and not encrypted.
    QByteArray keyPem() const;
    /// What may be negotiated, by OpenSSL's names and in the order of preference, TLS 1.3 first.
    QByteArrayList cipherNames() const;

    /// The TLS 1.2 ciphers where the configuration names none: those with forward secrecy and authenticated encryption.
    static const char *const DefaultCiphers;
    /// What is wrong with the OpenSSL cipher list \a ciphers or the list of TLS 1.3 \a suites, or nothing.
    static QString complaintAboutCiphers(const QString &ciphers);
    static QString complaintAboutCiphersuites(const QString &suites);

private:
    TlsContext(SslContextPointer handle, const std::shared_ptr<const Terms> &terms);

    bool setUp(const CertificateList &chain, EVP_PKEY *key);
    bool setCiphers();
    bool setClientVerification();
    bool setSessionContext(const X509 *certificate);

    static int ticketKey(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                         int isEncrypting);

    SslContextPointer m_handle;
    std::shared_ptr<const Terms> m_terms;
};

} // namespace Landline

#endif
