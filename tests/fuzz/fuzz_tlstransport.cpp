// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Drives both ends of a TLS connection on a socket pair by random steps: what a TlsTransport accepts has to arrive whole and in
// its order, whatever the peer does and however slowly it reads. Each step is two bytes.

#include "require.h"
#include "tls/tlscredentials.h"
#include "tls/tlstransport.h"

#include <QtCore/qtemporarydir.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>

#include <array>
#include <vector>

#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Landline;
using State = Transport::State;

namespace {

/// Credentials with a key that is made now.
std::shared_ptr<const TlsCredentials> makeCredentials()
{
    const QTemporaryDir folder;
    const QString certificateFile = folder.filePath(QStringLiteral("a.pem"));
    const QString keyFile = folder.filePath(QStringLiteral("a.key"));
    EVP_PKEY *key = EVP_EC_gen("P-256");
    X509 *certificate = X509_new();
    X509_gmtime_adj(X509_getm_notBefore(certificate), 0);
    X509_gmtime_adj(X509_getm_notAfter(certificate), 24 * 60 * 60);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char *>("localhost"), -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_sign(certificate, key, EVP_sha256());
    FILE *file = std::fopen(certificateFile.toLocal8Bit().constData(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
    file = std::fopen(keyFile.toLocal8Bit().constData(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    ::chmod(keyFile.toLocal8Bit().constData(), 0600);
    X509_free(certificate);
    EVP_PKEY_free(key);
    TlsConfig config;
    config.certificates.append(CertificateFiles{certificateFile, keyFile, {}, {}, {}, {}, {}});
    const auto loading = TlsCredentials::load(config, QStringLiteral("fuzz"));
    require(loading.credentials != nullptr);
    return loading.credentials;
}

/// Of one descriptor, and without a loop.
class Poller final : public DescriptorPoller
{
public:
    bool watch(int descriptor, Interests interests, DescriptorHandler *handler, Sharing) override
    {
        m_descriptor = descriptor;
        m_interests = interests;
        m_handler = handler;
        return true;
    }
    void setInterests(int, Interests interests) override { m_interests = interests; }
    void unwatch(int) override { m_handler = nullptr; }
    void close(int descriptor) override
    {
        m_handler = nullptr;
        ::close(descriptor);
    }
    void callAtTurnEnd(TurnEndHandler *handler) override { m_turnEnd = handler; }
    void forgetTurnEnd(TurnEndHandler *) override { m_turnEnd = nullptr; }

    void turn()
    {
        pollfd one{m_descriptor, 0, 0};
        one.events = short((m_interests & Readable ? POLLIN : 0) | (m_interests & Writable ? POLLOUT : 0));
        if (m_handler && m_interests && ::poll(&one, 1, 0) == 1) {
            const bool isBroken = one.revents & (POLLHUP | POLLERR);
            Readiness ready;
            ready.setFlag(Readable, isBroken || one.revents & POLLIN);
            ready.setFlag(Writable, isBroken || one.revents & POLLOUT);
            m_handler->descriptorReady(ready);
        }
        // Turn ends that are asked for from within have the next turn.
        if (TurnEndHandler *handler = std::exchange(m_turnEnd, nullptr))
            handler->turnEnded();
    }

private:
    int m_descriptor = -1;
    Interests m_interests;
    DescriptorHandler *m_handler = nullptr;
    TurnEndHandler *m_turnEnd = nullptr;
};

/// The client, whose bytes wait in memory until they are moved.
class Client
{
public:
    Client(SSL_CTX *context, int descriptor) : m_ssl(SSL_new(context)), m_descriptor(descriptor)
    {
        m_input = BIO_new(BIO_s_mem());
        m_toSend = BIO_new(BIO_s_mem());
        BIO_set_mem_eof_return(m_input, -1);
        SSL_set_bio(m_ssl, m_input, m_toSend);
        SSL_set_connect_state(m_ssl);
    }
    ~Client()
    {
        SSL_free(m_ssl);
        ::close(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(Client)

    bool shakeHands()
    {
        ERR_clear_error();
        const bool isDone = SSL_do_handshake(m_ssl) == 1;
        send();
        return isDone;
    }

    void write(const QByteArray &bytes)
    {
        if (m_hasEnded)
            return;
        ERR_clear_error();
        if (SSL_write(m_ssl, bytes.constData(), int(bytes.size())) == bytes.size())
            written += bytes;
        send();
    }

    void end()
    {
        m_hasEnded = true;
        ERR_clear_error();
        SSL_shutdown(m_ssl);
        send();
    }

    void updateKeys()
    {
        if (m_hasEnded || !isGood)
            return;
        ERR_clear_error();
        SSL_key_update(m_ssl, SSL_KEY_UPDATE_REQUESTED);
        SSL_do_handshake(m_ssl);
        send();
    }

    void sendRaw(const QByteArray &bytes)
    {
        BIO_write(m_toSend, bytes.constData(), int(bytes.size()));
        send();
    }

    /// As far as the kernel takes it.
    void send()
    {
        char *bytes = nullptr;
        const long size = BIO_get_mem_data(m_toSend, &bytes);
        const ssize_t sent = size > 0 ? ::send(m_descriptor, bytes, size_t(size), MSG_NOSIGNAL | MSG_DONTWAIT) : 0;
        std::vector<char> gone(size_t(qMax<ssize_t>(sent, 0)));
        if (!gone.empty())
            BIO_read(m_toSend, gone.data(), int(gone.size()));
    }

    bool isAllSent() const
    {
        char *bytes = nullptr;
        return BIO_get_mem_data(m_toSend, &bytes) == 0;
    }

    void receive(qsizetype most)
    {
        QByteArray bytes(most, Qt::Uninitialized);
        const ssize_t size = ::recv(m_descriptor, bytes.data(), size_t(most), MSG_DONTWAIT);
        hasEof = hasEof || size == 0 || (size < 0 && errno != EAGAIN && errno != EWOULDBLOCK);
        if (size > 0)
            BIO_write(m_input, bytes.constData(), int(size));
        std::array<char, 16 * 1024> plain;
        while (isGood && !hasCloseNotify) {
            ERR_clear_error();
            const int read = SSL_read(m_ssl, plain.data(), plain.size());
            if (read > 0) {
                received.append(plain.data(), read);
                continue;
            }
            const int error = SSL_get_error(m_ssl, read);
            hasCloseNotify = error == SSL_ERROR_ZERO_RETURN;
            isGood = error == SSL_ERROR_ZERO_RETURN || error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE;
            break;
        }
        send();
    }

    void endTcp()
    {
        m_hasEnded = true;
        ::shutdown(m_descriptor, SHUT_WR);
    }

    QByteArray written;
    QByteArray received;
    bool isGood = true;
    bool hasCloseNotify = false;
    bool hasEof = false;

private:
    SSL *m_ssl;
    BIO *m_input;
    BIO *m_toSend;
    int m_descriptor;
    bool m_hasEnded = false;
};

/// The server.
class Server final : public DescriptorHandler
{
public:
    Server(int descriptor, Poller *poller, const std::shared_ptr<const TlsCredentials> &credentials)
        : transport(descriptor, poller, credentials)
    {
        transport.watch(DescriptorPoller::Readable, this);
    }

    void descriptorReady(DescriptorPoller::Readiness ready) override
    {
        if (!isDone) {
            const TlsTransport::Handshake result = transport.shakeHands();
            require(result == TlsTransport::Handshake::NotYet || result == TlsTransport::Handshake::Done);
            isDone = result == TlsTransport::Handshake::Done;
            return;
        }
        if (ready & DescriptorPoller::Readable)
            receive(bufferSize);
        if (ready & DescriptorPoller::Writable)
            flush();
    }

    void receive(qsizetype size)
    {
        std::vector<char> buffer(static_cast<size_t>(size));
        const Transport::Result result = transport.receive(buffer);
        require((result.state == State::Moved) == (result.size > 0) && result.size <= size);
        require(!isEnded || result.state != State::Moved);
        received.append(buffer.data(), result.size);
        isEnded = isEnded || result.state == State::Ended;
        isBroken = isBroken || result.state == State::Broken;
        if (isEnded || isBroken) // as all do who use it
            transport.setInterests(DescriptorPoller::NoInterest);
    }

    void send(const QByteArray &bytes, qsizetype pieceSize)
    {
        std::vector<iovec> pieces;
        for (qsizetype at = 0; at < bytes.size() && pieces.size() < 64; at += pieceSize)
            pieces.push_back({const_cast<char *>(bytes.constData()) + at, size_t(qMin(pieceSize, bytes.size() - at))});
        const Transport::Result result = transport.send(pieces);
        require((result.state == State::Moved) == (result.size > 0) && result.size <= bytes.size());
        require(!hasEnded || result.state == State::Broken);
        accepted += bytes.first(result.size);
        checkOutput();
    }

    void flush()
    {
        const State state = transport.flush();
        require(state == State::Broken || (state == State::Moved) == (transport.unsent() == 0));
    }

    /// It is bounded, and counted where it is asked for.
    void checkOutput() const
    {
        require(transport.unsent() >= 0 && transport.unsent() < 256 * 1024);
        require(transport.unacknowledged() >= transport.unsent());
    }

    TlsTransport transport;
    QByteArray accepted;
    QByteArray received;
    qsizetype bufferSize = 1024;
    bool isDone = false;
    bool isEnded = false;
    bool isBroken = false;
    bool hasEnded = false; ///< sending
};

QByteArray someBytes(qsizetype size, qsizetype position)
{
    QByteArray bytes(size, Qt::Uninitialized);
    for (char &byte : bytes)
        byte = char(position++ * 31 >> 3);
    return bytes;
}

struct Connection
{
    Connection(SSL_CTX *context, const std::array<int, 2> &ends, const std::shared_ptr<const TlsCredentials> &credentials)
        : server(ends[0], &poller, credentials), client(context, ends[1])
    {
    }

    Poller poller;
    Server server;
    Client client;
    bool isSpoilt = false; ///< somebody did what ends it before its time
};

void doRare(Connection &connection, int number)
{
    Server &server = connection.server;
    switch (number % 8) {
    case 0:
        server.transport.endSending();
        server.hasEnded = true;
        break;
    case 1: connection.client.end(); break;
    case 2: connection.client.endTcp(); break;
    case 3:
        connection.client.sendRaw(someBytes(1 + number, 7));
        connection.isSpoilt = true;
        break;
    case 4: server.transport.setEnding(); break;
    case 5:
        server.transport.shutDown();
        server.hasEnded = true;
        connection.isSpoilt = true;
        break;
    default: connection.client.updateKeys(); break;
    }
}

void doStep(Connection &connection, int what, int number)
{
    Server &server = connection.server;
    switch (what % 10) {
    case 0: server.send(someBytes(1 + number * 200, server.accepted.size()), 1 + number * 3); break;
    case 1: server.send(someBytes(1 + number, server.accepted.size()), 1 + number); break;
    case 2: connection.client.write(someBytes(1 + number * 20, connection.client.written.size())); break;
    case 3: server.receive(1 + number * 100); break;
    case 4: connection.client.receive(1 + number * 50); break;
    case 5: connection.poller.turn(); break;
    case 6: server.transport.setInterests(DescriptorPoller::Interests(number & 3)); break;
    case 7: server.flush(); break;
    case 8: server.bufferSize = 1 + number * 10; break;
    case 9: doRare(connection, number); break;
    }
    (void)server.transport.hasMore();
    server.checkOutput();
}

/// Everything that was accepted arrives, in both directions.
void finish(Connection &connection)
{
    Server &server = connection.server;
    server.transport.endSending();
    server.hasEnded = true;
    server.bufferSize = 64 * 1024;
    for (int i = 0; i < 5000 && !connection.client.hasEof; ++i) {
        server.transport.setInterests(server.isEnded || server.isBroken ? DescriptorPoller::NoInterest : DescriptorPoller::Readable);
        connection.poller.turn();
        connection.client.send();
        connection.client.receive(64 * 1024);
    }
    require(server.accepted.startsWith(connection.client.received));
    require(connection.client.written.startsWith(server.received));
    if (connection.isSpoilt || !connection.client.isGood)
        return;
    require(!server.isBroken && connection.client.hasEof && connection.client.hasCloseNotify);
    require(connection.client.received == server.accepted);
    for (int i = 0; i < 5000 && !server.isEnded && !(connection.client.isAllSent() && server.received == connection.client.written); ++i) {
        server.transport.setInterests(DescriptorPoller::Readable);
        connection.poller.turn();
        connection.client.send();
    }
    require(server.isEnded || server.received == connection.client.written);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    static const std::shared_ptr<const TlsCredentials> credentials = makeCredentials();
    static SSL_CTX *const context = SSL_CTX_new(TLS_client_method());
    if (size < 1)
        return 0;
    std::array<int, 2> ends;
    require(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()) == 0);
    const int bufferSize = 4096 << (data[0] & 3);
    for (const int end : ends)
        ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &bufferSize, sizeof bufferSize);
    SSL_CTX_set_max_proto_version(context, data[0] & 4 ? TLS1_2_VERSION : TLS1_3_VERSION);
    SSL_CTX_set_options(context, SSL_OP_IGNORE_UNEXPECTED_EOF);
    Connection connection(context, ends, credentials);
    for (int i = 0; i < 100 && !connection.server.isDone; ++i) {
        connection.client.shakeHands();
        connection.poller.turn();
        connection.client.receive(64 * 1024);
    }
    require(connection.server.isDone);
    for (size_t i = 1; i + 1 < qMin<size_t>(size, 400); i += 2)
        doStep(connection, data[i], data[i + 1]);
    finish(connection);
    return 0;
}
