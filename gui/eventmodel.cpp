// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/eventmodel.h"

#include "gui/eventtext.h"
#include "gui/icons.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreapplication.h>

namespace Landline::Gui {

using namespace Admin;

struct EventModel::Line
{
    EventText text;
    quint64 serial = 0;
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
    return line ? createIndex(int(line->serial - m_firstSerial), 0, nullptr) : QModelIndex();
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

void EventModel::addEvents(const QList<Event> &events)
{
    Lines lines;
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

void EventModel::add(Lines lines)
{
    if (lines.empty())
        return;
    if (m_paused) {
        std::move(lines.begin(), lines.end(), std::back_inserter(m_waiting));
        dropOldest(m_waiting, MaxLines);
        emit waitingChanged(waiting());
        return;
    }
    dropOldest(lines, MaxLines);
    int coming = 0;
    for (const auto &line : lines) {
        line->serial = m_nextSerial++;
        coming += line->count();
    }
    makeRoom(coming);
    beginInsertRows({}, int(m_lines.size()), int(m_lines.size() + lines.size()) - 1);
    if (m_lines.empty())
        m_firstSerial = lines.front()->serial;
    std::move(lines.begin(), lines.end(), std::back_inserter(m_lines));
    m_count += coming;
    endInsertRows();
}

void EventModel::makeRoom(int comingLines)
{
    size_t victims = 0;
    int freed = 0;
    for (; victims < m_lines.size() && m_count - freed + comingLines > MaxLines; ++victims)
        freed += m_lines[victims]->count();
    if (victims == 0)
        return;
    beginRemoveRows({}, 0, int(victims) - 1);
    m_lines.erase(m_lines.begin(), m_lines.begin() + qsizetype(victims));
    m_firstSerial += victims;
    m_count -= freed;
    endRemoveRows();
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
        add(std::exchange(m_waiting, {}));
        emit waitingChanged(0);
    }
}

} // namespace Landline::Gui
