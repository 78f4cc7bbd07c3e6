// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/gate.h"

#include "api/responsefile_p.h"
#include "http/handshake.h"
#include "http/incoming.h"
#include "http/pipeline.h"
#include "http/responsewriter.h"
#include "io/loopclock.h"
#include "io/putback.h"
#include "qt/gentleend.h"
#include "qt/httpfrontend.h"
#include "qt/unsentbytes.h"

#include <QtCore/qloggingcategory.h>
#include <QtNetwork/qsslcertificate.h>
#include <QtNetwork/qsslsocket.h>

#include <limits>

#include <sys/socket.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcGate, "landline.http")

namespace {

constexpr qint64 headBufferSize = 64 * 1024;
constexpr qint64 pieceSize = 64 * 1024;
constexpr qint64 bodyOverhead = 64 * 1024; // chunk lines, and the head of a pipelined request
constexpr int maxBodies = 100; // see HttpFrontend::readBody()
constexpr std::chrono::milliseconds lingerTime = std::chrono::seconds(2);

/// A handshake record (22) of SSL 3.0 or any TLS: for a port that speaks TLS.
bool isTlsHello(const QByteArray &bytes)
{
    return bytes.startsWith("\x16\x03");
}

} // namespace

Gate::Gate(QTcpSocket *socket, const Entrance &entrance, HttpFrontend *frontend)
    : QObject(socket)
    , m_socket(socket)
    , m_secureSocket(qobject_cast<QSslSocket *>(socket))
    , m_frontend(frontend)
    , m_entrance(entrance)
{
    m_timer.setSingleShot(true);
    connect(&m_timer, &QTimer::timeout, this, &Gate::timeOut);
    // Connected before anybody else, so that a body is counted before it is parsed.
    connect(m_socket, &QTcpSocket::readyRead, this, &Gate::read);
    connect(m_socket, &QTcpSocket::bytesWritten, this, &Gate::finishWriting);
    if (m_secureSocket)
        connect(m_secureSocket, &QSslSocket::encryptedBytesWritten, this, &Gate::finishWriting);
}

Gate::~Gate()
{
    if (!m_body.isNull()) {
        m_body.fail(RequestStream::Error::Disconnected, 400, "The client ended the connection.");
        m_body.goOn();
    }
    m_stream.close();
    m_body.close();
    settle();
}

void Gate::start(std::chrono::milliseconds timeLeft, const QByteArray &early)
{
    m_socket->setReadBufferSize(headBufferSize);
    putBack(m_socket, early);
    m_timer.start(timeLeft);
    if (early.isEmpty())
        read();
    else
        readHeadSoon(); // it was read outside of any event, where what an application deletes later goes too soon
}

void Gate::startWith(const Request &handshake, const HandshakeAnswer &answer, const QByteArray &early)
{
    m_socket->setReadBufferSize(headBufferSize);
    putBack(m_socket, early);
    m_state = State::Answering;
    m_keepAlive = false;
    m_headOnly = handshake.method() == "HEAD";
    m_request = handshake;
    await(answer);
}

void Gate::read()
{
    switch (m_state) {
    case State::ReadingHead: readHead(); break;
    case State::ReadingBody: countBody(); break;
    case State::Closing: m_socket->readAll(); break;
    case State::Answering:
        readPiece();
        if (!isBodyArriving() && m_socket->bytesAvailable() >= headBufferSize)
            endStream(); // the client's end would not be noticed
        break;
    case State::Done: break;
    }
}

void Gate::readHeadSoon()
{
    const auto read = [this] {
        if (m_state == State::ReadingHead) // readyRead() may have come first
            readHead();
    };
    QMetaObject::invokeMethod(this, read, Qt::QueuedConnection);
}

