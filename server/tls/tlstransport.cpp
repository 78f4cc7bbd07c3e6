// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/tlstransport.h"

#include "tls/opensslerror.h"
#include "tls/opensslpointer.h"
#include "tls/tlscredentials.h"

#include <openssl/bio.h>
#include <openssl/err.h>

#include <array>
#include <cerrno>
#include <cstring>

#include <linux/sockios.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace Landline {

namespace {

constexpr qsizetype largestRecord = SSL3_RT_MAX_PLAIN_LENGTH;
constexpr qsizetype overhead = 256; // of a record at most
/// A client can use a record when it is there whole: at the start, while TCP sends little at a time, each is to fit into a
/// segment of 1460 bytes, or of 1440 with IPv6, with TCP's time stamps and what TLS adds.
constexpr qsizetype smallRecord = 1350;
constexpr quint32 smallRecordsFor = 64 * 1024;
/// So much is encrypted before the kernel is asked to take it.
constexpr qsizetype outputSize = 2 * (largestRecord + overhead);
/// Nothing is received while so much waits: a peer may make us answer (alerts, key updates) and read none of it.
constexpr qsizetype outputLimit = 4 * outputSize;

/// A handshake record (22) of SSL 3.0 or any TLS.
bool beginsLikeTls(const char *bytes, ssize_t size)
{
    return bytes[0] == 0x16 && (size < 2 || bytes[1] == 3);
}

} // namespace

/// What the connections of a thread encrypt into, one at a time. It is empty between their functions.
struct TlsTransport::Scratch
{
    std::array<char, outputLimit> output;
    qsizetype size = 0;
    std::array<char, largestRecord> record;
};

/// What is left to be sent, as the plain text of one record after the other.
class TlsTransport::Pieces
{
public:
    explicit Pieces(std::span<const iovec> pieces) : m_pieces(pieces) { skipEmpty(); }

    bool isEmpty() const { return m_pieces.empty(); }

    /// The next bytes, \a size at most, in \a buffer where they do not lie together.
    QByteArrayView next(qsizetype size, std::span<char> buffer)
    {
        if (current().size() >= size || m_pieces.size() == 1)
            return take(size);
        qsizetype gathered = 0;
        while (gathered < size && !isEmpty()) {
            const QByteArrayView part = take(size - gathered);
            std::memcpy(buffer.data() + gathered, part.data(), static_cast<size_t>(part.size()));
            gathered += part.size();
        }
        return {buffer.data(), gathered};
    }

private:
    QByteArrayView current() const
    {
        return QByteArrayView(static_cast<const char *>(m_pieces.front().iov_base), qsizetype(m_pieces.front().iov_len))
                .sliced(m_taken);
    }

    QByteArrayView take(qsizetype size)
    {
        const QByteArrayView taken = current().first(qMin(size, current().size()));
        m_taken += taken.size();
        skipEmpty();
        return taken;
    }

    void skipEmpty()
    {
        while (!isEmpty() && m_taken == qsizetype(m_pieces.front().iov_len)) {
            m_pieces = m_pieces.subspan(1);
            m_taken = 0;
        }
    }

    std::span<const iovec> m_pieces;
    qsizetype m_taken = 0; ///< of the first
};

void TlsTransport::SslDeleter::operator()(ssl_st *ssl) const
{
    SSL_free(ssl);
}

TlsTransport::Scratch &TlsTransport::scratch()
{
    thread_local const std::unique_ptr<Scratch> scratch(new Scratch);
    return *scratch;
}

TlsTransport::TlsTransport(int descriptor, DescriptorPoller *poller, const std::shared_ptr<const TlsCredentials> &credentials)
    : m_poller(poller), m_ssl(credentials->newSession()), m_credentials(credentials), m_descriptor(descriptor)
{
    BIO *const bio = m_ssl ? BIO_new(bioMethod()) : nullptr;
    if (!bio) {
        m_ssl.reset();
        m_isBroken = true;
        return;
    }
    BIO_set_data(bio, this);
    BIO_set_init(bio, 1);
    SSL_set_bio(m_ssl.get(), bio, bio);
    SSL_set_accept_state(m_ssl.get());
}

TlsTransport::~TlsTransport()
{
    close();
}

// --- between OpenSSL and the kernel ------------------------------------------------------------------------------

const bio_method_st *TlsTransport::bioMethod()
{
    static const BIO_METHOD *const method = [] {
        BIO_METHOD *made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "Landline");
        BIO_meth_set_read(made, bioRead);
        BIO_meth_set_write(made, bioWrite);
        BIO_meth_set_ctrl(made, bioControl);
        return made; // for the whole process
    }();
    return method;
}

