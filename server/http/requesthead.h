// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUESTHEAD_H
#define LANDLINE_REQUESTHEAD_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

#include <optional>

namespace Landline {

struct ParsedHead;

/// The request line and the header lines of one HTTP/1.0 or HTTP/1.1 request, as bytes: what
/// QNetworkRequest is to a client, before anything of it is decoded.
///
/// parse() makes one out of what a socket has received so far and accepts nothing that two readers
/// could understand differently (RFC 9112; its section 11.2 on request smuggling). A value,
/// implicitly shared; may be handed to any thread. Everything in it is untrusted text from the
/// client.
class LANDLINE_PRIVATE_EXPORT RequestHead
{
public:
    using Header = QPair<QByteArray, QByteArray>;

    static constexpr qsizetype MaxSize = 16 * 1024; ///< bytes of a whole head; more is 431
    static constexpr qsizetype MaxHeaders = 100; ///< header lines; more are 431
    static constexpr qsizetype MaxTargetSize = 8 * 1024; ///< bytes of the target; more are 414
    static constexpr qsizetype MaxMethodSize = 32; ///< bytes of the method; more are 501

    /// Reads \a bytes from their first byte, which must be the first after the connect or after the
    /// last request.
    ///
    /// Pure: call it again with more bytes until it no longer says Incomplete. The answer depends
    /// on the bytes alone, never on how they were cut, and a refusal comes as soon as no
    /// continuation could be accepted any more.
    static ParsedHead parse(QByteArrayView bytes);

    /// Case-sensitive, as sent: "GET".
    const QByteArray &method() const { return m_method; }
    /// The request target as sent: "/chat?room=1", "http://host/chat" or, with OPTIONS only, "*".
    const QByteArray &target() const { return m_target; }
    /// What stands before '?', percent-encoding kept; it starts with '/' or is "*". "//host/path"
    /// is a path, not a host.
    const QByteArray &path() const { return m_path; }
    /// What stands behind the first '?', percent-encoding kept.
    const QByteArray &query() const { return m_query; }
    /// Host and port that the client asked for; the target's own ("GET http://host/") wins over the
    /// Host header (RFC 9112 section 3.2.2). Empty only in HTTP/1.0.
    const QByteArray &host() const { return m_host; }
    /// 0 or 1, of HTTP/1.0 and HTTP/1.1.
    int versionMinor() const { return m_versionMinor; }

    /// All header lines in their order, names spelt as sent, values without the white space around
    /// them. Bytes beyond ASCII are Latin-1 (RFC 9110 section 5.5).
    const QList<Header> &headers() const { return m_headers; }
    /// The value of the first header \a name (case does not matter), or an empty one.
    QByteArray header(QByteArrayView name) const;
    /// The value of the header \a name; nothing if there is none or more than one.
    std::optional<QByteArray> onlyHeader(QByteArrayView name) const;
    /// The values of all headers \a name (case does not matter), in their order.
    QList<QByteArray> headers(QByteArrayView name) const;
    bool hasHeader(QByteArrayView name) const;
    /// True if \a token (case does not matter) is a member of the comma list \a name, which may go over
    /// several lines, as in `Connection` and `Upgrade`.
    bool hasToken(QByteArrayView name, QByteArrayView token) const;

    /// The number of bytes that the body has; nothing when the head does not say.
    std::optional<qint64> contentLength() const { return m_contentLength; }
    /// The body comes in chunks (RFC 9112 section 7.1); never together with a contentLength().
    bool isChunked() const { return m_chunked; }
    bool hasBody() const { return m_chunked || m_contentLength.value_or(0) > 0; }

    /// The client would send another request on this connection (RFC 9112 section 9.3).
    bool keepsAlive() const;
    /// The client waits for a 100 before it sends the body (RFC 9110 section 10.1.1).
    bool expectsContinue() const;
    /// `Upgrade` lists "websocket" and `Connection` lists "upgrade". Some proxies send both on
    /// every request: see isHandshake().
    bool wantsWebSocket() const;

    friend bool operator==(const RequestHead &, const RequestHead &) = default;

private:
    friend class HeadParser;

    QByteArray m_method;
    QByteArray m_target;
    QByteArray m_path;
    QByteArray m_query;
    QByteArray m_host;
    QList<Header> m_headers;
    std::optional<qint64> m_contentLength;
    int m_versionMinor = 1;
    bool m_chunked = false;
};

/// What RequestHead::parse() makes of the bytes seen so far.
struct ParsedHead
{
    enum class State {
        Incomplete, ///< no mistake yet; more bytes are needed
        Complete, ///< head and size are set
        Refused, ///< status and reason are set; answer with them and close
    };

    State state = State::Incomplete;
    RequestHead head;
    /// Bytes that the head takes up, an empty line before it included; the body begins there.
    qsizetype size = 0;
    int status = 0; ///< 400, 414, 431, 501 or 505
    QByteArray reason; ///< what is wrong, in plain words, without any text from the client

    bool isComplete() const { return state == State::Complete; }
    bool isRefused() const { return state == State::Refused; }

    friend bool operator==(const ParsedHead &, const ParsedHead &) = default;
};

} // namespace Landline

#endif
