// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_KEYADVICE_H
#define LANDLINE_KEYADVICE_H

#include "config/configkeys.h"

#include <QtCore/qstring.h>

namespace Landline {

/// What to say about a \a key that \a table does not have: what Hyperf's or Swoole's key of that
/// name is called here, the table that it belongs to, the nearest known key, or the keys that there
/// are.
QString adviseOnUnknownKey(ConfigTable table, const QString &key);

} // namespace Landline

#endif
