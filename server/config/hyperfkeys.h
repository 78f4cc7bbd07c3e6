// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HYPERFKEYS_H
#define LANDLINE_HYPERFKEYS_H

#include <QtCore/qstring.h>

namespace Landline {

/// What somebody who comes from Hyperf or Swoole has to know about their configuration key \a key,
/// or nothing when it is none of theirs: what it is called here, or why it is not needed.
QString hintForHyperfKey(const QString &key);

} // namespace Landline

#endif