void Gate::readHead()
{
    // A client that sends requests and reads no answers waits here; finishWriting() goes on.
    if (unsentBytes(m_socket) > m_entrance.settings.sendQueueLimit)
        return;
    const QByteArray bytes = m_socket->peek(RequestHead::MaxSize + 1);
    if (bytes.isEmpty())
        return;
    if (!m_headStarted) {
        m_headStarted = true;
        m_timer.start(m_entrance.settings.headTimeout);
    }
    const ParsedHead parsed = RequestHead::parse(bytes);
    if (parsed.isRefused() && isTlsHello(bytes)) {
        qCDebug(lcGate, "A client speaks TLS to a port without");
        closeGently(); // an answer in plain text would only puzzle it
    } else if (parsed.isRefused()) {
        refuse(parsed.status, QString::fromLatin1(parsed.reason));
    } else if (parsed.isComplete()) {
        m_socket->skip(parsed.size);
        m_timer.stop();
        startRequest(parsed.head);
    }
}

void Gate::startRequest(const RequestHead &head)
{
    m_state = State::Answering;
    m_keepAlive = head.keepsAlive();
    m_headOnly = head.method() == "HEAD";
    m_request = incomingRequest(head, PeerAddress(m_socket->peerAddress(), m_socket->peerPort()), m_entrance,
                                m_secureSocket != nullptr);
    if (m_secureSocket)
        m_request.setClientCertificate(m_secureSocket->peerCertificate().toDer());
    if (m_entrance.webSocket && isHandshake(head))
        startHandshake(head);
    else
        startHttp(head);
}

void Gate::startHandshake(const RequestHead &head)
{
    m_keepAlive = false;
    m_request.setHandshake(true);
    HandshakeAnswer answer;
    if (runApplication([&] { answer = answerHandshake(head, m_request, m_entrance); }))
        await(answer);
}

void Gate::await(const HandshakeAnswer &handshakeAnswer)
{
    m_place = handshakeAnswer.place;
    m_refusal = handshakeAnswer.refusal;
    handshakeAnswer.reply.deliver(this, [this](const Response &response) { answer(response); });
}

void Gate::startHttp(const RequestHead &head)
{
    const Pipeline::BodyRule rule = m_entrance.http->bodyRule(head.method(), head.path(), m_entrance.settings.maxBodySize);
    m_maxBodySize = rule.maxSize;
    if (head.contentLength().value_or(0) > m_maxBodySize)
        refuseBody();
    else if (head.hasBody() && rule.isStreamed)
        streamBody(head);
    else if (head.hasBody())
        readBody(head);
    else
        run();
}

void Gate::readBody(const RequestHead &head)
{
    m_state = State::ReadingBody;
    m_bodyBytes = 0;
    m_bodyIsChunked = head.isChunked();
    if (++m_bodies >= maxBodies)
        m_keepAlive = false;
    if (head.expectsContinue())
        m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    setBodyBuffer();
    m_timer.start(m_entrance.settings.bodyTimeout);
    m_frontend->readBody(m_socket, head.isChunked() ? -1 : head.contentLength().value_or(0),
                         [this](const QByteArray &body) {
                             m_timer.stop();
                             m_socket->setReadBufferSize(headBufferSize);
                             m_state = State::Answering;
                             if (body.size() > m_maxBodySize) {
                                 refuseBody();
                                 return;
                             }
                             m_request.setBody(body);
                             run();
                         });
}

/// All of the body fits into the socket's buffer, where the frontend wants to have it.
void Gate::setBodyBuffer()
{
    const bool isUnlimited = m_maxBodySize > std::numeric_limits<qint64>::max() - bodyOverhead;
    m_socket->setReadBufferSize(isUnlimited ? 0 : m_maxBodySize + bodyOverhead);
}

/// Without the frontend, which only knows whole bodies.
void Gate::streamBody(const RequestHead &head)
{
    m_decoder.emplace(head, m_maxBodySize);
    m_owesContinue = head.expectsContinue() && m_socket->bytesAvailable() == 0;
    m_body = RequestStream(this);
    m_request.setBodyStream(m_body);
    run();
    readPiece();
}

