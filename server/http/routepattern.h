// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTEPATTERN_H
#define LANDLINE_ROUTEPATTERN_H

#include <QtCore/qlist.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

namespace Landline {

/// One pattern of FastRoute's language, taken apart: `/user/{id}`, `/user/{id:\d+}`,
/// `/user[/{id}[/{page}]]`.
///
/// A placeholder is `{name}`, which stands for `[^/]+`, or `{name:regex}`; white space inside the
/// braces does not count. Names are `[a-zA-Z_][a-zA-Z0-9_-]*` and differ from each other. The regex
/// may hold braces in pairs (`\d{2,4}`) and no capturing group. Brackets make the rest of the
/// pattern optional; they may be nested, and all close at its end.
///
/// Text outside of braces may be written plainly or percent-encoded: `/größe`, `/a b` and
/// `/gr%C3%B6%C3%9Fe`, `/a%20b` are the same as a request has them. The regex of a placeholder matches the
/// encoded form, so plain non-ASCII characters and spaces in it never match.
///
/// Stricter than FastRoute in two things. A brace that belongs to no placeholder is an error there
/// too, not a literal: write `%7B` for one, as the browser does. And so is what no request can have in
/// its path: '#', '?', a control character, a '%' without two hexadecimal digits behind it, half a
/// surrogate pair.
class RoutePattern
{
public:
    /// One way to write the path. A pattern has one, and one more for each optional tail, the
    /// shortest first.
    struct Variant
    {
        QString path; ///< without names: what the canonicalPath() must be
        QRegularExpression regex; ///< with names: what it must match, one group a name
        QStringList names;

        bool isStatic() const { return names.isEmpty(); }
    };

    explicit RoutePattern(const QString &pattern);

    /// False when the pattern cannot be read; errorString() is a sentence that says why and names
    /// the pattern.
    bool isValid() const { return m_errorString.isEmpty(); }
    QString errorString() const { return m_errorString; }
    const QList<Variant> &variants() const { return m_variants; }

    /// \a path of a request in the form that variants() are about, in which spellings of one path are the same: hexadecimal
    /// digits of escapes are upper case, and the characters that RFC 3986 allows in no path ('|', '"' ...) but clients
    /// send are percent-encoded. Other escapes stay: "/%61" is not "/a".
    static QString canonicalPath(const QString &path);

private:
    bool read(QStringView pattern);
    bool readElement(QStringView rest);
    bool readPlaceholder(QStringView rest);
    bool addPlaceholder(const QString &name, const QString &regex);
    bool beginTail();
    bool readLiteral(QStringView rest);
    bool checkLiteral(QStringView character);
    bool endVariant();
    bool fail(const QString &complaint);

    QString m_pattern;
    QString m_errorString;
    QList<Variant> m_variants;

    // What has been read so far, which is a variant when a tail or the end is reached.
    QString m_path;
    QString m_expression;
    QStringList m_names;
    qsizetype m_position = 0;
    qsizetype m_tailStart = 0;
    qsizetype m_tails = 0;
};

} // namespace Landline

#endif
