// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/groupindex_p.h"

namespace Landline {

namespace {
constexpr qsizetype maxFew = 8;
} // namespace

QString FdSets::insert(const QString &name, qint64 fd)
{
    auto set = m_sets.find(name);
    if (set == m_sets.end())
        set = m_sets.insert(name, {});
    else if (set->few.contains(fd) || set->many.contains(fd))
        return {};
    if (set->many.isEmpty() && set->few.size() < maxFew) {
        set->few.append(fd);
    } else {
        const QList<qint64> few = std::exchange(set->few, {});
        set->many.unite(QSet<qint64>(few.cbegin(), few.cend()));
        set->many.insert(fd);
    }
    return set.key();
}

void FdSets::remove(const QString &name, qint64 fd)
{
    const auto set = m_sets.find(name);
    if (set == m_sets.end())
        return;
    set->few.removeOne(fd);
    set->many.remove(fd);
    if (set->few.isEmpty() && set->many.isEmpty())
        m_sets.erase(set);
}

QList<qint64> FdSets::find(const QString &name) const
{
    const auto set = m_sets.constFind(name);
    if (set == m_sets.cend())
        return {};
    return set->many.isEmpty() ? set->few : set->many.values();
}

void FdSets::squeeze()
{
    for (Set &set : m_sets)
        set.many.squeeze();
    m_sets.squeeze();
}

} // namespace Landline