void Gate::readPiece()
{
    while (isBodyArriving() && m_body.hasRoom() && m_socket->bytesAvailable() > 0) {
        m_owesContinue = false;
        const QByteArray bytes = m_socket->peek(pieceSize);
        QByteArrayView left(bytes);
        const BodyDecoder::Result result = m_decoder->decode(&left);
        m_socket->skip(bytes.size() - left.size());
        m_body.append(m_decoder->takeBody());
        if (result == BodyDecoder::Result::Complete) {
            m_body.finish();
        } else if (result == BodyDecoder::Result::Refused) {
            const bool isTooLarge = m_decoder->status() == 413;
            m_body.fail(isTooLarge ? RequestStream::Error::TooLarge : RequestStream::Error::Malformed, m_decoder->status(),
                        m_decoder->reason());
        }
    }
    limitPause();
    goOnSoon();
}

/// The next piece of the body has `body_timeout` from now on. A stream needs the timer for itself.
void Gate::limitPause()
{
    if (m_state != State::Answering || m_body.isNull() || m_stream.isOpen())
        return;
    if (isBodyArriving() && m_body.hasRoom() && !m_owesContinue)
        m_timer.start(m_entrance.settings.bodyTimeout);
    else
        m_timer.stop();
}

void Gate::bodyOpened()
{
    if (!std::exchange(m_owesContinue, false))
        return;
    m_socket->write("HTTP/1.1 100 Continue\r\n\r\n");
    limitPause();
}

void Gate::bodyUsed()
{
    goOnSoon();
}

void Gate::countBody()
{
    m_bodyBytes += m_socket->bytesAvailable();
    // The socket's buffer holds no more than this; bytes behind a body of known length are the next request.
    if (!m_bodyIsChunked || m_bodyBytes - bodyOverhead < m_maxBodySize)
        return;
    m_frontend->release(m_socket);
    refuseBody();
}

void Gate::run()
{
    Reply reply;
    if (runApplication([&] { reply = answerRequest(m_request, m_entrance); }))
        reply.deliver(this, [this](const Response &response) { answer(response); });
}

/// Runs \a call, in which an event loop may run, and the client leave: the socket, and we with it, are
/// destroyed when both have returned. False if there is nobody to answer any more.
bool Gate::runApplication(const std::function<void()> &call)
{
    // With all that it does by itself: behind a body QtHttpServer's lambda, which deletes it as well, is among that.
    const bool deletesItself = disconnect(m_socket, &QTcpSocket::disconnected, m_socket, nullptr);
    call();
    if (deletesItself)
        connect(m_socket, &QTcpSocket::disconnected, m_socket, &QObject::deleteLater);
    const bool isThere = m_socket->state() != QAbstractSocket::UnconnectedState;
    if (!isThere && deletesItself)
        m_socket->deleteLater();
    return isThere;
}

void Gate::answer(const Response &response)
{
    if (m_state != State::Answering)
        return;
    const int status = response.status();
    if (m_request.isHandshake() && isLetIn(response)) {
        handOver(response);
        return;
    }
    if (m_request.isHandshake()) {
        countRefusal(m_entrance, m_refusal, response);
        m_place.reset();
    }
    if (status >= 200 && status <= 999)
        write(response);
    else
        write(Response::status(500)); // behind a 1xx the client would wait for the answer proper
}

void Gate::handOver(const Response &response)
{
    // Answers to earlier requests, which a client has not read, leave before the 101.
    m_socket->flush();
    if (unsentBytes(m_socket) > 0) {
        m_letIn = response;
        m_timer.start(m_entrance.settings.keepAliveTimeout);
        return;
    }
    m_timer.stop();
    m_state = State::Done;
    settle();
    disconnect(m_socket, nullptr, this, nullptr);
    if (m_secureSocket)
        QMetaObject::invokeMethod(this, [this, response] { giveSocketAway(response); }, Qt::QueuedConnection);
    else
        giveSocketAway(response);
}

void Gate::giveSocketAway(const Response &response)
{
    if (m_socket->state() == QAbstractSocket::UnconnectedState)
        return; // it is about to be deleted, and we with it
    // The socket may be deleted in an event loop of onOpen's; we have still to return.
    setParent(nullptr);
    deleteLater();
    emit handshakeAccepted(m_socket, response.request(), response, std::exchange(m_place, nullptr));
}

