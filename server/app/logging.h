// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_LOGGING_H
#define LANDLINE_LOGGING_H

namespace Landline {

/// Sends all of Qt's and Landline's log messages to stderr, one line each, as "[2026-11-22
/// 08:00:00.123] [INFO] text"; control characters are escaped. stdout stays free for the start-up
/// lines. QT_LOGGING_RULES chooses categories, e.g. "landline.http.debug=true".
void installLogging();

} // namespace Landline

#endif
