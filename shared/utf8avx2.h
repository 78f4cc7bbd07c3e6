// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_UTF8AVX2_H
#define LANDLINE_UTF8AVX2_H

#include <QtCore/qglobal.h>

namespace Landline {

/// True if this program and the processor that it runs on know AVX2.
bool hasAvx2();

/// True if the bytes from \a begin to \a end are well-formed UTF-8, and whole characters. Only where hasAvx2();
/// reads nothing beyond \a end.
///
/// The method is that of John Keiser and Daniel Lemire, "Validating UTF-8 in less than one instruction per byte",
/// Software: Practice and Experience 51 (5), 2021: whether two bytes can be neighbours is looked up for 32 pairs at
/// once.
bool isValidUtf8Avx2(const uchar *begin, const uchar *end);

} // namespace Landline

#endif