void Gate::write(const Response &response)
{
    const bool refusedUpgrade = response.status() >= 400 && m_request.hasHeader("Upgrade");
    const bool isBodyLeft = isBodyArriving() || m_body.error() != RequestStream::Error::None;
    if (refusedUpgrade || response.status() == 426 || isBodyLeft || m_isDraining)
        m_keepAlive = false;
    WriteOptions options;
    options.headOnly = m_headOnly;
    options.keepAlive = m_keepAlive;
    options.versionMinor = m_request.versionMinor();
    if (response.status() >= 400)
        qCDebug(lcGate, "%s is answered with %d", m_request.method().constData(), response.status());
    const std::shared_ptr<const ResponseFile> file = response.openFile();
    if ((response.isStream() || file) && hasBody(response.status())) {
        m_streamIsChunked = !file && options.versionMinor > 0;
        options.keepAlive = m_keepAlive = m_keepAlive && (file || m_streamIsChunked);
        m_socket->write(writeStreamHead(response.status(), response.headers(), options, file ? file->size() : -1));
        if (!m_headOnly)
            return startStream(file ? ResponseFile::toStream(file) : response.opened());
    } else {
        m_socket->write(writeResponse(response.status(), response.headers(), response.body(), options));
    }
    finishAnswer();
}

void Gate::startStream(const std::shared_ptr<const ResponseStream::Opened> &opened)
{
    m_stream = ResponseStream(this, opened);
    if (m_entrance.settings.sendTimeout.count() > 0)
        m_timer.start(m_entrance.settings.sendTimeout);
    else
        m_timer.stop(); // it may have been that of the body
    goOnSoon();
}

/// By the event loop: the others have their turn, and none of the socket's functions is on the stack.
void Gate::goOnSoon()
{
    const bool hasPiece = isBodyArriving() && m_body.hasRoom() && m_socket->bytesAvailable() > 0;
    const bool isWaiting = m_stream.isWaiting() || m_body.isWaiting() || hasPiece;
    if (isWaiting && !std::exchange(m_isToGoOn, true))
        QMetaObject::invokeMethod(this, &Gate::goOn, Qt::QueuedConnection);
}

void Gate::goOn()
{
    m_isToGoOn = false;
    if (m_state != State::Answering)
        return;
    const auto feed = [stream = m_stream, body = m_body] {
        stream.goOn();
        if (body.isWaiting())
            body.goOn();
    };
    if (!runApplication(feed))
        return;
    if (m_isDraining)
        endStream();
    readPiece();
}

/// A stream that waits for events, and has had its turn, has nobody any more who waits for them.
void Gate::endStream()
{
    if (!m_stream.isOpen() || m_stream.isWaiting() || m_stream.runsToEnd())
        return;
    std::exchange(m_stream, {}).close();
    m_timer.stop();
    m_keepAlive = false;
    finishAnswer();
}

void Gate::streamWritten(const QByteArray &piece)
{
    m_socket->write(m_streamIsChunked ? writeChunk(piece) : piece);
}

qint64 Gate::unsentOfStream() const
{
    return unsentBytes(m_socket);
}

void Gate::streamEnded(bool isWhole)
{
    m_stream = {};
    m_timer.stop();
    if (!isWhole && !m_streamIsChunked)
        return cut();
    if (isWhole && m_streamIsChunked)
        m_socket->write(lastChunk);
    m_keepAlive = m_keepAlive && isWhole;
    finishAnswer();
}

/// The client learns only by a reset that the body is not whole.
void Gate::cut()
{
    m_state = State::Done;
    settle();
    const linger now{1, 0};
    ::setsockopt(static_cast<int>(m_socket->socketDescriptor()), SOL_SOCKET, SO_LINGER, &now, sizeof now);
    m_socket->abort();
}

void Gate::finishAnswer()
{
    m_keepAlive = m_keepAlive && !isBodyArriving() && !m_isDraining;
    std::exchange(m_body, {}).close();
    m_decoder.reset();
    if (m_keepAlive) {
        // At once: a socket that reads a FIN in the turn in which it could write drops what it has not written.
        m_socket->flush();
        nextRequest();
    } else {
        closeGently();
    }
}

void Gate::refuse(int status, const QString &reason)
{
    m_keepAlive = false;
    write(Response::status(status, reason));
}

