// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REDACTION_H
#define LANDLINE_REDACTION_H

#include <Landline/landline_export.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qstringlist.h>

#include <memory>

namespace Landline {

class Request;

/// The query parameters, headers and cookies whose values must not be shown: `[node] redact` of the configuration.
///
/// Everything that the server logs of a request, and every header in the rows of the console, goes through it. An
/// application that writes a log of its own does the same with Request::redaction():
/// \code
/// qCInfo(lcChat, "GET %s", request.redaction().target(request.target()).constData()); // GET /chat?token=***
/// \endcode
/// Names are compared without regard to case, after decoding: "%74oken" is "token". Values are replaced, names stay. The
/// path, the body and messages are not looked at. A value; any thread may use it.
class LANDLINE_EXPORT Redaction
{
public:
    /// What stands for a value.
    static constexpr char Mark[] = "***";
    /// What `redact` is unless it is configured.
    static QStringList defaultNames();

    /// Hides the defaultNames().
    Redaction() = default;
    /// Hides \a names; an empty list hides nothing.
    explicit Redaction(const QStringList &names);

    /// True if the values of \a name, which is decoded, are hidden.
    bool hides(const QString &name) const;

    /// \a target (or any other URL, still encoded) with the hidden parameters of its query replaced: "/a?token=***&b=1".
    /// The query is split as Request::queryItems() does it.
    QByteArray target(const QByteArray &target) const;
    /// What may be shown of the header \a name with \a value: the Mark if \a name is hidden; else \a value, with the hidden
    /// cookies replaced in Cookie and Set-Cookie, and the hidden parameters of a URL in any other header.
    QByteArray header(const QByteArray &name, const QByteArray &value) const;
    /// \a text, for instance the message of an exception, with each hidden value that \a request has replaced, encoded or
    /// decoded.
    QByteArray text(const QByteArray &text, const Request &request) const;

private:
    QByteArray cookies(const QByteArray &value) const;
    QList<QByteArray> hiddenValues(const Request &request) const;

    std::shared_ptr<const QStringList> m_names; ///< case-folded; nullptr: the default ones
};

} // namespace Landline

#endif
