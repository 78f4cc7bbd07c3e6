// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NEARESTNAME_H
#define LANDLINE_NEARESTNAME_H

#include <QtCore/qstringlist.h>

namespace Landline {

/// The one of \a known that \a name was most likely meant to be, or an empty string if none is near. Case is ignored.
///
/// A letter that is missing, surplus or wrong is one edit, and so are two neighbouring letters in the wrong order
/// (Damerau-Levenshtein distance, optimal string alignment). A name is near within one edit for each three letters of
/// \a name, and within one edit always. Among names at the same distance a transposition wins, then the first. For error
/// messages.
QString nearestName(const QString &name, const QStringList &known);

} // namespace Landline

#endif
