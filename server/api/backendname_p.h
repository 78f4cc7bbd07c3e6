// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BACKENDNAME_P_H
#define LANDLINE_BACKENDNAME_P_H

#include "shared/namespace.h"

#include <QtCore/qstring.h>

#include <optional>

namespace Landline {

/// How a configuration writes \a type: "native" or "qt".
QString backendName(BackendType type);
/// The type that \a name stands for, or nothing.
std::optional<BackendType> backendOfName(const QString &name);

} // namespace Landline

#endif
