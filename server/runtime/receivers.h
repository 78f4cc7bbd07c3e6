// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_RECEIVERS_H
#define LANDLINE_RECEIVERS_H

#include <QtCore/qlist.h>

namespace Landline {

class Audience;
class ConnectionTable;
struct GroupIndex;

/// The fds of \a audience that are one worker's, with the live connections in \a table, each once and in no order.
/// \a labelKey names the value of the context that filters know as the label.
///
/// A list of numbers and not of pointers: to push to the first may run a slot that closes the second.
QList<qint64> receiversOf(const Audience &audience, const ConnectionTable &table, const GroupIndex &index,
                          const QString &labelKey);

} // namespace Landline

#endif
