// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RECEIVERS_H
#define LANDLINE_RECEIVERS_H

#include <QtCore/qlist.h>

#include <memory>

namespace Landline {

class Audience;
class ConnectionTable;
struct GroupIndex;

/// Looks for the receivers of an audience among the connections of one worker. Those that are named by a group, a user or an
/// fd are found at once. A server, a route or a filter is a condition that each connection has to be looked at for, in as many
/// steps as the caller likes: those that are open at the beginning, and still there when it is their turn.
///
/// \code
/// ReceiverSearch search(audience, table, index, labelKey);
/// while (!search.isFinished())
///     search.advance(100);
/// \endcode
class ReceiverSearch
{
public:
    /// All but the audience must live longer.
    ReceiverSearch(const Audience &audience, const ConnectionTable &table, const GroupIndex &index, const QString &labelKey);
    ~ReceiverSearch();
    Q_DISABLE_COPY_MOVE(ReceiverSearch)

    /// Looks at the next \a count connections.
    void advance(qsizetype count);
    bool isFinished() const { return m_next == m_candidates.size(); }
    /// The fds found so far, each once and in no order.
    QList<qint64> fds() const;

private:
    class Selection;
    class Condition;

    const ConnectionTable &m_table;
    std::unique_ptr<Selection> m_selection;
    std::unique_ptr<Condition> m_condition; ///< nullptr without one
    QList<qint64> m_candidates; ///< to be looked at
    qsizetype m_next = 0;
};

/// The fds of \a audience that are one worker's, with the live connections in \a table, each once and in no order.
/// \a labelKey names the value of the context that filters know as the label.
///
/// A list of numbers and not of pointers: to push to the first may run a slot that closes the second.
QList<qint64> receiversOf(const Audience &audience, const ConnectionTable &table, const GroupIndex &index,
                          const QString &labelKey);

} // namespace Landline

#endif
