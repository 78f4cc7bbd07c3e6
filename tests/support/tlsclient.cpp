// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/tlsclient.h"

#include "support/patience.h"

#include <openssl/err.h>
#include <openssl/ssl.h>

#include <cerrno>

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

void TlsClient::Deleter::operator()(ssl_ctx_st *context) const
{
    SSL_CTX_free(context);
}

void TlsClient::Deleter::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsClient::TlsClient() : TlsClient(Terms()) { }

TlsClient::TlsClient(const Terms &terms)
    : m_context(SSL_CTX_new(TLS_client_method())), m_input(BIO_new(BIO_s_mem())), m_toSend(BIO_new(BIO_s_mem()))
{
    const int versions[] = {0, TLS1_1_VERSION, TLS1_2_VERSION, TLS1_3_VERSION};
    const int version = versions[int(terms.version)];
    SSL_CTX_set_min_proto_version(m_context.get(), version ? version : TLS1_2_VERSION);
    SSL_CTX_set_max_proto_version(m_context.get(), version);
    SSL_CTX_set_options(m_context.get(), SSL_OP_IGNORE_UNEXPECTED_EOF);
    SSL_CTX_set_session_cache_mode(m_context.get(), SSL_SESS_CACHE_CLIENT | SSL_SESS_CACHE_NO_INTERNAL);
    SSL_CTX_sess_set_new_cb(m_context.get(), newSession);
    const QByteArray ciphers = terms.version == Version::Tls11 ? "DEFAULT:@SECLEVEL=0" : terms.ciphers;
    if (!ciphers.isEmpty())
        SSL_CTX_set_cipher_list(m_context.get(), ciphers.constData());
    if (!terms.ciphersuites.isEmpty())
        SSL_CTX_set_ciphersuites(m_context.get(), terms.ciphersuites.constData());
    if (!terms.certificate.isEmpty()) {
        SSL_CTX_use_certificate_chain_file(m_context.get(), terms.certificate.toLocal8Bit().constData());
        SSL_CTX_use_PrivateKey_file(m_context.get(), terms.key.toLocal8Bit().constData(), SSL_FILETYPE_PEM);
    }
    m_ssl.reset(SSL_new(m_context.get()));
    SSL_set_app_data(m_ssl.get(), this);
    BIO_set_mem_eof_return(m_input, -1);
    SSL_set_bio(m_ssl.get(), m_input, m_toSend);
    SSL_set_connect_state(m_ssl.get());
    if (!terms.serverName.isEmpty())
        SSL_set_tlsext_host_name(m_ssl.get(), terms.serverName.constData());
    QByteArray protocols;
    for (const QByteArray &protocol : terms.protocols)
        protocols += char(protocol.size()) + protocol;
    if (!protocols.isEmpty())
        SSL_set_alpn_protos(m_ssl.get(), reinterpret_cast<const unsigned char *>(protocols.constData()), unsigned(protocols.size()));
    if (terms.session)
        SSL_set_session(m_ssl.get(), terms.session.get());
}

TlsClient::~TlsClient()
{
    if (m_descriptor < 0)
        return;
    m_readNotifier.reset();
    m_writeNotifier.reset();
    if (isDone() && !m_isEnded)
        endTls();
    ::close(m_descriptor);
}

int TlsClient::newSession(ssl_st *ssl, ssl_session_st *session)
{
    static_cast<TlsClient *>(SSL_get_app_data(ssl))->m_session = Session(session, SSL_SESSION_free);
    return 1;
}

bool TlsClient::connectTo(quint16 port)
{
    const int descriptor = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address = {};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const int on = 1;
    ::setsockopt(descriptor, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const bool isConnected = ::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
    setDescriptor(descriptor);
    return isConnected;
}

void TlsClient::setDescriptor(int descriptor)
{
    m_descriptor = descriptor;
    ::fcntl(descriptor, F_SETFL, ::fcntl(descriptor, F_GETFL) | O_NONBLOCK);
    m_readNotifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Read);
    connect(m_readNotifier.get(), &QSocketNotifier::activated, this, [this] { readFromSocket(64 * 1024); });
    m_writeNotifier = std::make_unique<QSocketNotifier>(descriptor, QSocketNotifier::Write);
    m_writeNotifier->setEnabled(false);
    connect(m_writeNotifier.get(), &QSocketNotifier::activated, this, &TlsClient::sendOutput);
}

bool TlsClient::shakeHands()
{
    startHandshake();
    return eventually([this] { return isDone() || !m_error.isEmpty() || m_isEnded; }) && isDone() && m_error.isEmpty();
}

void TlsClient::startHandshake()
{
    goOn();
}

