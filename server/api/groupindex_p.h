// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_GROUPINDEX_P_H
#define LANDLINE_GROUPINDEX_P_H

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>
#include <QtCore/qset.h>
#include <QtCore/qstring.h>

namespace Landline {

/// The connections that have a name in common, by that name: their fds. A set that becomes empty is forgotten.
class FdSets
{
public:
    /// Puts \a fd into the set \a name. Answers the name as all members of that set share it, or null if \a fd has been
    /// in there before.
    QString insert(const QString &name, qint64 fd);
    void remove(const QString &name, qint64 fd);

    /// The members, in no order.
    QList<qint64> find(const QString &name) const;
    /// Calls \a function with the name and the size of each set, in no order.
    template<typename Function>
    void forEach(const Function &function) const
    {
        for (auto set = m_sets.cbegin(); set != m_sets.cend(); ++set)
            function(set.key(), set->few.size() + set->many.size());
    }
    /// How many sets there are.
    qsizetype count() const { return m_sets.size(); }
    /// Gives back the memory that more members and sets than there are now have needed.
    void squeeze();

private:
    /// Most users have one connection or two, and a QSet of one takes more memory than a connection.
    struct Set
    {
        QList<qint64> few; ///< unless there are many
        QSet<qint64> many;
    };

    QHash<QString, Set> m_sets;
};

/// Which connections of one worker are in which group, and which belong to which user.
///
/// All routes of a worker share one, so groups and users span routes and servers. Connection::join() and bindUser() fill
/// it; a connection is taken out when it ends. Belongs to the worker's thread.
struct GroupIndex
{
    FdSets groups;
    FdSets users;
};

} // namespace Landline

#endif
