// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/tlscontext.h"

#include "tls/opensslerror.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qcryptographichash.h>

#include <openssl/core_names.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/rand.h>

#include <cstring>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

using ClientCertificates = TlsConfig::ClientCertificates;

constexpr unsigned char protocol[] = "http/1.1";
constexpr unsigned int protocolSize = sizeof protocol - 1;

/// RFC 7301 section 3.2: one of those that the client offers, or none.
int selectProtocol(SSL *, const unsigned char **selected, unsigned char *selectedSize, const unsigned char *offered,
                   unsigned int offeredSize, void *)
{
    for (unsigned int at = 0; at < offeredSize; at += 1u + offered[at]) {
        if (offered[at] != protocolSize || offeredSize - at <= protocolSize
            || std::memcmp(offered + at + 1, protocol, protocolSize) != 0)
            continue;
        *selected = offered + at + 1;
        *selectedSize = offered[at];
        return SSL_TLSEXT_ERR_OK;
    }
    return SSL_TLSEXT_ERR_NOACK;
}

template<typename Object, typename Encode>
QByteArray derOf(const Object *object, const Encode &encode)
{
    unsigned char *bytes = nullptr;
    const int size = encode(object, &bytes);
    const QByteArray der(reinterpret_cast<const char *>(bytes), qMax(size, 0));
    OPENSSL_free(bytes);
    return der;
}

QByteArray contentOf(BIO *bio)
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio, &bytes);
    return QByteArray(bytes, size);
}

SslContextPointer scratchContext()
{
    return SslContextPointer(SSL_CTX_new(TLS_server_method()));
}

/// The members of an OpenSSL cipher list.
QStringList membersOf(QString list)
{
    return list.replace(u',', u':').replace(u' ', u':').replace(u';', u':').split(u':', Qt::SkipEmptyParts);
}

} // namespace

const char *const TlsContext::DefaultCiphers = "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:"
                                               "ECDHE-ECDSA-AES256-GCM-SHA384:ECDHE-RSA-AES256-GCM-SHA384:"
                                               "ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::unique_ptr<TlsContext> TlsContext::make(const CertificateList &chain, EVP_PKEY *key,
                                             const std::shared_ptr<const Terms> &terms, QString *error)
{
    ERR_clear_error();
    std::unique_ptr<TlsContext> context(new TlsContext(SslContextPointer(SSL_CTX_new(TLS_server_method())), terms));
    if (context->m_handle && context->setUp(chain, key))
        return context;
    *error = takeOpenSslError();
    return nullptr;
}

TlsContext::TlsContext(SslContextPointer handle, const std::shared_ptr<const Terms> &terms)
    : m_handle(std::move(handle)), m_terms(terms)
{
}

