// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/jsonfields.h"

#include "shared/nearestname.h"
#include "shared/quoting.h"

#include <QtCore/qset.h>

using namespace Qt::StringLiterals;

namespace Landline {

JsonFields::JsonFields(const JsonText &object, const QString &path, const QStringList &known, std::optional<Problem> *problem)
    : m_members(object.members()), m_path(path), m_problem(problem)
{
    QSet<QString> seen;
    for (const auto &[name, value] : std::as_const(m_members)) {
        if (!known.contains(name)) {
            const QString nearest = nearestName(name, known);
            report(printable(name), nearest.isEmpty() ? "is not known here: known are %1"_L1.arg(known.join(", "_L1))
                                                      : "is not known here: did you mean \"%1\"?"_L1.arg(nearest));
        } else if (seen.contains(name)) {
            report(name, u"is there twice"_s);
        }
        seen.insert(name);
    }
}

void JsonFields::report(const QString &name, const QString &detail)
{
    if (!*m_problem)
        *m_problem = Problem::unprocessable(pathOf(name), detail);
}

const JsonText *JsonFields::find(const QString &name) const
{
    for (const auto &[each, value] : m_members) {
        if (each == name)
            return &value;
    }
    return nullptr;
}

const JsonText *JsonFields::find(const QString &name, JsonText::Type type, const QString &wanted)
{
    const JsonText *value = find(name);
    if (!value || value->type() == type)
        return value;
    report(name, "must be %1"_L1.arg(wanted));
    return nullptr;
}

std::optional<QString> JsonFields::text(const QString &name)
{
    const JsonText *value = find(name, JsonText::Type::String, u"a string"_s);
    return value ? std::optional(value->toString()) : std::nullopt;
}

std::optional<bool> JsonFields::boolean(const QString &name)
{
    const JsonText *value = find(name, JsonText::Type::Bool, u"true or false"_s);
    return value ? std::optional(value->toBool()) : std::nullopt;
}

std::optional<qint64> JsonFields::integer(const QString &name, qint64 minimum, qint64 maximum)
{
    const QString wanted = "a whole number from %1 to %2"_L1.arg(QString::number(minimum), QString::number(maximum));
    const JsonText *value = find(name, JsonText::Type::Number, wanted);
    if (!value)
        return std::nullopt;
    const std::optional<qint64> integer = value->toInteger();
    if (integer && *integer >= minimum && *integer <= maximum)
        return integer;
    report(name, "must be %1"_L1.arg(wanted));
    return std::nullopt;
}

std::optional<QList<JsonText>> JsonFields::array(const QString &name)
{
    const JsonText *value = find(name, JsonText::Type::Array, u"an array"_s);
    return value ? std::optional(value->elements()) : std::nullopt;
}

std::optional<QStringList> JsonFields::texts(const QString &name)
{
    const std::optional<QList<JsonText>> elements = array(name);
    if (!elements)
        return std::nullopt;
    QStringList texts;
    for (const JsonText &element : *elements) {
        if (element.type() != JsonText::Type::String) {
            report(name, u"must be an array of strings"_s);
            return std::nullopt;
        }
        texts.append(element.toString());
    }
    return texts;
}

} // namespace Landline
