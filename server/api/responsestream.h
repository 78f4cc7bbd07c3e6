// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSESTREAM_H
#define LANDLINE_RESPONSESTREAM_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>

#include <functional>
#include <memory>

class QObject;

namespace Landline {

/// The body of a Response::stream() while it is being sent: a handle, which the application writes to now or later.
///
/// \code
/// router.get("/time", [](const Request &) {                       // Server-Sent Events
///     return Response::stream("text/event-stream", [](const ResponseStream &stream) {
///         auto *timer = new QTimer(stream.context());              // is destroyed with the stream
///         QObject::connect(timer, &QTimer::timeout, stream.context(), [stream] {
///             stream.write("data: " + QByteArray::number(QDateTime::currentSecsSinceEpoch()) + "\n\n");
///         });
///         timer->start(1000);
///     });
/// });
/// \endcode
///
/// A stream is open until end() or abort() is called, the connection ends because the client resets it or reads nothing for
/// `send_timeout`, the client ends its side (FIN) or sends 64 KiB of further requests, or the server stops. Then context() is
/// destroyed, the functions that the stream holds are dropped, and write() returns false.
///
/// A client that closes its connection sends a FIN, and so does one that only ends its side. So a FIN ends a stream, unless it
/// runsToEnd(): what has been written is still sent, the response stays incomplete as with abort(), and the connection
/// closes. A stream that has ended before is sent as a whole.
///
/// A client whose machine disappears is noticed only when something is written, so a stream that is silent for long should
/// write now and then, in an event stream the comment ":\n\n".
///
/// Copies are the same stream. All functions belong to the thread of the worker, where the Opened function is called; an
/// exception out of a function that the stream calls aborts it. A handle may be kept and destroyed after its stream has closed.
class LANDLINE_EXPORT ResponseStream
{
public:
    /// While so many bytes wait for the client, the stream takes no more.
    static constexpr qint64 Limit = 256 * 1024;

    /// Called once, when the stream is open.
    using Opened = std::function<void(const ResponseStream &stream)>;

    /// A closed stream.
    ResponseStream();
    ~ResponseStream();
    ResponseStream(const ResponseStream &other);
    ResponseStream &operator=(const ResponseStream &other);

    bool isOpen() const;
    /// It is open, and less than Limit waits for the client.
    bool hasRoom() const;
    /// Appends \a piece, of any size, to the body. False, and nothing is appended, if it has no room or is not open. So at most
    /// Limit and one piece wait.
    bool write(const QByteArray &piece) const;
    /// The body is whole: the response ends when it is sent.
    void end() const;
    /// The body cannot be completed: the connection ends in a way that the client can tell from end(), behind the bytes
    /// that were written for HTTP/1.1, at once for HTTP/1.0.
    void abort() const;

    /// \a function is called each time that the stream has room again after it had none.
    void onDrained(const std::function<void()> &function) const;

    /// With \a runs the client's FIN, and the stop of the server, do not end the stream: for a body that is made without waiting
    /// for events, so that it comes to its end, or the client is noticed to have left. False by default; true for a
    /// Response::Producer. A stream that has been set so in the Opened function, or ends there, is always sent as a whole.
    void setRunsToEnd(bool runs) const;
    bool runsToEnd() const;

    /// An object that lives as long as the stream is open: the context of connections and futures, and the parent of
    /// timers. Its destroyed() tells of the end. nullptr if the stream is not open.
    QObject *context() const;

    // For the connection that sends it.

    /// Where the bytes go.
    class Sink
    {
    public:
        virtual void streamWritten(const QByteArray &piece) = 0;
        /// It has been closed, by end() if it \a isWhole.
        virtual void streamEnded(bool isWhole) = 0;
        /// Bytes that wait for the client.
        virtual qint64 unsentOfStream() const = 0;

    protected:
        ~Sink() = default;
    };

    /// An open stream to \a sink, which calls close() before it is destroyed.
    ResponseStream(Sink *sink, const std::shared_ptr<const Opened> &opened);
    /// There is a function to be called.
    bool isWaiting() const;
    /// Calls it.
    void goOn() const;
    /// The connection has ended: the sink is told nothing any more.
    void close() const;

private:
    struct State;

    void finish(bool isWhole) const;

    std::shared_ptr<State> m_state;
};

} // namespace Landline

#endif