bool TlsContext::setUp(const CertificateList &chain, EVP_PKEY *key)
{
    SSL_CTX *const context = m_handle.get();
    SSL_CTX_set_app_data(context, this);
    // Without NO_AUTO_CHAIN clients would be shown what client_ca holds. A record that is written needs no buffer, and one
    // that has been read leaves none.
    SSL_CTX_set_mode(context, SSL_MODE_NO_AUTO_CHAIN | SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                             | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // A FIN without close_notify is that of a client that sends no more; what it sends has frames or lengths of its own.
    SSL_CTX_set_options(context, SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION | SSL_OP_IGNORE_UNEXPECTED_EOF
                                | SSL_OP_CIPHER_SERVER_PREFERENCE | SSL_OP_PRIORITIZE_CHACHA);
    SSL_CTX_set_read_ahead(context, 1); // a record is one system call, not two
    const int version = m_terms->config.minimumVersion == TlsConfig::Version::Tls13 ? TLS1_3_VERSION : TLS1_2_VERSION;
    bool isGood = SSL_CTX_set_min_proto_version(context, version) && SSL_CTX_set_max_proto_version(context, TLS1_3_VERSION)
            && setCiphers() && SSL_CTX_use_certificate(context, chain.front().get()) && SSL_CTX_use_PrivateKey(context, key)
            && SSL_CTX_check_private_key(context);
    for (size_t i = 1; isGood && i < chain.size(); ++i)
        isGood = SSL_CTX_add1_chain_cert(context, chain[i].get());
    SSL_CTX_set_alpn_select_cb(context, selectProtocol, nullptr);
    SSL_CTX_set_session_cache_mode(context, SSL_SESS_CACHE_OFF); // tickets need none, and it would be locked
    SSL_CTX_set_timeout(context, long(TicketKeys::SessionLifetime.count()));
    SSL_CTX_set_max_early_data(context, 0);
    SSL_CTX_set_tlsext_ticket_key_evp_cb(context, ticketKey);
    return isGood && setClientVerification() && setSessionContext(chain.front().get());
}

bool TlsContext::setCiphers()
{
    const TlsConfig &config = m_terms->config;
    SSL_CTX *const context = m_handle.get();
    SSL_CTX_set_dh_auto(context, 1); // for those who choose ciphers that need it
    const QByteArray ciphers = config.ciphers.isEmpty() ? QByteArray(DefaultCiphers) : config.ciphers.toLatin1();
    return SSL_CTX_set_cipher_list(context, ciphers.constData())
            && (config.ciphersuites.isEmpty()
                || SSL_CTX_set_ciphersuites(context, membersOf(config.ciphersuites).join(u':').toLatin1().constData()));
}

bool TlsContext::setClientVerification()
{
    if (m_terms->config.clientCertificates == ClientCertificates::None)
        return true;
    SSL_CTX *const context = m_handle.get();
    X509_STORE *const store = SSL_CTX_get_cert_store(context);
    bool isGood = true;
    for (const CertificatePointer &certificate : m_terms->clientCa)
        isGood = isGood && X509_STORE_add_cert(store, certificate.get()) && SSL_CTX_add_client_CA(context, certificate.get());
    for (const RevocationListPointer &list : m_terms->clientCrl)
        isGood = isGood && X509_STORE_add_crl(store, list.get());
    if (!m_terms->clientCrl.empty())
        X509_STORE_set_flags(store, X509_V_FLAG_CRL_CHECK | X509_V_FLAG_CRL_CHECK_ALL);
    const bool isRequired = m_terms->config.clientCertificates == ClientCertificates::Required;
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | (isRequired ? SSL_VERIFY_FAIL_IF_NO_PEER_CERT : 0), nullptr);
    return isGood;
}

bool TlsContext::setSessionContext(const X509 *certificate)
{
    QCryptographicHash hash(QCryptographicHash::Sha256);
    const auto add = [&hash](const QByteArray &bytes) { hash.addData(QByteArray::number(bytes.size()) + ':' + bytes); };
    add(m_terms->server);
    add(derOf(certificate, i2d_X509));
    add(QByteArray::number(int(m_terms->config.clientCertificates)));
    for (const CertificatePointer &one : m_terms->clientCa)
        add(derOf(one.get(), i2d_X509));
    for (const RevocationListPointer &list : m_terms->clientCrl)
        add(derOf(list.get(), i2d_X509_CRL));
    const QByteArray id = hash.result();
    return SSL_CTX_set_session_id_context(m_handle.get(), reinterpret_cast<const unsigned char *>(id.constData()),
                                          static_cast<unsigned int>(id.size()));
}

void TlsContext::takeOver(SSL *ssl) const
{
    SSL_set_SSL_CTX(ssl, m_handle.get());
    // That takes the certificate alone: a client without one would come in where this demands one.
    SSL_set_verify(ssl, SSL_CTX_get_verify_mode(m_handle.get()), SSL_CTX_get_verify_callback(m_handle.get()));
    SSL_set_verify_depth(ssl, SSL_CTX_get_verify_depth(m_handle.get()));
    SSL_clear_options(ssl, SSL_get_options(ssl) & ~SSL_CTX_get_options(m_handle.get()));
    SSL_set_options(ssl, SSL_CTX_get_options(m_handle.get()));
}

