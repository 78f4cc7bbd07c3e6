// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_JSONTEXT_H
#define LANDLINE_JSONTEXT_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qstring.h>

#include <optional>
#include <utility>

namespace Landline {

/// A JSON value as it was written (RFC 8259), for what QJsonDocument loses: the order of members, members that occur twice,
/// numbers beyond a double, and the difference between malformed text and text that cannot be Unicode.
///
/// A view of the bytes that parse() was given, which must live longer. Nothing is decoded before it is asked for.
class JsonText
{
public:
    /// A value may contain arrays and objects nested to this depth; the object around the members of a body does not count.
    static constexpr qsizetype MaxDepth = 64;

    enum class Type { Null, Bool, Number, String, Array, Object };

    struct Error
    {
        enum class Kind {
            Malformed, ///< not JSON, or not UTF-8
            TooDeep,
            LoneSurrogate, ///< an escape of half a surrogate pair: JSON, but no Unicode text
        };

        Kind kind = Kind::Malformed;
        qsizetype position = 0; ///< in bytes
    };

    /// Checks the whole of \a bytes. Nothing if they are wrong; \a error then says how.
    static std::optional<JsonText> parse(QByteArrayView bytes, Error *error);

    Type type() const;
    bool toBool() const { return m_text.front() == 't'; }
    /// A number as it was written.
    QByteArrayView number() const { return m_text; }
    /// A number that is written as a whole one, without fraction and exponent, and fits. Nothing for all others.
    std::optional<qint64> toInteger() const;
    QString toString() const;
    QList<JsonText> elements() const;
    QList<std::pair<QString, JsonText>> members() const;
    /// The value without white space between its parts; strings, numbers and the order of members stay as they were written.
    QByteArray compact() const;

private:
    explicit JsonText(QByteArrayView text) : m_text(text) { }

    QByteArrayView m_text; ///< without white space around it
};

} // namespace Landline

#endif
