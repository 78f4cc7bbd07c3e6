// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/headerfields.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>

namespace Landline::Test {

static Q_LOGGING_CATEGORY(lcHeaderFields, "landline.test")

namespace {

bool isOneLine(const QByteArray &text)
{
    return !text.contains('\r') && !text.contains('\n');
}

bool isField(const QByteArray &name, const QByteArray &value)
{
    if (!name.isEmpty() && isOneLine(name) && isOneLine(value))
        return true;
    qCWarning(lcHeaderFields, "Header field ignored: \"%s\" needs a name, and no line breaks", name.constData());
    return false;
}

} // namespace

void HeaderFields::set(const QByteArray &name, const QByteArray &value)
{
    if (!isField(name, value))
        return;
    m_fields.removeIf([&name](const auto &field) { return field.first.compare(name, Qt::CaseInsensitive) == 0; });
    if (!value.isNull())
        m_fields.append({name, value});
}

void HeaderFields::add(const QByteArray &name, const QByteArray &value)
{
    if (isField(name, value))
        m_fields.append({name, value});
}

void HeaderFields::setCookie(const QByteArray &name, const QByteArray &value)
{
    if (!isField(name, value))
        return;
    m_cookies.removeIf([&name](const auto &cookie) { return cookie.first == name; });
    if (!value.isNull())
        m_cookies.append({name, value});
}

bool HeaderFields::contains(const QByteArray &name) const
{
    return std::any_of(m_fields.cbegin(), m_fields.cend(),
                       [&name](const auto &field) { return field.first.compare(name, Qt::CaseInsensitive) == 0; });
}

QByteArray HeaderFields::lines(const QList<QPair<QByteArray, QByteArray>> &defaults) const
{
    QByteArray lines;
    for (const auto &[name, value] : defaults) {
        if (!contains(name))
            lines += name + ": " + value + "\r\n";
    }
    for (const auto &[name, value] : m_fields)
        lines += name + ": " + value + "\r\n";
    QByteArrayList cookies;
    for (const auto &[name, value] : m_cookies)
        cookies.append(name + '=' + value);
    return cookies.isEmpty() ? lines : lines + "Cookie: " + cookies.join("; ") + "\r\n";
}

} // namespace Landline::Test
