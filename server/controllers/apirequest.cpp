// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/apirequest.h"

#include "api/percentencoding_p.h"
#include "shared/nearestname.h"
#include "shared/quoting.h"
#include "shared/utf8.h"

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QList<QByteArray> valuesOf(const Request &request, QByteArrayView name)
{
    QList<QByteArray> values;
    const QList<Request::Field> headers = request.headers();
    for (const auto &[each, value] : headers) {
        if (each.compare(name, Qt::CaseInsensitive) == 0)
            values.append(value);
    }
    return values;
}

std::optional<QString> decoded(QByteArrayView text)
{
    const QByteArray bytes = PercentEncoding::decoded(text);
    return isValidUtf8(bytes) ? std::optional(QString::fromUtf8(bytes)) : std::nullopt;
}

} // namespace

std::optional<QByteArray> secretOf(const Request &request)
{
    constexpr QByteArrayView scheme = "Bearer ";
    const QList<QByteArray> bearers = valuesOf(request, "Authorization");
    const QList<QByteArray> keys = valuesOf(request, "X-API-Key");
    if (bearers.size() > 1 || keys.size() > 1 || (bearers.isEmpty() && keys.isEmpty()))
        return std::nullopt;
    if (bearers.isEmpty())
        return keys.constFirst();
    const QByteArray bearer = bearers.constFirst();
    if (bearer.left(scheme.size()).compare(scheme, Qt::CaseInsensitive) != 0)
        return std::nullopt;
    const QByteArray secret = bearer.mid(scheme.size()).trimmed();
    if (!keys.isEmpty() && keys.constFirst() != secret)
        return std::nullopt;
    return secret;
}

std::optional<QStringList> segmentsOf(const QString &path, qsizetype skip)
{
    QStringList segments;
    const QList<QByteArray> parts = path.toUtf8().split('/').mid(1 + skip);
    for (const QByteArray &part : parts) {
        const std::optional<QString> segment = decoded(part);
        if (!segment)
            return std::nullopt;
        segments.append(*segment);
    }
    return segments;
}

QMap<QString, QString> queryOf(const Request &request, const QStringList &known, std::optional<Problem> *problem)
{
    QMap<QString, QString> query;
    const auto report = [problem](const QString &name, const QString &detail) {
        if (!*problem)
            *problem = Problem::unprocessable(printable(name), detail);
    };
    const QList<QByteArray> parts = request.queryString().split('&');
    for (const QByteArray &part : parts) {
        if (part.isEmpty())
            continue;
        const qsizetype equals = part.indexOf('=');
        const QString name = decoded(equals < 0 ? part : part.left(equals)).value_or(QString());
        const std::optional<QString> value = decoded(equals < 0 ? QByteArray() : part.mid(equals + 1));
        if (!known.contains(name)) {
            const QString nearest = nearestName(name, known);
            report(name, !nearest.isEmpty()    ? "is no parameter of this request: did you mean \"%1\"?"_L1.arg(nearest)
                           : known.isEmpty()   ? u"is no parameter of this request: it has none"_s
                                               : "is no parameter of this request: known are %1"_L1.arg(known.join(", "_L1)));
        } else if (!value) {
            report(name, u"is not UTF-8"_s);
        } else if (query.contains(name)) {
            report(name, u"is there twice"_s);
        }
        query.insert(name, value.value_or(QString()));
    }
    return query;
}

qint64 integerOf(const QMap<QString, QString> &query, const QString &name, qint64 minimum, qint64 maximum, qint64 defaultValue,
                 std::optional<Problem> *problem)
{
    const auto found = query.constFind(name);
    if (found == query.cend())
        return defaultValue;
    const bool hasDigitsOnly = !found->isEmpty()
            && std::all_of(found->begin(), found->end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    bool ok = false;
    const qint64 value = found->toLongLong(&ok);
    if (hasDigitsOnly && ok && value >= minimum && value <= maximum)
        return value;
    if (!*problem)
        *problem = Problem::unprocessable(
                name, "must be a whole number from %1 to %2"_L1.arg(QString::number(minimum), QString::number(maximum)));
    return defaultValue;
}

ContentType ContentType::of(const Request &request)
{
    const QList<QByteArray> values = valuesOf(request, "Content-Type");
    if (values.size() != 1)
        return {};
    const QList<QByteArray> parts = values.constFirst().split(';');
    ContentType type{parts.constFirst().trimmed().toLower(), true};
    if (type.type.count('/') != 1 || type.type.contains(',') || type.type.contains(' '))
        return {};
    for (qsizetype i = 1; i < parts.size(); ++i) {
        const QByteArray parameter = parts.at(i).trimmed().toLower();
        if (!parameter.startsWith("charset="))
            continue;
        QByteArray charset = parameter.mid(8);
        if (charset.size() >= 2 && charset.startsWith('"') && charset.endsWith('"'))
            charset = charset.sliced(1, charset.size() - 2);
        type.isUtf8 = type.isUtf8 && charset == "utf-8";
    }
    return type;
}

} // namespace Landline
