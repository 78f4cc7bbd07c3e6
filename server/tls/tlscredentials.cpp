// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/tlscredentials.h"

#include "tls/certificatedata.h"
#include "tls/opensslerror.h"
#include "tls/pemfile.h"
#include "tls/servername.h"
#include "tls/tlscontext.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qurl.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QByteArray asciiName(const QString &name)
{
    // A star is no part of a domain name as QUrl knows them.
    const bool hasStar = name.startsWith("*."_L1);
    const QByteArray ascii = QUrl::toAce(hasStar ? name.sliced(2) : name).toLower();
    return ascii.isEmpty() ? name.toLower().toUtf8() : (hasStar ? "*." + ascii : ascii);
}

/// Called by OpenSSL when a ClientHello is there, before anything is decided by it.
int chooseContext(SSL *ssl, int *, void *credentials)
{
    const auto *self = static_cast<const TlsCredentials *>(credentials);
    const unsigned char *extension = nullptr;
    size_t size = 0;
    if (!SSL_client_hello_get0_ext(ssl, TLSEXT_TYPE_server_name, &extension, &size))
        return SSL_CLIENT_HELLO_SUCCESS;
    // One that is malformed gets its alert from OpenSSL.
    self->choose(ssl, readServerName(QByteArrayView(extension, qsizetype(size))).value_or(QByteArray()));
    return SSL_CLIENT_HELLO_SUCCESS;
}

} // namespace

/// Collects all that is wrong with a TlsConfig, while it makes credentials of it.
class CredentialsLoader
{
public:
    CredentialsLoader(const TlsConfig &config, const QString &owner, const std::shared_ptr<TicketKeys> &ticketKeys)
        : m_config(config), m_owner(owner)
    {
        m_terms->config = config;
        m_terms->server = owner.toUtf8();
        m_terms->ticketKeys = ticketKeys ? ticketKeys : std::make_shared<TicketKeys>();
    }

    TlsCredentials::Loading load();

private:
    void checkCiphers();
    void loadClientCa();
    void loadClientCrl();
    void loadOne(const CertificateFiles &files);
    KeyPointer loadKey(const CertificateFiles &files);
    void add(const CertificateList &chain, EVP_PKEY *key, const CertificateFiles &files);
    void warnAbout(const CertificateList &chain, const CertificateFiles &files);
    void warnAboutCrl();
    QString message(const QString &origin, const char *what, const QString &path, const QString &text) const;
    QString message(const QString &origin, const QString &text) const;

    const TlsConfig &m_config;
    QString m_owner;
    std::shared_ptr<TlsContext::Terms> m_terms = std::make_shared<TlsContext::Terms>();
    std::shared_ptr<TlsCredentials> m_credentials{new TlsCredentials(m_config)};
    TlsCredentials::Loading m_loading;
};

TlsCredentials::Loading CredentialsLoader::load()
{
    if (m_config.certificates.isEmpty())
        m_loading.errors.append(m_owner + u": TLS needs a certificate and a key"_s);
    checkCiphers();
    loadClientCa();
    loadClientCrl();
    const bool isUsable = m_loading.errors.isEmpty();
    for (const CertificateFiles &files : m_config.certificates)
        loadOne(files);
    if (isUsable && m_loading.errors.isEmpty())
        m_loading.credentials = m_credentials;
    return m_loading;
}

void CredentialsLoader::checkCiphers()
{
    const auto check = [this](const QString &list, const QString &origin, const char *key, QString (*complaintAbout)(const QString &)) {
        if (list.isEmpty())
            return;
        const QString complaint = complaintAbout(list);
        if (!complaint.isEmpty())
            m_loading.errors.append(message(origin, QLatin1StringView(key) + u' ' + complaint));
    };
    check(m_config.ciphers, m_config.ciphersOrigin, "ciphers", TlsContext::complaintAboutCiphers);
    check(m_config.ciphersuites, m_config.ciphersuitesOrigin, "ciphersuites", TlsContext::complaintAboutCiphersuites);
    if (!m_loading.errors.isEmpty()) { // those of the certificates are to be their own
        m_terms->config.ciphers.clear();
        m_terms->config.ciphersuites.clear();
    }
}