int TlsTransport::bioRead(bio_st *bio, char *bytes, int size)
{
    auto *const self = static_cast<TlsTransport *>(BIO_get_data(bio));
    BIO_clear_retry_flags(bio);
    ssize_t received = 0;
    do {
        received = ::recv(self->m_descriptor, bytes, static_cast<size_t>(size), 0);
    } while (received < 0 && errno == EINTR);
    if (received < 0 && (errno == EAGAIN || errno == EWOULDBLOCK))
        BIO_set_retry_read(bio);
    self->m_inputEnded = self->m_inputEnded || received == 0;
    if (received <= 0)
        return int(received);
    if (std::exchange(self->m_isFirst, false) && !beginsLikeTls(bytes, received)) {
        self->m_isNotTls = true;
        return -1;
    }
    return int(received);
}

/// Keeps what is encrypted until the function that OpenSSL was called in ends, and the kernel is asked to take it.
int TlsTransport::bioWrite(bio_st *bio, const char *bytes, int size)
{
    const auto *const self = static_cast<TlsTransport *>(BIO_get_data(bio));
    Scratch &scratch = TlsTransport::scratch();
    BIO_clear_retry_flags(bio);
    if (self->m_output.size() + scratch.size + size > outputLimit) {
        BIO_set_retry_write(bio);
        return -1;
    }
    std::memcpy(scratch.output.data() + scratch.size, bytes, static_cast<size_t>(size));
    scratch.size += size;
    return size;
}

long TlsTransport::bioControl(bio_st *bio, int command, long, void *)
{
    switch (command) {
    case BIO_CTRL_EOF: return static_cast<TlsTransport *>(BIO_get_data(bio))->m_inputEnded;
    case BIO_CTRL_FLUSH: return 1;
    default: return 0;
    }
}

/// How much of \a bytes the kernel takes; less than that also if the connection has failed.
qsizetype TlsTransport::sendToKernel(QByteArrayView bytes)
{
    qsizetype sent = 0;
    while (sent < bytes.size()) {
        const int flags = m_isEnding ? MSG_NOSIGNAL | MSG_MORE : MSG_NOSIGNAL;
        const ssize_t size = ::send(m_descriptor, bytes.data() + sent, static_cast<size_t>(bytes.size() - sent), flags);
        if (size >= 0) {
            sent += size;
        } else if (errno != EINTR) {
            m_isBroken = m_isBroken || (errno != EAGAIN && errno != EWOULDBLOCK);
            break;
        }
    }
    return sent;
}

/// Hands to the kernel what is encrypted, and keeps what it does not take.
Transport::State TlsTransport::sendOutput()
{
    Scratch &scratch = TlsTransport::scratch();
    if (!m_output.isEmpty()) {
        m_output.remove(0, sendToKernel(m_output));
        m_output.append(scratch.output.data(), scratch.size);
    } else if (scratch.size > 0) {
        const qsizetype sent = sendToKernel({scratch.output.data(), scratch.size});
        m_output = QByteArray(scratch.output.data() + sent, scratch.size - sent);
    }
    scratch.size = 0;
    if (m_isBroken)
        m_output = {};
    if (m_output.isEmpty())
        outputIsSent();
    updatePoller();
    return m_isBroken ? State::Broken : m_output.isEmpty() ? State::Moved : State::NotNow;
}

void TlsTransport::outputIsSent()
{
    m_output = {}; // and its memory
    if (m_outputEnds && !std::exchange(m_finSent, true))
        ::shutdown(m_descriptor, SHUT_WR);
    if (std::exchange(m_inputWaits, false))
        setHasInput(true);
}

// --- the handshake -----------------------------------------------------------------------------------------------

TlsTransport::Handshake TlsTransport::shakeHands()
{
    if (!m_ssl)
        return Handshake::Failed;
    ERR_clear_error(); // an old entry would make this one an error
    setHasInput(false);
    const int result = SSL_accept(m_ssl.get());
    const int error = SSL_get_error(m_ssl.get(), result);
    m_inputWaits = error == SSL_ERROR_WANT_WRITE;
    if (m_isNotTls)
        return Handshake::NotTls;
    const OSSL_HANDSHAKE_STATE state = SSL_get_state(m_ssl.get());
    sendOutput();
    if (result == 1) {
        setHasInput(SSL_has_pending(m_ssl.get())); // it may have come together with the end of the handshake
        return Handshake::Done;
    }
    if (!m_isBroken && (error == SSL_ERROR_WANT_READ || error == SSL_ERROR_WANT_WRITE))
        return Handshake::NotYet;
    const bool isBeforeHello = state == TLS_ST_BEFORE || state == TLS_ST_SR_CLNT_HELLO;
    return error != SSL_ERROR_SSL && isBeforeHello ? Handshake::Left : Handshake::Failed;
}