bool TlsClient::isDone() const
{
    return SSL_is_init_finished(m_ssl.get());
}

void TlsClient::readFromSocket(qsizetype most)
{
    QByteArray bytes(most, Qt::Uninitialized);
    const ssize_t size = ::recv(m_descriptor, bytes.data(), size_t(most), 0);
    if (size < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        return;
    m_isEnded = m_isEnded || size <= 0;
    m_isReset = m_isReset || size < 0;
    if (size <= 0) {
        m_readNotifier->setEnabled(false);
        return;
    }
    m_receivedRaw += bytes.first(size);
    BIO_write(m_input, bytes.constData(), int(size));
    goOn();
}

void TlsClient::goOn()
{
    ERR_clear_error();
    if (!isDone()) {
        const int result = SSL_do_handshake(m_ssl.get());
        if (result != 1)
            fail(result);
    }
    QByteArray bytes(16 * 1024, Qt::Uninitialized);
    while (isDone() && m_error.isEmpty() && !m_isClosed) {
        ERR_clear_error();
        const int size = SSL_read(m_ssl.get(), bytes.data(), int(bytes.size()));
        if (size <= 0) {
            fail(size);
            break;
        }
        m_received += bytes.first(size);
    }
    collectOutput();
}

void TlsClient::fail(int result)
{
    const int error = SSL_get_error(m_ssl.get(), result);
    if (error == SSL_ERROR_ZERO_RETURN)
        m_isClosed = true;
    else if (error != SSL_ERROR_WANT_READ && error != SSL_ERROR_WANT_WRITE && m_error.isEmpty())
        m_error = ERR_peek_error() ? ERR_reason_error_string(ERR_peek_error()) : "the connection has ended";
}

void TlsClient::write(const QByteArray &bytes)
{
    ERR_clear_error();
    SSL_write(m_ssl.get(), bytes.constData(), int(bytes.size()));
    collectOutput();
}

void TlsClient::collectOutput()
{
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(m_toSend, &bytes);
    if (size > 0)
        m_output.append(bytes, size);
    BIO_reset(m_toSend);
    if (!m_isHeld)
        sendOutput();
}

void TlsClient::sendRaw(const QByteArray &bytes)
{
    m_output += bytes;
    sendOutput();
}

void TlsClient::sendOutput()
{
    while (!m_output.isEmpty()) {
        const ssize_t size = ::send(m_descriptor, m_output.constData(), size_t(m_output.size()), MSG_NOSIGNAL);
        if (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK)
            m_output.clear(); // the server has gone
        if (size <= 0)
            break;
        m_output.remove(0, size);
    }
    if (m_writeNotifier)
        m_writeNotifier->setEnabled(!m_output.isEmpty());
}

void TlsClient::endTls()
{
    ERR_clear_error();
    SSL_shutdown(m_ssl.get());
    collectOutput();
}

void TlsClient::endTcp()
{
    ::shutdown(m_descriptor, SHUT_WR);
}

void TlsClient::reset()
{
    const linger now{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_readNotifier.reset();
    m_writeNotifier.reset();
    ::close(std::exchange(m_descriptor, -1));
}

void TlsClient::updateKeys()
{
    SSL_key_update(m_ssl.get(), SSL_KEY_UPDATE_REQUESTED);
    SSL_do_handshake(m_ssl.get());
    collectOutput();
}

void TlsClient::renegotiate()
{
    ERR_clear_error();
    SSL_renegotiate(m_ssl.get());
    const int result = SSL_do_handshake(m_ssl.get());
    if (result != 1)
        fail(result);
    collectOutput();
}

QByteArray TlsClient::version() const
{
    return SSL_get_version(m_ssl.get());
}

QByteArray TlsClient::cipher() const
{
    return SSL_get_cipher_name(m_ssl.get());
}

QByteArray TlsClient::protocol() const
{
    const unsigned char *name = nullptr;
    unsigned int size = 0;
    SSL_get0_alpn_selected(m_ssl.get(), &name, &size);
    return QByteArray(reinterpret_cast<const char *>(name), qsizetype(size));
}

QString TlsClient::serverCommonName() const
{
    char name[256] = {};
    if (const X509 *certificate = SSL_get0_peer_certificate(m_ssl.get()))
        X509_NAME_get_text_by_NID(X509_get_subject_name(certificate), NID_commonName, name, sizeof name);
    return QString::fromUtf8(name);
}

bool TlsClient::isResumed() const
{
    return SSL_session_reused(m_ssl.get());
}

quint32 TlsClient::maxEarlyData(const Session &session)
{
    return SSL_SESSION_get_max_early_data(session.get());
}

} // namespace Landline
