// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/tomldocument.h"

#include "config/syntaxadvice.h"
#include "shared/quoting.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qdatetime.h>

#include <algorithm>

// Debian's library is the one with exceptions; they end in TomlDocument::parse().
#include <toml++/toml.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString toQString(std::string_view text)
{
    return QString::fromUtf8(text.data(), qsizetype(text.size()));
}

TextPosition toPosition(const toml::source_position &position)
{
    return {std::max(1, int(position.line)), std::max(1, int(position.column))};
}

TomlValue convert(const toml::node &node);

void convertMembers(const toml::table &table, std::vector<TomlValue> *children)
{
    for (const auto &[key, node] : table) {
        TomlValue value = convert(node);
        value.key = toQString(key.str());
        value.keyPosition = toPosition(key.source().begin);
        children->push_back(std::move(value));
    }
    // toml++ keeps members by name; whoever reads messages goes through the file from the top.
    std::stable_sort(
            children->begin(), children->end(),
            [](const TomlValue &a, const TomlValue &b) { return a.keyPosition < b.keyPosition; });
}

QDate toQDate(const toml::date &date)
{
    return QDate(date.year, date.month, date.day);
}

QTime toQTime(const toml::time &time)
{
    return QTime(time.hour, time.minute, time.second, int(time.nanosecond / 1'000'000));
}

QDateTime toQDateTime(const toml::date_time &dateTime)
{
    const QDate date = toQDate(dateTime.date);
    const QTime time = toQTime(dateTime.time);
    if (!dateTime.offset)
        return QDateTime(date, time);
    return dateTime.offset->minutes == 0 ? QDateTime(date, time, Qt::UTC)
                                         : QDateTime(date, time, Qt::OffsetFromUTC, dateTime.offset->minutes * 60);
}

void convertPlainValue(const toml::node &node, TomlValue *value)
{
    if (const auto *string = node.as_string()) {
        value->type = TomlValue::Type::String;
        value->text = toQString(string->get());
        value->plain = value->text;
    } else if (const auto *integer = node.as_integer()) {
        value->type = TomlValue::Type::Integer;
        value->integer = integer->get();
        value->text = QString::number(value->integer);
        value->plain = value->integer;
    } else if (const auto *number = node.as_floating_point()) {
        value->type = TomlValue::Type::Float;
        value->text = QString::number(number->get());
        value->plain = number->get();
    } else if (const auto *boolean = node.as_boolean()) {
        value->type = TomlValue::Type::Boolean;
        value->boolean = boolean->get();
        value->text = value->boolean ? u"true"_s : u"false"_s;
        value->plain = value->boolean;
    } else {
        value->type = TomlValue::Type::DateTime;
        if (const auto *date = node.as_date())
            value->plain = toQDate(date->get());
        else if (const auto *time = node.as_time())
            value->plain = toQTime(time->get());
        else if (const auto *dateTime = node.as_date_time())
            value->plain = toQDateTime(dateTime->get());
    }
}

TomlValue convert(const toml::node &node)
{
    TomlValue value;
    value.position = toPosition(node.source().begin);
    if (const toml::table *table = node.as_table()) {
        convertMembers(*table, &value.children);
    } else if (const toml::array *array = node.as_array()) {
        value.type = TomlValue::Type::Array;
        for (const toml::node &element : *array)
            value.children.push_back(convert(element));
    } else {
        convertPlainValue(node, &value);
    }
    return value;
}

QString lineOf(const QByteArray &text, int line)
{
    return QString::fromUtf8(text.split('\n').value(line - 1)).trimmed();
}

} // namespace

const TomlValue *TomlValue::member(QLatin1StringView name) const
{
    const auto found = std::ranges::find_if(
            children, [name](const TomlValue &child) { return child.key == name; });
    return found == children.end() ? nullptr : &*found;
}

QString TomlValue::description() const
{
    switch (type) {
    case Type::Table:
        return u"a table"_s;
    case Type::Array:
        return u"a list"_s;
    case Type::String:
        return "the string \"%1\""_L1.arg(printable(text));
    case Type::Integer:
    case Type::Float:
        return "the number %1"_L1.arg(text);
    case Type::Boolean:
        return text;
    case Type::DateTime:
        break;
    }
    return u"a date or time"_s;
}

QVariant TomlValue::toVariant() const
{
    if (type == Type::Table) {
        QVariantMap map;
        for (const TomlValue &child : children)
            map.insert(child.key, child.toVariant());
        return map;
    }
    if (type == Type::Array) {
        QVariantList list;
        for (const TomlValue &child : children)
            list.append(child.toVariant());
        return list;
    }
    return plain;
}

TomlDocument TomlDocument::parse(const QByteArray &toml)
{
    TomlDocument document;
    try {
        document.m_root = convert(toml::parse(std::string_view(toml.data(), size_t(toml.size()))));
    } catch (const toml::parse_error &error) {
        document.m_errorPosition = toPosition(error.source().begin);
        document.m_errorString = describeSyntaxError(toQString(error.description()),
                                                     lineOf(toml, document.m_errorPosition.line));
    }
    return document;
}

} // namespace Landline
