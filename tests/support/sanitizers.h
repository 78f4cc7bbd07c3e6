// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_SANITIZERS_H
#define LANDLINE_TESTS_SANITIZERS_H

// GCC defines __SANITIZE_ADDRESS__ and __SANITIZE_THREAD__; clang answers __has_feature().
#ifndef __has_feature
#define __has_feature(feature) 0
#endif

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__) || __has_feature(address_sanitizer) \
        || __has_feature(thread_sanitizer)
/// A sanitizer watches this program: it keeps what is freed, and opens descriptors of its own.
inline constexpr bool IsSanitized = true;
#else
inline constexpr bool IsSanitized = false;
#endif

#endif