QString TlsTransport::handshakeError() const
{
    const long verified = m_ssl ? SSL_get_verify_result(m_ssl.get()) : X509_V_OK;
    const QString reason = takeOpenSslError();
    if (reason.isEmpty())
        return m_ssl ? QStringLiteral("the client has ended the connection") : QStringLiteral("out of memory");
    if (verified == X509_V_OK)
        return reason;
    return reason + QStringLiteral(": ") + QLatin1String(X509_verify_cert_error_string(verified));
}

int TlsTransport::takeDescriptor()
{
    if (m_isWatched)
        m_poller->unwatch(m_descriptor);
    m_isWatched = false;
    setHasInput(false);
    m_ssl.reset();
    return std::exchange(m_descriptor, -1);
}

bool TlsTransport::isResumed() const
{
    return m_ssl && SSL_session_reused(m_ssl.get());
}

QByteArray TlsTransport::peerCertificate() const
{
    const X509 *certificate = m_ssl ? SSL_get0_peer_certificate(m_ssl.get()) : nullptr;
    unsigned char *bytes = nullptr;
    const int size = certificate ? i2d_X509(certificate, &bytes) : 0;
    const QByteArray der(reinterpret_cast<const char *>(bytes), qMax(size, 0));
    OPENSSL_free(bytes);
    return der;
}

// --- what the handler is told ------------------------------------------------------------------------------------

bool TlsTransport::watch(Interests interests, DescriptorHandler *handler)
{
    m_handler = handler;
    m_interests = interests;
    if (!m_isWatched) {
        m_polled = interests;
        m_isWatched = m_poller->watch(m_descriptor, interests, this);
    }
    updatePoller();
    setHasInput(m_hasInput);
    return m_isWatched;
}

void TlsTransport::setInterests(Interests interests)
{
    m_interests = interests;
    updatePoller();
    setHasInput(m_hasInput);
}

void TlsTransport::updatePoller()
{
    Interests polled = m_interests;
    if (m_inputWaits)
        polled.setFlag(DescriptorPoller::Readable, false); // it would be reported all the time
    if (!m_output.isEmpty())
        polled |= DescriptorPoller::Writable;
    if (m_isWatched && polled != m_polled)
        m_poller->setInterests(m_descriptor, polled);
    m_polled = polled;
}

/// Has the handler called at the end of the turn as long as \a hasInput, and it wants to be.
void TlsTransport::setHasInput(bool hasInput)
{
    m_hasInput = hasInput;
    const bool isToCall = hasInput && m_isWatched && m_interests & DescriptorPoller::Readable;
    if (isToCall == m_isToCall)
        return;
    m_isToCall = isToCall;
    if (isToCall)
        m_poller->callAtTurnEnd(this);
    else
        m_poller->forgetTurnEnd(this);
}

void TlsTransport::descriptorReady(DescriptorPoller::Readiness ready)
{
    const Interests told = ready & m_interests;
    // A handler that wants to write flushes by itself, and sees what progress that is.
    if (!m_output.isEmpty() && !(told & DescriptorPoller::Writable))
        sendOutput();
    if (told)
        m_handler->descriptorReady(told); // last: it may destroy this
}

void TlsTransport::turnEnded()
{
    m_isToCall = false;
    setHasInput(m_hasInput); // again, until it is received
    if (m_isToCall)
        m_handler->descriptorReady(DescriptorPoller::Readable);
}

// --- bytes -------------------------------------------------------------------------------------------------------

Transport::Result TlsTransport::receive(std::span<char> buffer)
{
    if (!m_ssl || m_inputIsBroken)
        return {State::Broken};
    const Result result = readRecords(buffer);
    if (scratch().size > 0)
        sendOutput(); // an alert, or the answer to a key update
    return result;
}

