// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TOMLDOCUMENT_H
#define LANDLINE_TOMLDOCUMENT_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>
#include <QtCore/qvariant.h>

#include <vector>

namespace Landline {

/// A place in a text, both counted from 1; columns are characters.
struct TextPosition
{
    int line = 1;
    int column = 1;

    friend bool operator<(const TextPosition &a, const TextPosition &b)
    {
        return a.line != b.line ? a.line < b.line : a.column < b.column;
    }
};

/// One value of a TOML text, with the place where it stands.
struct TomlValue
{
    enum class Type { Table, Array, String, Integer, Float, Boolean, DateTime };

    Type type = Type::Table;
    TextPosition position;
    QString key; ///< its name in the table that it belongs to; empty for the root and in arrays
    TextPosition keyPosition;
    QString text; ///< the content of a string; of other plain values, how they are written
    qint64 integer = 0;
    bool boolean = false;
    QVariant plain; ///< of what is neither a table nor an array, see toVariant()
    std::vector<TomlValue>
            children; ///< the members of a table and the elements of an array, in the text's order

    /// The member \a name of this table, or nullptr.
    const TomlValue *member(QLatin1StringView name) const;
    /// What it is, for a message: `the string "x"`, `the number 3`, `a list`.
    QString description() const;
    /// A table as QVariantMap, an array as QVariantList, other values as QString, qlonglong, double, bool, QDateTime (in local
    /// time if it has no offset), QDate or QTime. Fractions of a millisecond are dropped.
    QVariant toVariant() const;
};

/// A parsed TOML text; like QJsonDocument with places. The only class that knows toml++.
class TomlDocument
{
public:
    /// Parsing ends at the first syntax error: hasError() then, and root() is empty.
    static TomlDocument parse(const QByteArray &toml);

    const TomlValue &root() const { return m_root; }

    bool hasError() const { return !m_errorString.isEmpty(); }
    TextPosition errorPosition() const { return m_errorPosition; }
    /// What was expected, and where it can be guessed, what to write.
    QString errorString() const { return m_errorString; }

private:
    TomlValue m_root;
    TextPosition m_errorPosition;
    QString m_errorString;
};

} // namespace Landline

#endif
