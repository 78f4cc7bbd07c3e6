// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/eventmodel.h"

#include "gui/eventtext.h"
#include "gui/icons.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreapplication.h>

#include <algorithm>
#include <iterator>

namespace Landline::Gui {

using namespace Admin;

struct EventModel::Line
{
    EventText text;
    qint64 at = 0; ///< its place: milliseconds since 1970
    quint64 number = 0; ///< its row, and those that were dropped before it
    std::vector<EventText> targets;

    int count() const { return 1 + int(targets.size()); }
};

EventModel::EventModel(QObject *parent)
    : QAbstractItemModel(parent)
{ }

EventModel::~EventModel() = default;

// An index of a target carries its line as internal pointer; an index of a line carries none.
QModelIndex EventModel::index(int row, int column, const QModelIndex &parent) const
{
    if (!hasIndex(row, column, parent))
        return {};
    const Line *line = parent.isValid() ? m_lines[size_t(parent.row())].get() : nullptr;
    return createIndex(row, column, line);
}

QModelIndex EventModel::parent(const QModelIndex &child) const
{
    const auto *line = static_cast<const Line *>(child.constInternalPointer());
    return line ? createIndex(int(line->number - m_dropped), 0, nullptr) : QModelIndex();
}

int EventModel::rowCount(const QModelIndex &parent) const
{
    if (!parent.isValid())
        return int(m_lines.size());
    if (parent.constInternalPointer() || parent.column() != 0)
        return 0;
    return int(m_lines[size_t(parent.row())]->targets.size());
}

int EventModel::columnCount(const QModelIndex &) const
{
    return Columns;
}

const EventText &EventModel::textAt(const QModelIndex &index) const
{
    const auto *line = static_cast<const Line *>(index.constInternalPointer());
    return line ? line->targets[size_t(index.row())] : m_lines[size_t(index.row())]->text;
}

QVariant EventModel::data(const QModelIndex &index, int role) const
{
    if (!checkIndex(index, CheckIndexOption::IndexIsValid))
        return {};
    const EventText &text = textAt(index);
    switch (role) {
    case Qt::DisplayRole:
        return columnText(text, index.column());
    case Qt::ToolTipRole:
        return toolTipText(index.column() == Time ? Units::exactTime(text.time)
                                                  : columnText(text, index.column()));
    case Qt::DecorationRole:
        return index.column() == What && !text.icon.isEmpty() ? QVariant(symbolicIcon(text.icon))
                                                              : QVariant();
    case FdRole:
        return text.fd;
    case FailedRole:
        return text.failed;
    case TimeRole:
        return text.time;
    default:
        return {};
    }
}

QString EventModel::columnText(const EventText &text, int column)
{
    switch (column) {
    case Time:
        return text.time.isValid() ? Units::localTime(text.time) : QString();
    case What:
        return text.what;
    case Connection:
        return text.connection;
    case Detail:
        return text.detail;
    }
    return {};
}

QVariant EventModel::headerData(int section, Qt::Orientation orientation, int role) const
{
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole)
        return {};
    switch (section) {
    case Time:
        return tr("Time");
    case What:
        return tr("Event");
    case Connection:
        return tr("Connection");
    case Detail:
        return tr("Details");
    }
    return {};
}

void EventModel::addEvents(const QList<Event> &events, quint64 skipped)
{
    Lines lines;
    if (skipped > 0) {
        lines.push_back(std::make_unique<Line>());
        lines.back()->text = describeSkipped(skipped);
        lines.back()->text.time
                = events.isEmpty() ? QDateTime::currentDateTimeUtc() : events.first().time;
    }
    for (const Event &event : events) {
        if (isOwnAction(event))
            continue; // it stands there already, with its outcomes
        lines.push_back(std::make_unique<Line>());
        lines.back()->text = describe(event);
    }
    add(std::move(lines));
}

void EventModel::addResult(const ActionResult &result)
{
    auto line = std::make_unique<Line>();
    line->text = describe(result);
    line->targets = describeTargets(result, MaxTargetsShown);
    Lines lines;
    lines.push_back(std::move(line));
    add(std::move(lines));
}