/// Called by OpenSSL in each worker, with the keys of the context that the connection began with: those of its server.
int TlsContext::ticketKey(SSL *ssl, unsigned char *name, unsigned char *iv, EVP_CIPHER_CTX *cipher, EVP_MAC_CTX *mac,
                          int isEncrypting)
{
    const auto *context = static_cast<const TlsContext *>(SSL_CTX_get_app_data(SSL_get_SSL_CTX(ssl)));
    const std::shared_ptr<const TicketKeys::Snapshot> keys = context->m_terms->ticketKeys->at();
    if (!keys)
        return -1;
    const TicketKeys::Key *key = isEncrypting ? &keys->keys.front() : keys->find(name);
    if (!key)
        return 0; // unknown: a full handshake, and a new ticket
    if (isEncrypting) {
        std::memcpy(name, key->name.data(), key->name.size());
        if (RAND_bytes(iv, EVP_CIPHER_get_iv_length(EVP_aes_256_cbc())) != 1)
            return -1;
    }
    char digest[] = "SHA256";
    const OSSL_PARAM parameters[] = {
            OSSL_PARAM_construct_octet_string(OSSL_MAC_PARAM_KEY, const_cast<unsigned char *>(key->macKey.data()),
                                              key->macKey.size()),
            OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0), OSSL_PARAM_construct_end()};
    if (!EVP_CipherInit_ex(cipher, EVP_aes_256_cbc(), nullptr, key->cipherKey.data(), iv, isEncrypting)
        || !EVP_MAC_CTX_set_params(mac, parameters))
        return -1;
    if (isEncrypting)
        return 1;
    // 2: the client is given a new one. On TLS 1.3 it has thrown this one away (RFC 8446 appendix C.4).
    return keys->isCurrent(key) && SSL_version(ssl) < TLS1_3_VERSION ? 1 : 2;
}

QByteArray TlsContext::chainPem() const
{
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), SSL_CTX_get0_certificate(m_handle.get()));
    STACK_OF(X509) *rest = nullptr;
    SSL_CTX_get0_chain_certs(m_handle.get(), &rest);
    for (int i = 0; i < sk_X509_num(rest); ++i)
        PEM_write_bio_X509(bio.get(), sk_X509_value(rest, i));
    return contentOf(bio.get());
}

QByteArray TlsContext::keyPem() const
{
    const BioPointer bio(BIO_new(BIO_s_secmem()));
    PEM_write_bio_PrivateKey_traditional(bio.get(), SSL_CTX_get0_privatekey(m_handle.get()), nullptr, nullptr, 0, nullptr,
                                         nullptr);
    return contentOf(bio.get());
}

QByteArrayList TlsContext::cipherNames() const
{
    QByteArrayList names;
    const STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(m_handle.get());
    for (int i = 0; i < sk_SSL_CIPHER_num(ciphers); ++i)
        names.append(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, i)));
    return names;
}

QString TlsContext::complaintAboutCiphers(const QString &ciphers)
{
    const SslContextPointer context = scratchContext();
    const auto isKnown = [&context](const QString &list) {
        const bool known = SSL_CTX_set_cipher_list(context.get(), list.toLatin1().constData());
        ERR_clear_error();
        return known;
    };
    const QStringList members = membersOf(ciphers);
    for (const QString &member : members) {
        const QString name = u"!+-"_s.contains(member.front()) ? member.sliced(1) : member;
        // OpenSSL leaves out what it does not know. A command ("@STRENGTH") is no name.
        if (!name.startsWith(u'@') && !isKnown(name))
            return u"has \"%1\", which is no cipher of TLS 1.2 that OpenSSL knows: see `openssl ciphers -v`"_s.arg(member);
    }
    return isKnown(ciphers) ? QString() : u"leaves no cipher of TLS 1.2: see `openssl ciphers -v`"_s;
}

QString TlsContext::complaintAboutCiphersuites(const QString &suites)
{
    const QStringList members = membersOf(suites);
    for (const QString &member : members) {
        const SslContextPointer context = scratchContext();
        const bool isSet = SSL_CTX_set_ciphersuites(context.get(), member.toLatin1().constData());
        ERR_clear_error();
        const STACK_OF(SSL_CIPHER) *ciphers = SSL_CTX_get_ciphers(context.get());
        if (!isSet || sk_SSL_CIPHER_num(ciphers) == 0
            || QLatin1StringView(SSL_CIPHER_get_name(sk_SSL_CIPHER_value(ciphers, 0))) != member)
            return u"has \"%1\", which is no cipher suite of TLS 1.3 that OpenSSL knows: TLS_AES_128_GCM_SHA256, "
                   "TLS_AES_256_GCM_SHA384 or TLS_CHACHA20_POLY1305_SHA256"_s.arg(member);
    }
    return members.isEmpty() ? u"names no cipher suite"_s : QString();
}

} // namespace Landline
