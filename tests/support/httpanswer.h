// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HTTPANSWER_H
#define LANDLINE_HTTPANSWER_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

#include <optional>

namespace Landline {

/// One answer of an HTTP server, as its bytes say it.
struct HttpAnswer
{
    QByteArray version; ///< "HTTP/1.1"
    int status = 0;
    QByteArray reason; ///< "Not Found"
    QList<QPair<QByteArray, QByteArray>> headers;
    QByteArray body;

    /// The value of the header \a name, whatever its case; several are joined by ", ". Null if there is none.
    QByteArray header(QByteArrayView name) const;

    /// Takes the first answer off \a bytes once it is there whole. A body may be chunked; one without Content-Length is what comes
    /// until the \a ended connection; the answer to a HEAD request has \a noBody.
    static std::optional<HttpAnswer> take(QByteArray *bytes, bool noBody, bool ended);
};

} // namespace Landline

#endif
