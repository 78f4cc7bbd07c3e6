// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSE_H
#define LANDLINE_RESPONSE_H

#include <Landline/landline_export.h>
#include <Landline/request.h>
#include <Landline/responsestream.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qpair.h>
#include <QtCore/qstring.h>

#include <optional>

class QJsonArray;
class QJsonObject;

namespace Landline {

class ResponseFile;
class Route;

/// The answer to a Request: a status, headers and a body. A value, made by one of its named constructors.
///
/// Content-Length, Transfer-Encoding, Connection and Date are written by Landline; setting them here has no effect.
class LANDLINE_EXPORT Response
{
public:
    using Field = QPair<QByteArray, QByteArray>;

    /// 200 with an empty body.
    Response() = default;

    /// 200, text/plain in UTF-8.
    static Response text(const QString &text);
    /// 200, text/html in UTF-8.
    static Response html(const QByteArray &html);
    /// 200, application/json.
    static Response json(const QJsonObject &object);
    static Response json(const QJsonArray &array);
    /// \a status with its standard phrase as a text/plain body, e.g. "Not Found".
    static Response status(int status);
    /// \a status with \a text as a text/plain body.
    static Response status(int status, const QString &text);
    /// A 302 (or another 3xx) to \a location.
    static Response redirect(const QByteArray &location, int status = 302);
    /// 200 with a body that the application writes piece by piece, by the ResponseStream that \a opened is called with: at
    /// once, or later, as events come. \a opened is called in the worker's thread when it is this response's turn; for HEAD, or
    /// if the client leaves before, not at all. Later requests of the same connection wait for the end of the stream.
    ///
    /// To an HTTP/1.1 client it is sent chunked, to an HTTP/1.0 client until the connection closes.
    static Response stream(const QByteArray &contentType, const ResponseStream::Opened &opened);
    /// Makes the next piece of a body; an empty one is its end.
    using Producer = std::function<QByteArray()>;
    /// The same for a body that can be made as fast as the client takes it, such as a large export. \a producer is called in
    /// the worker's thread while less than ResponseStream::Limit waits for the client, and destroyed with the stream. An
    /// exception cuts the response, see ResponseStream::abort().
    ///
    /// \code
    /// return Response::stream("text/csv", [rows = std::make_shared<Rows>(query)] { return rows->next(); });
    /// \endcode
    static Response stream(const QByteArray &contentType, const Producer &producer);
    /// The file at \a path, as \a request asks for it: 200 with the whole, 206 with the one part that Range names, 304 if the
    /// client has it already (If-None-Match, If-Modified-Since), 416 if there is no such part. 404 if \a path is not a file that
    /// this process may read; a directory is none. Several parts at once are answered with the whole. If-Match and
    /// If-Unmodified-Since are not looked at.
    ///
    /// ETag (strong: inode, size and time of the last change), Last-Modified, Accept-Ranges and Content-Type are set, the
    /// latter by the extension, and with charset=utf-8 for text; setHeader() changes what is not right. The file is opened now
    /// and sent in slices as the client takes them, without being in memory. Replace a file by rename(): the old
    /// one is sent to its end, where one that becomes shorter meanwhile ends the connection.
    ///
    /// Opening and reading block the worker as long as the disk does. A path that is made of a request's must be checked by
    /// the application: "../" and symbolic links lead anywhere.
    static Response file(const QString &path, const Request &request);
    /// The router's 101: lets a handshake in to \a route. Middleware recognises it by status() 101 and may add headers
    /// and cookies to it; a 101 made in any other way is a refusal like every other answer.
    /// \a request, as the middleware changed it and with the route's parameters, is what onOpen() is given.
    static Response switchingProtocols(Route *route, const Request &request = {});

    int status() const { return m_status; }
    void setStatus(int status) { m_status = status; }

    QByteArray header(QByteArrayView name) const;
    QList<Field> headers() const { return m_headers; }
    /// Replaces all headers of that name.
    void setHeader(const QByteArray &name, const QByteArray &value);
    /// Adds one more, as Set-Cookie needs it.
    void addHeader(const QByteArray &name, const QByteArray &value);
    /// Adds a Set-Cookie header; \a attributes is what follows the value, e.g. "Path=/; HttpOnly; SameSite=Lax".
    void addCookie(const QByteArray &name, const QByteArray &value,
                   const QByteArray &attributes = QByteArrayLiteral("Path=/; HttpOnly; SameSite=Lax"));

    /// Empty if it isStream() or a file().
    QByteArray body() const { return m_body; }
    /// It is not a stream or a file any more, if it was one.
    void setBody(const QByteArray &body, const QByteArray &contentType);

    /// Made by stream().
    bool isStream() const { return m_stream != nullptr; }
    /// What stream() was given; nullptr if there is none.
    std::shared_ptr<const ResponseStream::Opened> opened() const { return m_stream; }

    /// The open file of file(); nullptr if there is none.
    std::shared_ptr<const ResponseFile> openFile() const { return m_file; }

    /// Where a handshake is let in to, for the 101 of switchingProtocols(); otherwise nullptr.
    Route *route() const { return m_route; }
    /// The request that was let in, of switchingProtocols().
    Request request() const { return m_request ? *m_request : Request(); }

    /// The standard phrase of \a status, "Not Found" for 404: RFC 9110 section 15 and its additions 426, 428, 429, 431 and
    /// 451. Empty for a number without a name.
    static QByteArray reasonPhrase(int status);

private:
    int m_status = 200;
    QList<Field> m_headers;
    QByteArray m_body;
    std::shared_ptr<const ResponseStream::Opened> m_stream;
    std::shared_ptr<const ResponseFile> m_file;
    Route *m_route = nullptr; ///< lives as long as its worker
    std::optional<Request> m_request; ///< only with m_route
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::Response)

#endif
