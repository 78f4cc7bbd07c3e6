// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/groupindex.h"

namespace Landline {

QString FdSets::insert(const QString &name, qint64 fd)
{
    auto set = m_sets.find(name);
    if (set == m_sets.end())
        set = m_sets.insert(name, {});
    else if (set->contains(fd))
        return {};
    set->insert(fd);
    return set.key();
}

void FdSets::remove(const QString &name, qint64 fd)
{
    const auto set = m_sets.find(name);
    if (set == m_sets.end())
        return;
    set->remove(fd);
    if (set->isEmpty())
        m_sets.erase(set);
}

} // namespace Landline
