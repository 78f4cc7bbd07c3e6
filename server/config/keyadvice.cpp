// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/keyadvice.h"

#include "config/hyperfkeys.h"
#include "shared/nearestname.h"
#include "shared/quoting.h"

#include <array>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr std::array AllTables{
        ConfigTable::Root,   ConfigTable::Node,           ConfigTable::NodeSettings,
        ConfigTable::Server, ConfigTable::ServerSettings, ConfigTable::ServerTls,
        ConfigTable::TlsHost, ConfigTable::Route, ConfigTable::ApiKey,
};

QString tablesWith(const QString &key)
{
    QStringList titles;
    for (const ConfigTable table : AllTables) {
        if (table != ConfigTable::Root && keyNamesOf(table).contains(key))
            titles.append(titleOf(table));
    }
    return titles.join(" or "_L1);
}

// A key that is misspelt and in the wrong table as well.
QString adviceFromOtherTables(const QString &key)
{
    QStringList names;
    for (const ConfigTable table : AllTables)
        names += keyNamesOf(table);
    const QString nearest = nearestName(key, names);
    if (nearest.isEmpty())
        return QString();
    const QString tables = tablesWith(nearest);
    return tables.isEmpty() ? "did you mean \"%1\"?"_L1.arg(nearest)
                            : "did you mean \"%1\" in %2?"_L1.arg(nearest, tables);
}

QString knownKeys(ConfigTable table)
{
    if (table == ConfigTable::Root)
        return u"write [node] or [[server]] first"_s;
    QStringList names = keyNamesOf(table);
    const QString last = names.takeLast();
    return "it knows %1 and %2"_L1.arg(names.join(", "_L1), last);
}

QString adviceFor(ConfigTable table, const QString &key)
{
    if (QString hint = hintForHyperfKey(key); !hint.isEmpty())
        return hint;
    if (const QString tables = tablesWith(key); !tables.isEmpty())
        return "it belongs into "_L1 + tables;
    if (const QString nearest = nearestName(key, keyNamesOf(table)); !nearest.isEmpty())
        return "did you mean \"%1\"?"_L1.arg(nearest);
    if (QString advice = adviceFromOtherTables(key); !advice.isEmpty())
        return advice;
    return knownKeys(table);
}

} // namespace

QString adviseOnUnknownKey(ConfigTable table, const QString &key)
{
    return "unknown key \"%1\" in %2: %3"_L1.arg(printable(key), titleOf(table),
                                                 adviceFor(table, key));
}

} // namespace Landline
