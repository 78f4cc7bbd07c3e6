// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MASKING_H
#define LANDLINE_MASKING_H

#include <Landline/landline_export.h>

#include <QtCore/qglobal.h>

#include <array>

namespace Landline {

/// Copies \a size bytes from \a source to \a target, each combined with the byte of \a mask whose turn it is: masks or
/// unmasks (RFC 6455 section 5.3). \a offset is the position of the first byte in its frame's payload. The two ranges
/// may be the same, and must not overlap otherwise.
LANDLINE_PRIVATE_EXPORT void applyMask(char *target, const char *source, qsizetype size, const std::array<char, 4> &mask, quint64 offset = 0);

} // namespace Landline

#endif