void CredentialsLoader::loadClientCa()
{
    if (m_config.clientCertificates == TlsConfig::ClientCertificates::None)
        return;
    if (m_config.clientCa.isEmpty()) {
        m_loading.errors.append(m_owner + u": certificates of clients need a client_ca that signs them"_s);
        return;
    }
    auto [certificates, error] = readCertificates(m_config.clientCa);
    if (!error.isEmpty())
        m_loading.errors.append(message(m_config.clientCaOrigin, "client_ca", m_config.clientCa, error));
    for (const CertificatePointer &certificate : certificates)
        m_credentials->m_clientCaPem += pemOf(certificate.get());
    m_terms->clientCa = std::move(certificates);
}

void CredentialsLoader::loadClientCrl()
{
    if (m_config.clientCrl.isEmpty())
        return;
    if (m_config.clientCertificates == TlsConfig::ClientCertificates::None) {
        m_loading.errors.append(message(m_config.clientCrlOrigin,
                                        u"client_crl needs client_certificates = \"optional\" or \"required\""_s));
        return;
    }
    auto [lists, error] = readRevocationLists(m_config.clientCrl);
    if (!error.isEmpty())
        m_loading.errors.append(message(m_config.clientCrlOrigin, "client_crl", m_config.clientCrl, error));
    m_terms->clientCrl = std::move(lists);
    warnAboutCrl();
}

/// No client comes in by a chain of which one member has no list that is valid now.
void CredentialsLoader::warnAboutCrl()
{
    const auto warn = [this](const QString &text) {
        m_loading.warnings.append(message(m_config.clientCrlOrigin, "client_crl", m_config.clientCrl, text));
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (const RevocationListPointer &list : m_terms->clientCrl) {
        const QDateTime end = timeOf(X509_CRL_get0_nextUpdate(list.get()));
        if (end.isValid() && end < now)
            warn("the list of \"%1\" has expired on %2: no certificate of it is accepted"_L1.arg(
                    displayName(X509_CRL_get_issuer(list.get())), end.toString(Qt::ISODate)));
    }
    for (const CertificatePointer &ca : m_terms->clientCa) {
        const X509_NAME *name = X509_get_subject_name(ca.get());
        const bool hasList = std::ranges::any_of(m_terms->clientCrl, [name](const RevocationListPointer &list) {
            return X509_NAME_cmp(X509_CRL_get_issuer(list.get()), name) == 0;
        });
        if (!m_terms->clientCrl.empty() && !hasList)
            warn("has no list of \"%1\": no certificate of it is accepted"_L1.arg(displayName(name)));
    }
}

void CredentialsLoader::loadOne(const CertificateFiles &files)
{
    const auto [chain, error] = readCertificates(files.certificate);
    if (!error.isEmpty())
        m_loading.errors.append(message(files.certificateOrigin, "certificate", files.certificate, error));
    const KeyPointer key = loadKey(files);
    if (chain.empty() || !key)
        return;
    add(chain, key.get(), files);
    warnAbout(chain, files);
}

KeyPointer CredentialsLoader::loadKey(const CertificateFiles &files)
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
    auto [key, error] = readPrivateKey(files.key, passphrase);
    if (!error.isEmpty())
        m_loading.errors.append(message(files.keyOrigin, "key", files.key, error));
    return std::move(key);
}

