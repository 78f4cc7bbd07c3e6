// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_HTTPRESPONSE_H
#define LANDLINE_TEST_HTTPRESPONSE_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>
#include <QtCore/qstring.h>

namespace Landline::Test {

/// What a server answered to one HTTP request or handshake. A plain value.
struct LANDLINE_EXPORT HttpResponse
{
    int status = 0; ///< 0 if there was no valid response; see the client's errorString()
    QByteArray reason; ///< "Not Found"
    QList<QPair<QByteArray, QByteArray>> headers; ///< in the order of arrival
    QByteArray body; ///< without the transfer coding

    /// The value of the header \a name, whatever its case; several are joined by ", ". Null if there is none.
    QByteArray header(QByteArrayView name) const;
    /// The value of the cookie \a name that a Set-Cookie header sets. Null if there is none.
    QByteArray cookie(QByteArrayView name) const;
    /// The body as UTF-8.
    QString text() const { return QString::fromUtf8(body); }
    /// The body as JSON; a null document if it is none.
    QJsonDocument json() const { return QJsonDocument::fromJson(body); }
    /// For messages: "401 Unauthorized: token expired". A long body is cut; one that repeats the reason is left out.
    QString summary() const;
};

} // namespace Landline::Test

#endif
