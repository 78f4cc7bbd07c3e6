// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TABLEREADER_H
#define LANDLINE_TABLEREADER_H

#include "config/configkeys.h"
#include "config/tomldocument.h"

#include <QtCore/qstringlist.h>

#include <optional>
#include <vector>

namespace Landline {

class Diagnostics;

/// Reads one table of a configuration, and complains about what is not as it should be.
///
/// Construct it (unknown keys are reported then), read the keys, each once, and use what is there:
/// a reading function answers nothing when the key is missing or was reported as wrong, and notes
/// the origin of what it answers. The table and the diagnostics must outlive it.
class TableReader
{
public:
    /// \a path is the table's name among the origins: "server.0".
    TableReader(const TomlValue &table, ConfigTable kind, const QString &path,
                Diagnostics *diagnostics);

    std::optional<QString> text(QLatin1StringView key);
    std::optional<qint64> integer(QLatin1StringView key, qint64 minimum, qint64 maximum);
    std::optional<bool> boolean(QLatin1StringView key);
    std::optional<QStringList> textList(QLatin1StringView key);
    /// A string or a list of strings.
    std::optional<QStringList> textOrList(QLatin1StringView key);
    /// Any value, unchecked.
    const TomlValue *value(QLatin1StringView key);

    /// The sub-table `[name]`, or nullptr.
    const TomlValue *table(QLatin1StringView name);
    /// The sub-tables `[[name]]`.
    std::vector<const TomlValue *> tables(QLatin1StringView name);

    /// Complains when \a key is missing.
    void require(QLatin1StringView key);
    /// Complains about the value of \a key: "port <message>".
    void report(QLatin1StringView key, const QString &message);
    /// Complains about element \a index of the list \a key: "middleware has <message>".
    void reportElement(QLatin1StringView key, qsizetype index, const QString &message);
    /// Complains that the value of \a key is not \a wanted: "port must be <wanted>, but is ...".
    void reportWrong(QLatin1StringView key, const QString &wanted);

    bool contains(QLatin1StringView key) const { return m_table.member(key) != nullptr; }
    /// "file:line:column" of the value of \a key, or nothing.
    QString place(QLatin1StringView key) const;
    /// "file:line:column" of the table itself.
    QString place() const;
    TextPosition position() const { return m_table.position; }
    QString path() const { return m_path; }
    Diagnostics *diagnostics() const { return m_diagnostics; }

private:
    const TomlValue *value(QLatin1StringView key, TomlValue::Type type, const QString &wanted);
    std::optional<QStringList> strings(QLatin1StringView key, const TomlValue &list);
    QString titleOfSubTable(QLatin1StringView name) const;
    void reportUnknownKeys();

    const TomlValue &m_table;
    ConfigTable m_kind;
    QString m_path;
    Diagnostics *m_diagnostics;
};

} // namespace Landline

#endif
