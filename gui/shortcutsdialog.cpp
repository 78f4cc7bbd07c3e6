// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/shortcutsdialog.h"

#include <QtGui/qaction.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qdialogbuttonbox.h>
#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qtreewidget.h>

namespace Landline::Gui {

static QString keysOf(const QAction *action)
{
    QStringList keys;
    const QList<QKeySequence> sequences = action->shortcuts();
    for (const QKeySequence &sequence : sequences)
        keys.append(sequence.toString(QKeySequence::NativeText));
    return keys.join(QStringLiteral(", "));
}

ShortcutsDialog::ShortcutsDialog(const QList<QAction *> &actions, QWidget *parent)
    : QDialog(parent)
{
    setObjectName(QStringLiteral("shortcutsDialog"));
    setWindowTitle(tr("Keyboard shortcuts"));
    auto *list = new QTreeWidget(this);
    list->setObjectName(QStringLiteral("shortcutsList"));
    list->setAccessibleName(windowTitle());
    list->setColumnCount(2);
    list->setHeaderLabels({tr("Keys"), tr("What they do")});
    list->setRootIsDecorated(false);
    list->setAlternatingRowColors(true);
    list->setUniformRowHeights(true);
    const auto add = [list](const QString &keys, const QString &what) {
        list->addTopLevelItem(new QTreeWidgetItem({keys, what}));
    };
    for (const QAction *action : actions) {
        if (!action->shortcuts().isEmpty())
            add(keysOf(action), action->statusTip());
    }
    add(tr("Tab, Shift+Tab"), tr("To the next or previous field"));
    add(tr("Shift+Arrows, Ctrl+Space"), tr("Select more rows, or one row more"));
    add(tr("Enter"), tr("In the filter: on to the table. In the log: to that connection"));
    list->resizeColumnToContents(0);
    auto *buttons = new QDialogButtonBox(this);
    buttons->addButton(tr("Close"), QDialogButtonBox::RejectRole);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    auto *layout = new QVBoxLayout(this);
    layout->addWidget(list);
    layout->addWidget(buttons);
    resize(560, 460);
}

} // namespace Landline::Gui