void CredentialsLoader::add(const CertificateList &chain, EVP_PKEY *key, const CertificateFiles &files)
{
    if (!isKeyOf(key, chain.front().get())) {
        m_loading.errors.append(message(files.keyOrigin, "key", files.key,
                                        u"does not belong to the certificate "_s + files.certificate));
        return;
    }
    QString error;
    std::unique_ptr<TlsContext> context = TlsContext::make(chain, key, m_terms, &error);
    if (!context) {
        m_loading.errors.append(message(files.certificateOrigin, "certificate", files.certificate,
                                        u"cannot be used with the key: "_s + error));
        return;
    }
    SSL_CTX_set_client_hello_cb(context->handle(), chooseContext, m_credentials.get());
    const qsizetype index = m_credentials->certificateCount();
    m_credentials->m_contexts.push_back(std::move(context));
    const QStringList names = files.names.isEmpty() ? hostNamesIn(chain.front().get()) : files.names;
    for (const QString &name : names) {
        if (!m_credentials->m_byName.contains(asciiName(name)))
            m_credentials->m_byName.insert(asciiName(name), index);
    }
}

void CredentialsLoader::warnAbout(const CertificateList &chain, const CertificateFiles &files)
{
    const auto warn = [&](const QString &text) {
        m_loading.warnings.append(message(files.certificateOrigin, "certificate", files.certificate, text));
    };
    const QDateTime now = QDateTime::currentDateTimeUtc();
    for (size_t i = 0; i < chain.size(); ++i) {
        const X509 *certificate = chain[i].get();
        const QString name = displayName(X509_get_subject_name(certificate));
        const QDateTime begin = timeOf(X509_get0_notBefore(certificate));
        const QDateTime end = timeOf(X509_get0_notAfter(certificate));
        if (end < now)
            warn("\"%1\" has expired on %2"_L1.arg(name, end.toString(Qt::ISODate)));
        if (begin > now)
            warn("\"%1\" is not valid before %2"_L1.arg(name, begin.toString(Qt::ISODate)));
        if (i + 1 < chain.size() && !isIssuer(chain[i + 1].get(), certificate))
            warn("the chain is broken: \"%1\" was not issued by \"%2\", which follows it"_L1.arg(
                    name, displayName(X509_get_subject_name(chain[i + 1].get()))));
    }
}

QString CredentialsLoader::message(const QString &origin, const char *what, const QString &path, const QString &text) const
{
    return message(origin, "%1 %2: %3"_L1.arg(QLatin1StringView(what), path, text));
}

QString CredentialsLoader::message(const QString &origin, const QString &text) const
{
    return (origin.isEmpty() ? m_owner : origin) + u": "_s + text;
}

TlsCredentials::TlsCredentials(const TlsConfig &config) : m_config(config) { }

TlsCredentials::~TlsCredentials() = default;

TlsCredentials::Loading TlsCredentials::load(const TlsConfig &config, const QString &owner,
                                             const std::shared_ptr<TicketKeys> &ticketKeys)
{
    return CredentialsLoader(config, owner, ticketKeys).load();
}

ssl_st *TlsCredentials::newSession() const
{
    return SSL_new(m_contexts.front()->handle());
}

void TlsCredentials::choose(ssl_st *session, const QByteArray &serverName) const
{
    m_contexts[static_cast<size_t>(indexFor(serverName))]->takeOver(session);
}

qsizetype TlsCredentials::indexFor(const QByteArray &serverName) const
{
    qsizetype index = m_byName.value(serverName, -1);
    const qsizetype dot = serverName.indexOf('.');
    if (index < 0 && dot > 0)
        index = m_byName.value('*' + serverName.mid(dot), -1);
    return qMax(index, qsizetype(0));
}

QByteArray TlsCredentials::chainPem(qsizetype index) const
{
    return m_contexts[static_cast<size_t>(index)]->chainPem();
}

QByteArray TlsCredentials::keyPem(qsizetype index) const
{
    return m_contexts[static_cast<size_t>(index)]->keyPem();
}

QByteArrayList TlsCredentials::cipherNames() const
{
    return m_contexts.front()->cipherNames();
}

} // namespace Landline
