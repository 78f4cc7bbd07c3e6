// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/eventlog.h"

#include "gui/eventmodel.h"
#include "gui/icons.h"
#include "gui/visibletext.h"

#include <QtGui/qaction.h>
#include <QtGui/qclipboard.h>
#include <QtGui/qevent.h>
#include <QtGui/qguiapplication.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qscrollbar.h>
#include <QtWidgets/qtoolbutton.h>
#include <QtWidgets/qtreeview.h>

#include <algorithm>

namespace Landline::Gui {

EventLog::EventLog(EventModel *model, QWidget *parent)
    : QWidget(parent)
    , m_model(model)
    , m_view(new QTreeView(this))
{
    setObjectName(QStringLiteral("eventLog"));
    // Before the view's own slots: those forget what is in sight.
    connect(model, &EventModel::rowsAboutToBeInserted, this, &EventLog::rememberPlace);
    connect(model, &EventModel::rowsAboutToBeRemoved, this, &EventLog::rememberPlace);
    buildView();
    auto *layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(2);
    layout->addWidget(buildBar());
    layout->addWidget(m_view, 1);
    setTabOrder(m_view, findChild<QToolButton *>(QStringLiteral("logPause")));
    connect(model, &EventModel::rowsInserted, this, &EventLog::follow);
    connect(model, &EventModel::rowsRemoved, this, &EventLog::restorePlace);
    connect(model, &EventModel::waitingChanged, this, &EventLog::showWaiting);
}

void EventLog::buildView()
{
    m_view->setObjectName(QStringLiteral("logView"));
    m_view->setAccessibleName(tr("Log"));
    m_view->setModel(m_model);
    m_view->setUniformRowHeights(true);
    m_view->setAlternatingRowColors(true);
    m_view->setSelectionMode(QAbstractItemView::ExtendedSelection);
    m_view->setEditTriggers(QAbstractItemView::NoEditTriggers);
    m_view->setIconSize(QSize(14, 14));
    m_view->setTextElideMode(Qt::ElideRight);
    m_view->setTabKeyNavigation(false);
    m_view->setIndentation(m_view->fontMetrics().height());
    QHeaderView *header = m_view->header();
    header->setStretchLastSection(true);
    m_view->installEventFilter(this);
    connect(m_view, &QTreeView::activated, this, [this](const QModelIndex &index) {
        if (const qint64 fd = index.data(EventModel::FdRole).toLongLong())
            emit connectionRequested(fd);
    });
}

void EventLog::resizeEvent(QResizeEvent *event)
{
    QWidget::resizeEvent(event);
    const QFontMetrics metrics = m_view->fontMetrics();
    const int digit = metrics.horizontalAdvance(QLatin1Char('0'));
    QHeaderView *header = m_view->header();
    header->resizeSection(EventModel::Time,
                          metrics.horizontalAdvance(QStringLiteral("00:00:00")) + 40);
    header->resizeSection(EventModel::What, digit * 11 + 24);
    header->resizeSection(EventModel::Connection, qMax(digit * 17, width() * 3 / 10));
}

static QToolButton *toolButton(QAction *action, const QString &name, QWidget *parent)
{
    auto *button = new QToolButton(parent);
    action->setIconText(withoutMnemonic(action->text()));
    button->setObjectName(name);
    button->setDefaultAction(action);
    button->setAutoRaise(true);
    button->setIconSize(QSize(16, 16));
    button->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    button->setFocusPolicy(Qt::TabFocus);
    return button;
}

QWidget *EventLog::buildBar()
{
    auto *bar = new QWidget(this);
    m_pause = new QAction(symbolicIcon(QStringLiteral("media-playback-pause")), tr("&Pause log"),
                          this);
    m_pause->setCheckable(true);
    m_pause->setToolTip(tr("Stop the log from moving; what comes meanwhile is shown afterwards"));
    connect(m_pause, &QAction::toggled, m_model, &EventModel::setPaused);
    auto *clear
            = new QAction(symbolicIcon(QStringLiteral("edit-clear-all")), tr("C&lear log"), this);
    clear->setToolTip(tr("Forget all lines of the log"));
    connect(clear, &QAction::triggered, m_model, &EventModel::clear);
    m_waiting = new QLabel(bar);
    m_waiting->setObjectName(QStringLiteral("logWaiting"));
    m_waiting->setTextFormat(Qt::PlainText);
    auto *layout = new QHBoxLayout(bar);
    layout->setContentsMargins(4, 2, 4, 0);
    layout->addWidget(toolButton(m_pause, QStringLiteral("logPause"), bar));
    layout->addWidget(toolButton(clear, QStringLiteral("logClear"), bar));
    layout->addWidget(m_waiting);
    layout->addStretch();
    return bar;
}

void EventLog::showWaiting(int lines)
{
    m_waiting->setText(lines > 0 ? tr("%Ln new line(s) waiting", nullptr, lines) : QString());
}

void EventLog::rememberPlace()
{
    const QScrollBar *bar = m_view->verticalScrollBar();
    m_atEnd = bar->value() == bar->maximum();
    m_top = m_atEnd ? QPersistentModelIndex()
                    : QPersistentModelIndex(m_view->indexAt(QPoint(0, 0)));
}

void EventLog::restorePlace()
{
    if (m_atEnd)
        m_view->scrollToBottom();
    else if (m_top.isValid())
        m_view->scrollTo(m_top, QAbstractItemView::PositionAtTop);
}

void EventLog::follow(const QModelIndex &parent, int first, int last)
{
    if (parent.isValid())
        return;
    // What failed is spread out at once: nobody should have to look for it.
    for (int row = first; row <= last; ++row) {
        const QModelIndex index = m_model->index(row, 0);
        if (index.data(EventModel::FailedRole).toBool() && m_model->rowCount(index) > 0
            && m_model->rowCount(index) <= 20)
            m_view->expand(index);
    }
    restorePlace();
}

bool EventLog::eventFilter(QObject *watched, QEvent *event)
{
    // In the log these two keys belong to the log, not to the table of connections.
    if (watched == m_view && event->type() == QEvent::ShortcutOverride) {
        const auto *key = static_cast<QKeyEvent *>(event);
        if (key->matches(QKeySequence::SelectAll) || key->matches(QKeySequence::Copy))
            event->accept();
    } else if (watched == m_view && event->type() == QEvent::KeyPress
               && static_cast<QKeyEvent *>(event)->matches(QKeySequence::Copy)) {
        copySelection();
        return true;
    }
    return QWidget::eventFilter(watched, event);
}

void EventLog::copySelection() const
{
    QModelIndexList rows = m_view->selectionModel()->selectedRows();
    std::sort(rows.begin(), rows.end(), [](const QModelIndex &left, const QModelIndex &right) {
        const auto key = [](const QModelIndex &index) {
            return index.parent().isValid() ? std::pair(index.parent().row(), index.row())
                                            : std::pair(index.row(), -1);
        };
        return key(left) < key(right);
    });
    QStringList lines;
    for (const QModelIndex &row : std::as_const(rows)) {
        QStringList cells;
        for (int column = 0; column < EventModel::Columns; ++column)
            cells.append(cellText(row.siblingAtColumn(column).data().toString()));
        lines.append(cells.join(QLatin1Char('\t')));
    }
    QGuiApplication::clipboard()->setText(lines.join(QLatin1Char('\n')));
}

} // namespace Landline::Gui
