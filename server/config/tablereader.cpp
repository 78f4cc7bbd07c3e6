// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/tablereader.h"

#include "config/diagnostics.h"
#include "config/keyadvice.h"

using namespace Qt::StringLiterals;

namespace Landline {

TableReader::TableReader(const TomlValue &table, ConfigTable kind, const QString &path,
                         Diagnostics *diagnostics)
    : m_table(table)
    , m_kind(kind)
    , m_path(path)
    , m_diagnostics(diagnostics)
{
    reportUnknownKeys();
}

void TableReader::reportUnknownKeys()
{
    const QStringList known = keyNamesOf(m_kind);
    for (const TomlValue &member : m_table.children) {
        if (!known.contains(member.key))
            m_diagnostics->addError(member.keyPosition, adviseOnUnknownKey(m_kind, member.key));
    }
}

std::optional<QString> TableReader::text(QLatin1StringView key)
{
    const TomlValue *found = value(key, TomlValue::Type::String, u"a string"_s);
    return found ? std::optional(found->text) : std::nullopt;
}

std::optional<qint64> TableReader::integer(QLatin1StringView key, qint64 minimum, qint64 maximum)
{
    const QString wanted = "a whole number from %1 to %2"_L1.arg(QString::number(minimum),
                                                                 QString::number(maximum));
    const TomlValue *found = value(key, TomlValue::Type::Integer, wanted);
    if (!found)
        return std::nullopt;
    if (found->integer < minimum || found->integer > maximum) {
        reportWrong(key, wanted);
        return std::nullopt;
    }
    return found->integer;
}

std::optional<bool> TableReader::boolean(QLatin1StringView key)
{
    const TomlValue *found = value(key, TomlValue::Type::Boolean, u"true or false"_s);
    return found ? std::optional(found->boolean) : std::nullopt;
}

std::optional<QStringList> TableReader::textList(QLatin1StringView key)
{
    const TomlValue *found = value(key, TomlValue::Type::Array, u"a list of strings"_s);
    return found ? strings(key, *found) : std::nullopt;
}

std::optional<QStringList> TableReader::textOrList(QLatin1StringView key)
{
    const TomlValue *member = m_table.member(key);
    if (member && member->type == TomlValue::Type::Array)
        return textList(key);
    const TomlValue *found
            = value(key, TomlValue::Type::String, u"a string or a list of strings"_s);
    return found ? std::optional(QStringList(found->text)) : std::nullopt;
}

std::optional<QStringList> TableReader::strings(QLatin1StringView key, const TomlValue &list)
{
    QStringList result;
    for (const TomlValue &element : list.children) {
        if (element.type != TomlValue::Type::String || element.text.isEmpty()) {
            m_diagnostics->addError(
                    element.position,
                    "%1 must be a list of strings, but one of them is %2; for example: %3"_L1.arg(
                            key, element.description(), exampleOf(m_kind, key)));
            return std::nullopt;
        }
        result.append(element.text);
    }
    return result;
}

const TomlValue *TableReader::value(QLatin1StringView key)
{
    const TomlValue *member = m_table.member(key);
    if (member)
        m_diagnostics->noteOrigin(m_path + u'.' + key, member->position);
    return member;
}

const TomlValue *TableReader::value(QLatin1StringView key, TomlValue::Type type,
                                    const QString &wanted)
{
    const TomlValue *found = value(key);
    if (!found || found->type == type)
        return found;
    reportWrong(key, wanted);
    return nullptr;
}

QString TableReader::titleOfSubTable(QLatin1StringView name) const
{
    if (m_kind == ConfigTable::Root)
        return name;
    const auto outer = m_kind == ConfigTable::Node ? "node."_L1
            : m_kind == ConfigTable::ServerTls     ? "server.tls."_L1
                                                   : "server."_L1;
    return outer + name;
}

const TomlValue *TableReader::table(QLatin1StringView name)
{
    const TomlValue *member = m_table.member(name);
    if (!member || member->type == TomlValue::Type::Table)
        return member;
    m_diagnostics->addError(member->keyPosition,
                            "%1 must be one table: write [%2]"_L1.arg(name, titleOfSubTable(name)));
    return nullptr;
}

std::vector<const TomlValue *> TableReader::tables(QLatin1StringView name)
{
    std::vector<const TomlValue *> result;
    const TomlValue *member = m_table.member(name);
    if (!member)
        return result;
    bool allTables = member->type == TomlValue::Type::Array;
    for (const TomlValue &element : member->children) {
        allTables = allTables && element.type == TomlValue::Type::Table;
        result.push_back(&element);
    }
    if (allTables)
        return result;
    m_diagnostics->addError(
            member->keyPosition,
            "%1 must be a list of tables: write [[%2]]"_L1.arg(name, titleOfSubTable(name)));
    return {};
}

void TableReader::require(QLatin1StringView key)
{
    if (!contains(key)) {
        m_diagnostics->addError(m_table.position,
                                "%1 needs a %2; for example: %3"_L1.arg(titleOf(m_kind), key,
                                                                        exampleOf(m_kind, key)));
    }
}

void TableReader::report(QLatin1StringView key, const QString &message)
{
    const TomlValue *member = m_table.member(key);
    m_diagnostics->addError(member ? member->position : m_table.position, key + u' ' + message);
}

void TableReader::reportElement(QLatin1StringView key, qsizetype index, const QString &message)
{
    const TomlValue *list = m_table.member(key);
    m_diagnostics->addError(list->children.at(static_cast<size_t>(index)).position, "%1 has %2"_L1.arg(key, message));
}

void TableReader::reportWrong(QLatin1StringView key, const QString &wanted)
{
    const TomlValue *member = m_table.member(key);
    report(key,
           "must be %1, but is %2; for example: %3"_L1.arg(
                   wanted, member ? member->description() : u"missing"_s, exampleOf(m_kind, key)));
}

QString TableReader::place(QLatin1StringView key) const
{
    const TomlValue *member = m_table.member(key);
    return member ? m_diagnostics->place(member->position) : QString();
}

QString TableReader::place() const
{
    return m_diagnostics->place(m_table.position);
}

} // namespace Landline