/// The body is too long: no route sees the request, but the server's middleware does.
void Gate::refuseBody()
{
    m_timer.stop();
    m_state = State::Answering;
    m_keepAlive = false;
    m_request.setServerName(m_entrance.http->serverName());
    Reply reply;
    const Response refusal = Response::status(413, QStringLiteral("The body is too long."));
    if (runApplication([&] { reply = m_entrance.http->refuse(m_request, refusal); }))
        reply.deliver(this, [this](const Response &response) { answer(response); });
}

void Gate::nextRequest()
{
    m_state = State::ReadingHead;
    m_request = Request();
    m_headOnly = false;
    m_headStarted = false;
    m_timer.start(m_entrance.settings.keepAliveTimeout);
    // By the event loop: a long row of pipelined requests must not become a deep stack, nor hold up the others.
    if (m_socket->bytesAvailable() > 0)
        readHeadSoon();
}

void Gate::closeGently()
{
    // Closing with unread bytes in the kernel would reset the connection and could take the answer with it.
    m_state = State::Closing;
    if (m_secureSocket) {
        m_timer.stop();
        disconnect(m_socket, nullptr, this, nullptr);
        GentleEnd::of(m_secureSocket, lingerTime);
        return;
    }
    m_timer.start(lingerTime);
    m_socket->setReadBufferSize(0);
    m_socket->readAll();
    m_socket->flush();
    finishWriting();
}

void Gate::finishWriting()
{
    if (m_state == State::ReadingHead)
        readHead();
    else if (m_state == State::Answering && m_letIn && unsentBytes(m_socket) == 0)
        handOver(*m_letIn);
    else if (m_state == State::Closing && m_socket->bytesToWrite() == 0)
        endSending();
    else if (m_state == State::Answering)
        goOnSoon();
    if (m_isDraining && isIdle())
        m_socket->disconnectFromHost();
}

void Gate::endSending()
{
    ::shutdown(static_cast<int>(m_socket->socketDescriptor()), SHUT_WR);
    settle();
}

/// Nobody waits for it: no request has begun, and no response is on its way.
bool Gate::isIdle() const
{
    return m_state == State::ReadingHead && m_socket->bytesAvailable() == 0 && unsentBytes(m_socket) == 0;
}

void Gate::drain()
{
    m_isDraining = true;
    if (isIdle())
        m_socket->disconnectFromHost();
    else
        endStream();
}

void Gate::settle()
{
    if (!std::exchange(m_isSettled, true))
        emit settled();
}

/// What was written is still being sent, and the client has taken of it within send_timeout.
bool Gate::isProgressing()
{
    const qint64 now = LoopClock::uptime();
    if (std::exchange(m_unsent, unsentBytes(m_socket)) != m_unsent)
        m_progressAt = now;
    const std::chrono::milliseconds stalled(now - m_progressAt);
    const std::chrono::milliseconds most = m_entrance.settings.sendTimeout;
    return m_unsent > 0 && (most.count() == 0 || stalled < most);
}

void Gate::timeOut()
{
    if (m_stream.isOpen()) {
        if (isProgressing() || m_unsent == 0)
            m_timer.start();
        else
            m_socket->abort();
        return;
    }
    const bool isSending = m_state == State::Closing || (m_state == State::ReadingHead && !m_headStarted);
    if (isSending && isProgressing()) {
        m_timer.start();
        return;
    }
    switch (m_state) {
    case State::ReadingHead:
        if (!m_headStarted || m_socket->bytesAvailable() == 0) {
            m_socket->abort(); // silent: there is no request that an answer could belong to
            return;
        }
        refuse(408, QStringLiteral("The request head took too long"));
        return;
    case State::ReadingBody:
        m_frontend->release(m_socket);
        refuse(408, QStringLiteral("The request body took too long"));
        return;
    case State::Answering: // only such a body and a 101 wait with a timer, see handOver()
        if (m_body.isNull()) {
            m_socket->abort();
            return;
        }
        m_body.fail(RequestStream::Error::TimedOut, 408, "The request body took too long");
        goOnSoon();
        return;
    case State::Closing: m_socket->abort(); return;
    case State::Done: return;
    }
}

} // namespace Landline
