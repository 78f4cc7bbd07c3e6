// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_HEADERFIELDS_H
#define LANDLINE_TEST_HEADERFIELDS_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

namespace Landline::Test {

/// The header fields that a test adds to the requests of a client.
class HeaderFields
{
public:
    /// Replaces all fields of that name, whatever its case; a null \a value removes them. A name or value that would not be one
    /// line is ignored, with a warning.
    void set(const QByteArray &name, const QByteArray &value);
    /// Adds one more field.
    void add(const QByteArray &name, const QByteArray &value);
    /// Cookies are sent together, in one Cookie field.
    void setCookie(const QByteArray &name, const QByteArray &value);

    /// All fields as lines, each with its CRLF. \a defaults are added where there is no field of the name.
    QByteArray lines(const QList<QPair<QByteArray, QByteArray>> &defaults) const;

private:
    bool contains(const QByteArray &name) const;

    QList<QPair<QByteArray, QByteArray>> m_fields;
    QList<QPair<QByteArray, QByteArray>> m_cookies;
};

} // namespace Landline::Test

#endif