Transport::Result TlsTransport::readRecords(std::span<char> buffer)
{
    qsizetype received = 0;
    while (size_t(received) < buffer.size()) {
        ERR_clear_error();
        size_t size = 0;
        const int result = SSL_read_ex(m_ssl.get(), buffer.data() + received, buffer.size() - size_t(received), &size);
        received += qsizetype(size);
        if (result == 1) {
            setHasInput(SSL_has_pending(m_ssl.get()));
            if (!m_hasInput) // the kernel tells of the rest, if there is any
                break;
            continue;
        }
        const State state = stateOf(SSL_get_error(m_ssl.get(), result));
        setHasInput(received > 0 && state != State::NotNow); // the end is told next time
        if (received == 0)
            return {state};
        break;
    }
    return {State::Moved, received};
}

/// What \a error of SSL_read_ex() says about what comes.
Transport::State TlsTransport::stateOf(int error)
{
    switch (error) {
    case SSL_ERROR_WANT_READ: return State::NotNow;
    case SSL_ERROR_WANT_WRITE:
        m_inputWaits = true;
        updatePoller();
        return State::NotNow;
    case SSL_ERROR_ZERO_RETURN: return State::Ended;
    default: break;
    }
    m_inputIsBroken = true;
    m_isBroken = true; // nothing is written behind an alert
    return State::Broken;
}

Transport::Result TlsTransport::send(QByteArrayView bytes)
{
    const iovec piece{const_cast<char *>(bytes.data()), static_cast<size_t>(bytes.size())};
    return send(std::span(&piece, 1));
}

Transport::Result TlsTransport::send(std::span<const iovec> pieces)
{
    if (m_isBroken || m_outputEnds)
        return {State::Broken};
    if (const State state = flush(); state != State::Moved)
        return {state};
    qsizetype accepted = 0;
    State state = State::Moved;
    for (Pieces left(pieces); !left.isEmpty() && state == State::Moved;) {
        const QByteArrayView record = left.next(recordSize(), scratch().record);
        if (!encrypt(record))
            break;
        accepted += record.size();
        if (scratch().size + largestRecord + overhead > outputSize)
            state = sendOutput();
    }
    if (scratch().size > 0)
        state = sendOutput();
    if (m_isBroken)
        return {State::Broken};
    return {State::Moved, accepted};
}

/// False if the connection has failed: there is room for a record, so OpenSSL need not be asked again.
bool TlsTransport::encrypt(QByteArrayView record)
{
    ERR_clear_error();
    size_t written = 0;
    if (SSL_write_ex(m_ssl.get(), record.data(), size_t(record.size()), &written) != 1 || qsizetype(written) != record.size())
        m_isBroken = true;
    if (m_sentSize < smallRecordsFor)
        m_sentSize += quint32(record.size());
    return !m_isBroken;
}

qsizetype TlsTransport::recordSize() const
{
    return m_sentSize < smallRecordsFor ? smallRecord : largestRecord;
}

Transport::State TlsTransport::flush()
{
    if (m_isBroken)
        return State::Broken;
    return m_output.isEmpty() ? State::Moved : sendOutput();
}

bool TlsTransport::hasMore() const
{
    char byte;
    return m_hasInput || ::recv(m_descriptor, &byte, 1, MSG_PEEK | MSG_DONTWAIT) >= 0;
}

qint64 TlsTransport::unacknowledged() const
{
    int size = 0;
    return m_output.size() + (::ioctl(m_descriptor, SIOCOUTQ, &size) == 0 ? size : 0);
}

// --- the end -----------------------------------------------------------------------------------------------------

void TlsTransport::endSending()
{
    if (std::exchange(m_outputEnds, true))
        return;
    if (m_ssl && !m_isBroken && SSL_is_init_finished(m_ssl.get())) {
        ERR_clear_error();
        SSL_shutdown(m_ssl.get());
    }
    sendOutput();
}

void TlsTransport::shutDown()
{
    m_outputEnds = true;
    m_finSent = true;
    m_output = {};
    ::shutdown(m_descriptor, SHUT_RDWR);
    updatePoller();
}

void TlsTransport::resetAtClose()
{
    const linger now{1, 0};
    ::setsockopt(m_descriptor, SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_isToReset = true;
}

void TlsTransport::close()
{
    if (m_descriptor < 0)
        return;
    // The kernel resets a connection that is closed with unread bytes, and throws away what waits for its end.
    if (!m_isToReset)
        endSending();
    m_interests = DescriptorPoller::NoInterest;
    setHasInput(false);
    m_poller->close(m_descriptor);
    m_descriptor = -1;
    m_isWatched = false;
    m_ssl.reset();
    m_output = {};
}

} // namespace Landline
