// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUESTSTREAM_H
#define LANDLINE_REQUESTSTREAM_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qstring.h>

#include <functional>
#include <memory>

class QObject;

namespace Landline {

class Response;

/// The body of a request while it arrives: a handle that a handler reads from, instead of Request::body().
///
/// A route streams the body if its handler takes one. Other routes get their requests with the whole body.
///
/// \code
/// router.put("/files/{name}", [](const Request &request, const RequestStream &body) {
///     auto file = std::make_shared<QSaveFile>(folder.filePath(fileName(request.parameter("name"))));
///     auto answer = std::make_shared<QPromise<Response>>();
///     answer->start();
///     file->open(QIODevice::WriteOnly);
///     body.onReadyRead([body, file] { file->write(body.readAll()); });
///     body.onFinished([body, file, answer] {
///         const bool isSaved = body.error() == RequestStream::Error::None && file->commit();
///         answer->addResult(Response::status(isSaved ? 201 : 500));
///         answer->finish();
///     });
///     return answer->future();
/// }).setMaxBodySize(0);                                            // any size
/// \endcode
///
/// The handler is called when the head of the request has arrived and middleware has let it pass; a client that sends
/// `Expect: 100-continue` gets the 100 then. What arrives before that waits. While more than Limit is unread, nothing is
/// received from the client, so a handler that reads slowly slows the client down. A body may have `max_body_size` bytes, or
/// what HttpRoute::setMaxBodySize() says. `body_timeout` limits the time in which nothing arrives although there is room, and
/// not the total: an upload may take as long as it moves on.
///
/// A body that fails is reported by onFinished() with an error(). The request is then answered by Landline (400, 408, 413 or
/// 431), as far as the connection still is, and what the handler answers later is dropped. The connection closes.
///
/// A response that is given before the body has finished ends the body: onFinished() is not called, the rest is discarded, at
/// most 256 KiB of it, and the connection closes. A Response::stream() ends the body when the stream ends, so a handler can read
/// and write at the same time.
///
/// Copies are the same body. All functions belong to the thread of the worker. An exception out of a function that the body
/// calls is answered with 500. A handle may be kept and destroyed after its request.
class LANDLINE_EXPORT RequestStream
{
public:
    /// While more bytes than this are unread, none are received.
    static constexpr qint64 Limit = 256 * 1024;

    enum class Error : quint8 {
        None,
        Disconnected, ///< the client ended its side or the connection before the body was whole
        TooLarge,
        Malformed, ///< the chunks are not valid
        TimedOut, ///< nothing arrived for `body_timeout`
        Stopped, ///< the server stopped
        Canceled, ///< a function that the body called has thrown
    };

    /// An empty body, which has finished.
    RequestStream();
    /// A body that has arrived as a whole.
    explicit RequestStream(const QByteArray &bytes);
    ~RequestStream();
    RequestStream(const RequestStream &other);
    RequestStream &operator=(const RequestStream &other);

    /// Bytes that read() returns without more arriving.
    qint64 bytesAvailable() const;
    /// Takes at most \a maxSize bytes of what has arrived. Empty if nothing has.
    QByteArray read(qint64 maxSize) const;
    /// Takes all that has arrived.
    QByteArray readAll() const;

    /// No more arrives: the body is whole, or has failed. There may be bytes that have not been read.
    bool isFinished() const;
    /// None while the body arrives, and when it is whole.
    Error error() const;
    /// What went wrong, in plain words, without any text from the client. Empty without an error().
    QString errorString() const;

    /// \a function is called each time that bytes have arrived, and soon after this call if some have before.
    void onReadyRead(const std::function<void()> &function) const;
    /// \a function is called once, when the body isFinished(), and soon after this call if it has before.
    void onFinished(const std::function<void()> &function) const;

    /// An object that lives until the request is answered or the connection ends: the context of connections and futures, and
    /// the parent of timers. nullptr after that.
    QObject *context() const;

    // For the connection that receives it.

    /// Where it comes from.
    class Source
    {
    public:
        /// The handler is about to be called: from now on somebody reads.
        virtual void bodyOpened() = 0;
        /// Some of it was read, or a function was set: goOn() may have something to do, and there may be room.
        virtual void bodyUsed() = 0;

    protected:
        ~Source() = default;
    };

    /// A body that comes from \a source, which calls close() before it is destroyed.
    explicit RequestStream(Source *source);
    /// There is nothing to read from, not even an empty body: the request was not streamed.
    bool isNull() const { return !m_state; }
    /// Less than Limit is unread.
    bool hasRoom() const;
    void append(const QByteArray &bytes) const;
    /// It is whole.
    void finish() const;
    /// It ends early. \a status and \a reason are what the request is answered if nothing else has been.
    void fail(Error error, int status, const QByteArray &reason) const;
    /// There is a function to be called.
    bool isWaiting() const;
    /// Calls it.
    void goOn() const;
    /// The request has been answered, or the connection has ended: nothing is called any more.
    void close() const;

    // For HttpRoute.

    /// See Source.
    void open() const;
    /// \a function is called with the answer to a body that fails, after that of onFinished().
    void onFailed(const std::function<void(const Response &response)> &function) const;
    /// The answer to a body that has failed.
    Response failure() const;

private:
    struct State;

    void call(const std::function<void()> &function) const;
    void use() const;

    std::shared_ptr<State> m_state;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::RequestStream)

#endif
