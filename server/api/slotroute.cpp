// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/slotroute_p.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qvariant.h>

#include <algorithm>
#include <limits>
#include <optional>

namespace Landline {

namespace {

template<typename Integer>
std::optional<QVariant> integer(const QString &text)
{
    static const QRegularExpression digits(QStringLiteral("^-?[0-9]+$"),
                                           QRegularExpression::DontCaptureOption);
    if (!digits.match(text).hasMatch() || text.endsWith(QLatin1Char('\n')))
        return {};
    bool ok = false;
    if constexpr (std::is_signed_v<Integer>) {
        const qlonglong number = text.toLongLong(&ok);
        if (ok && number >= std::numeric_limits<Integer>::min()
            && number <= std::numeric_limits<Integer>::max())
            return QVariant::fromValue(static_cast<Integer>(number));
    } else {
        const qulonglong number = text.toULongLong(&ok);
        if (ok && number <= std::numeric_limits<Integer>::max())
            return QVariant::fromValue(static_cast<Integer>(number));
    }
    return {};
}

std::optional<QVariant> boolean(const QString &text)
{
    if (text == QLatin1String("true") || text == QLatin1String("1"))
        return true;
    if (text == QLatin1String("false") || text == QLatin1String("0"))
        return false;
    return {};
}

std::optional<QVariant> floating(const QString &text)
{
    bool ok = false;
    const double number = text.toDouble(&ok);
    if (!ok || text.trimmed() != text || !qIsFinite(number))
        return {};
    return number;
}

/// \a text as a value of \a type, if it is exactly one.
std::optional<QVariant> converted(const QString &text, QMetaType type)
{
    switch (type.id()) {
    case QMetaType::QString: return text;
    case QMetaType::QByteArray: return text.toUtf8();
    case QMetaType::Bool: return boolean(text);
    case QMetaType::Int: return integer<int>(text);
    case QMetaType::UInt: return integer<uint>(text);
    case QMetaType::LongLong: return integer<qlonglong>(text);
    case QMetaType::ULongLong: return integer<qulonglong>(text);
    case QMetaType::Long: return integer<long>(text);
    case QMetaType::ULong: return integer<ulong>(text);
    case QMetaType::Short: return integer<short>(text);
    case QMetaType::UShort: return integer<ushort>(text);
    case QMetaType::Double: return floating(text);
    default: return {};
    }
}

QString wanted(QMetaType type)
{
    switch (type.id()) {
    case QMetaType::Bool: return QStringLiteral("true or false");
    case QMetaType::Double: return QStringLiteral("a number");
    default: return QStringLiteral("a whole number of %1 bits").arg(type.sizeOf() * 8);
    }
}

/// It is not a part of the request that is found by its name.
bool isWhole(QMetaType type)
{
    return type == QMetaType::fromType<Request>() || type == QMetaType::fromType<RequestStream>();
}

bool isBindable(QMetaType type)
{
    static const QList<int> ids = {QMetaType::QString,  QMetaType::QByteArray, QMetaType::Bool,
                                   QMetaType::Int,      QMetaType::UInt,       QMetaType::LongLong,
                                   QMetaType::ULongLong, QMetaType::Long,      QMetaType::ULong,
                                   QMetaType::Short,    QMetaType::UShort,     QMetaType::Double};
    return ids.contains(type.id()) || isWhole(type);
}

/// What a slot returned, as a reply.
Reply replyFrom(const QVariant &result)
{
    const QMetaType type = result.metaType();
    if (!type.isValid())
        return Response();
    if (type == QMetaType::fromType<Response>())
        return result.value<Response>();
    if (type == QMetaType::fromType<Reply>())
        return result.value<Reply>();
    if (type == QMetaType::fromType<QFuture<Response>>())
        return result.value<QFuture<Response>>();
    if (type == QMetaType::fromType<QJsonObject>())
        return result.toJsonObject();
    if (type == QMetaType::fromType<QJsonArray>())
        return result.toJsonArray();
    return result.toString();
}

bool isReturnable(QMetaType type)
{
    return type.id() == QMetaType::Void || type == QMetaType::fromType<Response>()
            || type == QMetaType::fromType<Reply>() || type == QMetaType::fromType<QFuture<Response>>()
            || type == QMetaType::fromType<QJsonObject>() || type == QMetaType::fromType<QJsonArray>()
            || QMetaType::canConvert(type, QMetaType::fromType<QString>());
}

/// At most 40 characters of what a client sent, without those that would disturb a line of text.
QString quoted(const QString &text)
{
    QString shown;
    for (const QChar character : text.left(40))
        shown += character.isPrint() ? character : QChar(QLatin1Char('?'));
    return QLatin1Char('"') + shown + (text.size() > 40 ? QStringLiteral("...\"") : QStringLiteral("\""));
}

/// The members of \a object that are one value, as text.
QList<Request::Parameter> plainValues(const QJsonObject &object)
{
    QList<Request::Parameter> values;
    for (auto member = object.begin(); member != object.end(); ++member) {
        const QJsonValue value = member.value();
        if (!value.isNull() && !value.isArray() && !value.isObject())
            values.append({member.key(), value.toVariant().toString()});
    }
    return values;
}

std::optional<QString> find(const QList<Request::Parameter> &arguments, const QString &name)
{
    const auto last = std::find_if(arguments.crbegin(), arguments.crend(),
                                   [&name](const auto &argument) { return argument.first == name; });
    return last == arguments.crend() ? std::nullopt : std::optional(last->second);
}

} // namespace

QList<SlotRoute> SlotRoute::of(QObject *object, QStringList *errors)
{
    const QMetaObject *type = object->metaObject();
    QList<SlotRoute> routes;
    for (int index = type->methodOffset(); index < type->methodCount(); ++index) {
        const QMetaMethod method = type->method(index);
        if (method.methodType() != QMetaMethod::Slot || method.access() != QMetaMethod::Public)
            continue;
        if (method.attributes() & QMetaMethod::Cloned) {
            if (!routes.isEmpty() && routes.last().m_method.name() == method.name())
                routes.last().m_shorter.append(method);
            continue;
        }
        SlotRoute route(object, method);
        QString error;
        const bool taken = std::any_of(routes.cbegin(), routes.cend(), [&](const SlotRoute &other) {
            return other.m_method.name() == method.name();
        });
        if (taken)
            error = QStringLiteral("has more than one slot of that name");
        if (taken || !route.isCallable(&error))
            errors->append(QStringLiteral("%1::%2() cannot be a route: it %3")
                                   .arg(QLatin1String(type->className()), route.name(), error));
        else
            routes.append(route);
    }
    return routes;
}

SlotRoute::SlotRoute(QObject *object, const QMetaMethod &method)
    : m_object(object), m_method(method)
{
}

QString SlotRoute::name() const
{
    return QString::fromUtf8(m_method.name());
}

bool SlotRoute::isCallable(QString *error) const
{
    const QList<QByteArray> names = m_method.parameterNames();
    for (int i = 0; i < m_method.parameterCount(); ++i) {
        const QMetaType type = m_method.parameterMetaType(i);
        if (!isBindable(type)) {
            *error = QStringLiteral("takes a %1, which cannot come from a request")
                             .arg(QString::fromUtf8(m_method.parameterTypeName(i)));
            return false;
        }
        if (names.at(i).isEmpty() && !isWhole(type)) {
            *error = QStringLiteral("has an argument without a name");
            return false;
        }
    }
    if (isReturnable(m_method.returnMetaType()))
        return true;
    *error = QStringLiteral("returns a %1, of which no response can be made")
                     .arg(QLatin1String(m_method.typeName()));
    return false;
}

const QMetaMethod *SlotRoute::withoutArgumentsFrom(int first, const Arguments &arguments) const
{
    // C++ takes defaults from the end only: a later argument that was given would be ignored in silence.
    const QList<QByteArray> names = m_method.parameterNames();
    for (int i = first + 1; i < names.size(); ++i) {
        if (find(arguments, QString::fromUtf8(names.at(i))))
            return nullptr;
    }
    const auto shorter = std::find_if(m_shorter.cbegin(), m_shorter.cend(), [first](const QMetaMethod &method) {
        return method.parameterCount() == first;
    });
    return shorter == m_shorter.cend() ? nullptr : &*shorter;
}

bool SlotRoute::streamsBody() const
{
    for (int i = 0; i < m_method.parameterCount(); ++i) {
        if (m_method.parameterMetaType(i) == QMetaType::fromType<RequestStream>())
            return true;
    }
    return false;
}

Reply SlotRoute::call(const Request &request, const RequestStream &body) const
{
    Arguments arguments;
    const QByteArray bodyType = request.header("Content-Type").split(';').first().trimmed().toLower();
    if (bodyType == "application/json" && !request.body().isEmpty()) {
        QJsonParseError error;
        const QJsonDocument document = QJsonDocument::fromJson(request.body(), &error);
        if (error.error != QJsonParseError::NoError)
            return Response::status(400, QStringLiteral("The body is not JSON: %1 at offset %2")
                                                 .arg(error.errorString()).arg(error.offset));
        arguments = plainValues(document.object());
    }
    arguments += request.formItems() + request.queryItems() + request.parameters();

    QList<QVariant> values;
    for (int i = 0; i < m_method.parameterCount(); ++i) {
        const QMetaType type = m_method.parameterMetaType(i);
        const QString name = QString::fromUtf8(m_method.parameterNames().at(i));
        if (isWhole(type)) {
            values.append(type == QMetaType::fromType<Request>() ? QVariant::fromValue(request) : QVariant::fromValue(body));
            continue;
        }
        const std::optional<QString> text = find(arguments, name);
        if (!text) {
            if (const QMetaMethod *shorter = withoutArgumentsFrom(i, arguments))
                return invoke(*shorter, values);
            return Response::status(400, QStringLiteral("Missing argument \"%1\"").arg(name));
        }
        const std::optional<QVariant> value = converted(*text, type);
        if (!value)
            return Response::status(400, QStringLiteral("Argument \"%1\" must be %2, not %3")
                                                 .arg(name, wanted(type), quoted(*text)));
        values.append(*value);
    }
    return invoke(m_method, values);
}

Reply SlotRoute::invoke(const QMetaMethod &method, QList<QVariant> &values) const
{
    const QMetaType returnType = method.returnMetaType();
    QVariant result;
    if (returnType.id() != QMetaType::Void)
        result = QVariant(returnType);
    QList<void *> pointers = {result.isValid() ? result.data() : nullptr};
    for (QVariant &value : values)
        pointers.append(value.data());
    // As QMetaMethod::invoke() does for a direct call, but with as many arguments as there are.
    m_object->qt_metacall(QMetaObject::InvokeMetaMethod, method.methodIndex(), pointers.data());
    return replyFrom(result);
}

} // namespace Landline
