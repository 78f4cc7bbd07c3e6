// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/redaction.h"

#include "api/percentencoding_p.h"
#include "api/request.h"

#include <algorithm>

namespace Landline {

namespace {

QStringList folded(const QStringList &names)
{
    QStringList result;
    for (const QString &name : names)
        result.append(name.toCaseFolded());
    return result;
}

/// As Request decodes the names and values of a query.
QString decoded(QByteArray encoded)
{
    return PercentEncoding::decodedText(encoded.replace('+', ' '));
}

bool isNamed(const QByteArray &name, const char *other)
{
    return name.compare(other, Qt::CaseInsensitive) == 0;
}

/// "name=value" with the value replaced; what has no value stays.
QByteArray withoutValue(const QByteArray &pair)
{
    const qsizetype equals = pair.indexOf('=');
    return equals < 0 ? pair : pair.left(equals + 1) + Redaction::Mark;
}

/// The name in "name=value".
QByteArray nameOf(const QByteArray &pair)
{
    const qsizetype equals = pair.indexOf('=');
    return equals < 0 ? pair : pair.left(equals);
}

/// The value in "name=value", or null.
QByteArray valueOf(const QByteArray &pair)
{
    const qsizetype equals = pair.indexOf('=');
    return equals < 0 ? QByteArray() : pair.mid(equals + 1);
}

} // namespace

QStringList Redaction::defaultNames()
{
    return {QStringLiteral("token"),         QStringLiteral("access_token"),        QStringLiteral("api_key"),
            QStringLiteral("password"),      QStringLiteral("authorization"),       QStringLiteral("proxy-authorization"),
            QStringLiteral("cookie"),        QStringLiteral("set-cookie"),          QStringLiteral("x-api-key")};
}

Redaction::Redaction(const QStringList &names) : m_names(std::make_shared<const QStringList>(folded(names))) { }

bool Redaction::hides(const QString &name) const
{
    static const QStringList defaults = folded(defaultNames());
    return (m_names ? *m_names : defaults).contains(name.toCaseFolded());
}

QByteArray Redaction::target(const QByteArray &target) const
{
    const qsizetype mark = target.indexOf('?');
    if (mark < 0)
        return target;
    QList<QByteArray> items = target.mid(mark + 1).split('&');
    for (QByteArray &item : items) {
        if (hides(decoded(nameOf(item))))
            item = withoutValue(item);
    }
    return target.left(mark + 1) + items.join('&');
}

QByteArray Redaction::header(const QByteArray &name, const QByteArray &value) const
{
    if (hides(QString::fromLatin1(name)))
        return Mark;
    return isNamed(name, "Cookie") || isNamed(name, "Set-Cookie") ? cookies(value) : target(value);
}

QByteArray Redaction::cookies(const QByteArray &value) const
{
    QList<QByteArray> pairs = value.split(';');
    for (QByteArray &pair : pairs) {
        if (hides(QString::fromUtf8(nameOf(pair).trimmed())))
            pair = withoutValue(pair);
    }
    return pairs.join(';');
}

QByteArray Redaction::text(const QByteArray &text, const Request &request) const
{
    QByteArray result = text;
    const QList<QByteArray> values = hiddenValues(request);
    for (const QByteArray &value : values)
        result.replace(value, Mark);
    return result;
}

/// The longest first, so that nothing is left of one that begins with another. Each once, and none is empty.
QList<QByteArray> Redaction::hiddenValues(const Request &request) const
{
    QList<QByteArray> values;
    const QList<QByteArray> items = request.queryString().split('&');
    for (const QByteArray &item : items) {
        if (hides(decoded(nameOf(item))))
            values << valueOf(item) << decoded(valueOf(item)).toUtf8();
    }
    const QList<Request::Field> headers = request.headers();
    for (const auto &[name, value] : headers) {
        const bool isHidden = hides(QString::fromLatin1(name));
        if (isHidden && !isNamed(name, "Cookie")) // "Bearer s3cret": the secret alone as well
            values << value << value.mid(value.indexOf(' ') + 1);
        if (!isNamed(name, "Cookie"))
            continue;
        const QList<QByteArray> pairs = value.split(';');
        for (const QByteArray &pair : pairs) {
            const QByteArray cookie = (pair.contains('=') ? valueOf(pair) : pair).trimmed();
            if (isHidden || hides(QString::fromUtf8(nameOf(pair).trimmed())))
                values << cookie << PercentEncoding::decodedText(cookie).toUtf8();
        }
    }
    std::sort(values.begin(), values.end(), [](const QByteArray &a, const QByteArray &b) {
        return a.size() != b.size() ? a.size() > b.size() : a < b;
    });
    values.erase(std::unique(values.begin(), values.end()), values.end());
    values.removeAll(QByteArray());
    return values;
}

} // namespace Landline
