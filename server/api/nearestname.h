// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NEARESTNAME_H
#define LANDLINE_NEARESTNAME_H

#include <QtCore/qstringlist.h>

namespace Landline {

/// The one of \a known that \a name was most likely meant to be, or an empty string when none is near: at most a third
/// of its letters differ (Levenshtein's distance, case ignored). For error messages.
QString nearestName(const QString &name, const QStringList &known);

} // namespace Landline

#endif