void EventModel::addNotice(const QString &what, const QString &detail, bool failed)
{
    auto line = std::make_unique<Line>();
    line->text.time = QDateTime::currentDateTimeUtc();
    line->text.what = what;
    line->text.detail = visibleText(detail);
    line->text.icon = failed ? QStringLiteral("network-offline") : QStringLiteral("network-wired");
    line->text.failed = failed;
    Lines lines;
    lines.push_back(std::move(line));
    add(std::move(lines));
}

static void dropOldest(auto &lines, size_t limit)
{
    while (lines.size() > limit)
        lines.pop_front();
}

bool EventModel::isEarlier(const std::unique_ptr<Line> &left, const std::unique_ptr<Line> &right)
{
    return left->at < right->at;
}

/// Gives each of \a lines its place, and puts them in order.
void EventModel::order(Lines *lines, qint64 now)
{
    qint64 at = now;
    for (const auto &line : *lines) {
        // One without a time stays behind its predecessor; one from the future is a matter of
        // clocks.
        if (line->text.time.isValid())
            at = qMin(now, line->text.time.toMSecsSinceEpoch());
        line->at = at;
    }
    std::stable_sort(lines->begin(), lines->end(), isEarlier);
}

void EventModel::add(Lines lines)
{
    if (lines.empty())
        return;
    const qint64 now = QDateTime::currentMSecsSinceEpoch();
    order(&lines, now);
    // After the clock was set back, what comes belongs behind what is there all the same.
    for (Lines *earlier : {&m_lines, &m_waiting}) {
        for (auto line = earlier->rbegin(); line != earlier->rend() && (*line)->at > now; ++line)
            (*line)->at = now;
    }
    if (!m_paused)
        return show(std::move(lines));
    const auto before = qsizetype(m_waiting.size());
    std::move(lines.begin(), lines.end(), std::back_inserter(m_waiting));
    std::inplace_merge(m_waiting.begin(), m_waiting.begin() + before, m_waiting.end(), isEarlier);
    dropOldest(m_waiting, MaxLines);
    emit waitingChanged(waiting());
}

/// \a lines are in order.
void EventModel::show(Lines lines)
{
    makeRoom(&lines);
    while (!lines.empty())
        insertRun(&lines);
}

/// Drops the oldest, be they there or among \a coming, until all that is left has room.
void EventModel::makeRoom(Lines *coming)
{
    int excess = m_count - MaxLines;
    for (const auto &line : *coming)
        excess += line->count();
    size_t victims = 0;
    int freed = 0;
    while (excess > 0) {
        const bool isOldestHere = victims < m_lines.size()
                && (coming->empty() || !isEarlier(coming->front(), m_lines[victims]));
        const int count = isOldestHere ? m_lines[victims]->count() : coming->front()->count();
        excess -= count;
        if (isOldestHere) {
            ++victims;
            freed += count;
        } else {
            coming->pop_front();
        }
    }
    if (victims == 0)
        return;
    beginRemoveRows({}, 0, int(victims) - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + qsizetype(victims));
    m_dropped += victims;
    m_count -= freed;
    endRemoveRows();
}

/// Inserts as many of \a lines, from the first on, as belong to one place.
void EventModel::insertRun(Lines *lines)
{
    const auto place = std::upper_bound(m_lines.begin(), m_lines.end(), lines->front(), isEarlier);
    const auto end = place == m_lines.end()
            ? lines->end()
            : std::lower_bound(lines->begin(), lines->end(), *place, isEarlier);
    const auto row = size_t(place - m_lines.begin());
    beginInsertRows({}, int(row), int(row) + int(end - lines->begin()) - 1);
    for (auto line = lines->begin(); line != end; ++line)
        m_count += (*line)->count();
    m_lines.insert(place, std::move_iterator(lines->begin()), std::move_iterator(end));
    lines->erase(lines->begin(), end);
    for (size_t i = row; i < m_lines.size(); ++i)
        m_lines[i]->number = m_dropped + i;
    endInsertRows();
}

void EventModel::clear()
{
    beginResetModel();
    m_lines.clear();
    m_waiting.clear();
    m_count = 0;
    endResetModel();
    emit waitingChanged(0);
}

void EventModel::setPaused(bool paused)
{
    if (paused == m_paused)
        return;
    m_paused = paused;
    if (!paused) {
        show(std::exchange(m_waiting, {}));
        emit waitingChanged(0);
    }
}

} // namespace Landline::Gui
