// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COLUMN_H
#define LANDLINE_COLUMN_H

namespace Landline::Gui {

/// The columns of the table of connections, in the order in which they stand at first.
enum class Column {
    Fd,
    Server,
    Route,
    Label,
    Peer,
    Worker,
    Since,
    Idle,
    MessagesIn,
    MessagesOut,
    BytesIn,
    BytesOut,
    Queued, // from here on not shown unless asked for
    Path,
    Subprotocol,
    UserAgent,
    Id,
    User,
    Groups,
    RoundTrip,
    Dropped,
};

inline constexpr int ColumnCount = int(Column::Dropped) + 1;

/// Whether it is shown before anybody has chosen columns.
constexpr bool isShownAtFirst(Column column)
{
    return column < Column::Queued;
}

/// Whether it is aligned to the right.
constexpr bool isNumber(Column column)
{
    return column == Column::Fd || (column >= Column::Worker && column <= Column::Queued)
            || column >= Column::RoundTrip;
}

} // namespace Landline::Gui

#endif
