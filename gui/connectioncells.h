// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONCELLS_H
#define LANDLINE_CONNECTIONCELLS_H

#include "gui/column.h"
#include "shared/connectioninfo.h"

#include <QtCore/qnamespace.h>

/// What stands in the cells of the table of connections, and which connection comes before which.
namespace Landline::Gui::Cells {

QString title(Column column);
/// What the column means, in a sentence; empty where the title says it all.
QString titleToolTip(Column column);

/// What the cell shows. \a clock is the moment up to which idle times count; invalid for now.
QString text(const ConnectionInfo &connection, Column column, const QDateTime &clock);
/// The exact value, in plain HTML (see toolTipText()).
QString toolTip(const ConnectionInfo &connection, Column column, const QDateTime &clock);

/// Numbers and times by value, text without regard to case; equal ones by fd, so that no two are
/// ever equal.
bool isBefore(const ConnectionInfo &left, const ConnectionInfo &right, Column column,
              Qt::SortOrder order);
/// Whether the two would stand at different places when sorted by \a column.
bool differ(const ConnectionInfo &left, const ConnectionInfo &right, Column column);

} // namespace Landline::Gui::Cells

#endif
