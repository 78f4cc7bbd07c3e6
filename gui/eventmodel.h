// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EVENTMODEL_H
#define LANDLINE_EVENTMODEL_H

#include "gui/eventtext.h"

#include <QtCore/qabstractitemmodel.h>

#include <deque>
#include <memory>

namespace Landline::Gui {

/// What has happened, one line each: connections, consoles, the link, and this console's own
/// actions, whose children are their targets with the outcome of each.
///
/// The lines are in the order of their times, the newest last; of equal times the one that came
/// later. What is learned late, like the events of an outage, is inserted at its place. A time in
/// the future, of a node with another clock, counts as the time of arrival.
/// Bounded: when there are more than MaxLines, children included, the oldest go.
class EventModel : public QAbstractItemModel
{
    Q_OBJECT

public:
    static constexpr int MaxLines = 10'000;
    /// The most targets that one action lists; those that failed come first.
    static constexpr int MaxTargetsShown = 1000;

    enum Column { Time, What, Connection, Detail };
    static constexpr int Columns = Detail + 1;
    enum Role {
        FdRole = Qt::UserRole, ///< the connection that the line is about, or 0
        FailedRole, ///< bool: something that was asked for did not happen
        TimeRole, ///< QDateTime: what the Time column shows in short
    };

    explicit EventModel(QObject *parent = nullptr);
    ~EventModel() override;

    QModelIndex index(int row, int column, const QModelIndex &parent = {}) const override;
    QModelIndex parent(const QModelIndex &child) const override;
    int rowCount(const QModelIndex &parent = {}) const override;
    int columnCount(const QModelIndex &parent = {}) const override;
    QVariant data(const QModelIndex &index, int role = Qt::DisplayRole) const override;
    QVariant headerData(int section, Qt::Orientation orientation,
                        int role = Qt::DisplayRole) const override;

    /// What the node told, oldest first; of the actions that this console itself asked for, the
    /// node's line is left out. A line of its own says that \a skipped events before them are not
    /// known.
    void addEvents(const QList<Admin::Event> &events, quint64 skipped = 0);
    /// An action of this console.
    void addResult(const ActionResult &result);
    /// Something about the link, already a sentence.
    void addNotice(const QString &what, const QString &detail, bool failed);
    void clear();

    /// While paused nothing is shown that comes; it is kept, within the same bound, and shown
    /// afterwards.
    void setPaused(bool paused);
    bool isPaused() const { return m_paused; }
    /// Lines that wait for the end of the pause.
    int waiting() const { return int(m_waiting.size()); }

signals:
    void waitingChanged(int lines);

private:
    struct Line;
    using Lines = std::deque<std::unique_ptr<Line>>;

    static bool isEarlier(const std::unique_ptr<Line> &left, const std::unique_ptr<Line> &right);
    static void order(Lines *lines, qint64 now);
    void add(Lines lines);
    void show(Lines lines);
    void makeRoom(Lines *coming);
    void insertRun(Lines *lines);
    const EventText &textAt(const QModelIndex &index) const;
    static QString columnText(const EventText &text, int column);

    Lines m_lines;
    Lines m_waiting;
    quint64 m_dropped = 0; ///< lines that are gone: turns the number of a line into its row
    int m_count = 0; ///< lines and their children
    bool m_paused = false;
};

} // namespace Landline::Gui

#endif
