// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_GATE_H
#define LANDLINE_GATE_H

#include "api/requeststream.h"
#include "api/responsestream.h"
#include "http/bodydecoder.h"
#include "http/entrance.h"
#include "http/incoming.h"
#include "http/requesthead.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

#include <functional>
#include <optional>

class QSslSocket;
class QTcpSocket;

namespace Landline {

class HttpFrontend;

/// Stands before one accepted socket: reads each request's head within its limits, sends it through the pipeline and
/// writes the answer, until a handshake is let in or the connection ends.
///
/// Every refusal is an answer (400, 404, 405, 408, 413, 426, 431 ...) with Content-Length, after which the connection is
/// closed gently, so that the client can read it. Requests that come pipelined are answered one after the other.
///
/// A child of the socket, until it emits handshakeAccepted(): then it is done with the socket and deletes itself.
class Gate : public QObject, private RequestStream::Source, private ResponseStream::Sink
{
    Q_OBJECT

public:
    /// \a socket is connected, encrypted if it is a QSslSocket, and was given no reader yet; \a frontend and \a entrance live as long as the worker.
    Gate(QTcpSocket *socket, const Entrance &entrance, HttpFrontend *frontend);
    ~Gate() override;

    /// Begins. Bytes that have arrived already are read at once; or by the event loop, and first of all, if there is
    /// \a early, which was read off the descriptor before. The first head may take \a timeLeft.
    void start(std::chrono::milliseconds timeLeft, const QByteArray &early = {});
    /// Begins with a \a handshake whose head has been read, and \a early behind it, and whose answer is \a answer.
    void startWith(const Request &handshake, const HandshakeAnswer &answer, const QByteArray &early = {});

    /// Takes no more requests than have been begun: an idle connection ends now, another behind the response that is next.
    void drain();

signals:
    /// The kernel has all responses, or the socket is somebody else's or gone. Once.
    void settled();
    /// The pipeline lets \a request in to the route of \a answer, which is its 101 with what middleware added; \a place
    /// is for the connection to keep. The head is consumed; bytes behind it are still in \a socket. If that is encrypted,
    /// none of its functions is on the stack: it may be deleted in an event loop that a receiver runs.
    void handshakeAccepted(QTcpSocket *socket, const Landline::Request &request, const Landline::Response &answer,
                           const std::shared_ptr<Landline::Admission::Place> &place);

private:
    enum class State {
        ReadingHead,
        ReadingBody,
        Answering, ///< and the body may be arriving, or it is done, and its body is a stream
        Closing, ///< the last answer is on its way; what comes is thrown away
        Done, ///< the socket is somebody else's
    };

    void read();
    void readHeadSoon();
    void readHead();
    void countBody();
    void startRequest(const RequestHead &head);
    void startHandshake(const RequestHead &head);
    void startHttp(const RequestHead &head);
    void readBody(const RequestHead &head);
    void setBodyBuffer();
    void streamBody(const RequestHead &head);
    void readPiece();
    bool isBodyArriving() const { return !m_body.isNull() && !m_body.isFinished(); }
    void limitPause();
    void bodyOpened() override;
    void bodyUsed() override;
    void run();
    bool runApplication(const std::function<void()> &call);
    void await(const HandshakeAnswer &answer);
    void answer(const Response &response);
    void handOver(const Response &response);
    void giveSocketAway(const Response &response);
    void write(const Response &response);
    void startStream(const std::shared_ptr<const ResponseStream::Opened> &opened);
    void goOnSoon();
    void goOn();
    void endStream();
    void streamWritten(const QByteArray &piece) override;
    void streamEnded(bool isWhole) override;
    qint64 unsentOfStream() const override;
    void finishAnswer();
    void cut();
    void refuse(int status, const QString &reason);
    void refuseBody();
    void nextRequest();
    void closeGently();
    void endSending();
    void settle();
    bool isIdle() const;
    void finishWriting();
    void timeOut();
    bool isProgressing();

    QTcpSocket *m_socket;
    QSslSocket *m_secureSocket; ///< the same, if it is encrypted
    HttpFrontend *m_frontend;
    Entrance m_entrance;
    Request m_request;
    std::shared_ptr<Admission::Place> m_place; ///< of a handshake that is not refused
    std::optional<RefusalReason> m_refusal; ///< of one that is, before the pipeline
    std::optional<Response> m_letIn; ///< a 101 that waits for earlier answers to leave
    ResponseStream m_stream;
    RequestStream m_body; ///< of the request that is answered, if it is streamed
    std::optional<BodyDecoder> m_decoder; ///< likewise
    QTimer m_timer;
    qint64 m_maxBodySize = 0; ///< of this request
    qint64 m_bodyBytes = 0;
    qint64 m_unsent = 0; ///< when the time was over last
    qint64 m_progressAt = 0; ///< LoopClock::uptime(), when m_unsent changed
    int m_bodies = 0;
    State m_state = State::ReadingHead;
    bool m_keepAlive = true;
    bool m_headOnly = false;
    bool m_bodyIsChunked = false;
    bool m_streamIsChunked = false;
    bool m_isToGoOn = false; ///< the event loop will call goOn()
    bool m_owesContinue = false; ///< the client waits for a 100 before it sends the body that is streamed
    bool m_isDraining = false;
    bool m_isSettled = false; ///< has been told
    bool m_headStarted = true;
};

} // namespace Landline

#endif
