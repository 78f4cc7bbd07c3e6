// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_RESPONSEREADER_H
#define LANDLINE_TEST_RESPONSEREADER_H

#include "testing/httpresponse.h"

namespace Landline::Test {

/// Reads one response of an HTTP/1.1 server (RFC 9112). Pure: no I/O.
class ResponseReader
{
public:
    enum class Result {
        NeedMore,
        Complete, ///< response() is set and its bytes are taken; what is left of the input follows it
        Malformed, ///< error() says why
    };

    /// \a method is that of the request: a response to HEAD has no body.
    explicit ResponseReader(const QByteArray &method) : m_method(method) { }

    /// Looks at \a input, all that has come so far. \a hasEnded: the server has ended the connection, and with it a body that
    /// has no length. Interim responses other than 101 are skipped.
    Result read(QByteArray *input, bool hasEnded);

    const HttpResponse &response() const { return m_response; }
    QString error() const { return m_error; }

private:
    Result readHead(const QByteArray &head);
    Result readBody(QByteArray *input, qsizetype start, bool hasEnded);
    Result readSized(QByteArray *input, qsizetype start, bool hasEnded);
    Result readChunks(QByteArray *input, qsizetype start, bool hasEnded);
    Result needMore(bool hasEnded, const QString &what);
    Result malformed(const QString &error);

    QByteArray m_method;
    HttpResponse m_response;
    QString m_error;
};

} // namespace Landline::Test

#endif
