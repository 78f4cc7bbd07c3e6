// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONTABLE_H
#define LANDLINE_CONNECTIONTABLE_H

#include "runtime/fdsequence.h"
#include "shared/outcome.h"

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>

#include <memory>

namespace Landline {

class Connection;

/// The live connections of one worker, by fd, and the numbers it has issued.
///
/// Worker w of N issues w+1, w+1+N, w+1+2N ...: so an fd names its worker without a map, and a number that was never
/// issued can be told from one that is gone. What lies below the first number of this start of the node is gone. Belongs
/// to the worker's thread; owner() is for any.
class ConnectionTable
{
public:
    /// For the first start of a node.
    ConnectionTable(int worker, int workers);
    /// Goes on with the numbers of \a fds.
    ConnectionTable(int worker, const std::shared_ptr<FdSequence> &fds);

    /// The worker that issued \a fd, or would issue it; -1 for numbers below 1, which nobody issues.
    static int owner(qint64 fd, int workers) { return fd < 1 ? -1 : static_cast<int>((fd - 1) % workers); }

    /// True if \a fd is a number of this worker, issued or not.
    bool owns(qint64 fd) const { return owner(fd, m_fds->workers()) == m_worker; }

    /// The next number; never the same twice.
    qint64 issue();

    void insert(Connection *connection);
    void remove(Connection *connection);

    Connection *find(qint64 fd) const { return m_connections.value(fd); }
    /// What to say of an fd of this worker that find() does not know: Gone or Unknown.
    PushResult absence(qint64 fd) const;

    /// Gives back the memory that more connections than there are now have needed.
    void squeeze() { m_connections.squeeze(); }
    qsizetype size() const { return m_connections.size(); }
    /// All, in no order; a copy that stays what it is while connections close.
    QList<Connection *> connections() const { return m_connections.values(); }
    /// Calls \a function with each fd, in no order. It must not open or close a connection.
    template<typename Function>
    void forEachFd(const Function &function) const
    {
        for (auto entry = m_connections.keyBegin(); entry != m_connections.keyEnd(); ++entry)
            function(*entry);
    }
    /// Their fds, likewise: for who runs code that may end some of them.
    QList<qint64> fds() const { return m_connections.keys(); }

private:
    QHash<qint64, Connection *> m_connections;
    std::shared_ptr<FdSequence> m_fds;
    int m_worker;
};

} // namespace Landline

#endif
