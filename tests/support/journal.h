// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_JOURNAL_H
#define LANDLINE_JOURNAL_H

#include <QtCore/qstringlist.h>

#include <mutex>

namespace Landline {

/// What happened in the workers, in its order, for a test to compare. Written to and read from any thread.
class Journal
{
public:
    void add(const QString &entry)
    {
        const std::lock_guard lock(m_mutex);
        m_entries.append(entry);
    }

    QStringList entries() const
    {
        const std::lock_guard lock(m_mutex);
        return m_entries;
    }

    qsizetype size() const { return entries().size(); }

    void clear()
    {
        const std::lock_guard lock(m_mutex);
        m_entries.clear();
    }

private:
    mutable std::mutex m_mutex;
    QStringList m_entries;
};

} // namespace Landline

#endif
