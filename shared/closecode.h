// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CLOSECODE_H
#define LANDLINE_CLOSECODE_H

#include <Landline/landline_export.h>

#include <QtCore/qstring.h>

namespace Landline {

/// The close codes of RFC 6455 section 7.4.1 and the IANA registry, by name. Any code that isSendable() may be used.
namespace CloseCode {
inline constexpr quint16 Normal = 1000;
inline constexpr quint16 GoingAway = 1001;
inline constexpr quint16 ProtocolError = 1002;
inline constexpr quint16 UnsupportedData = 1003;
inline constexpr quint16 NoStatus = 1005; ///< never sent: the peer's close frame had no code
inline constexpr quint16 Abnormal = 1006; ///< never sent: TCP ended without a close frame
inline constexpr quint16 InvalidPayload = 1007;
inline constexpr quint16 PolicyViolation = 1008;
inline constexpr quint16 MessageTooBig = 1009;
inline constexpr quint16 InternalError = 1011;
inline constexpr quint16 ServiceRestart = 1012;
inline constexpr quint16 TryAgainLater = 1013;

/// The longest reason that fits into a close frame, in bytes of UTF-8 (RFC 6455 section 5.5: 125 less the code).
inline constexpr int MaxReasonBytes = 123;

/// True for the codes that a server may put into a close frame: 1000-1003, 1007-1014 and 3000-4999.
LANDLINE_EXPORT bool isSendable(int code);

/// True when \a reason is at most MaxReasonBytes of UTF-8 long.
LANDLINE_EXPORT bool isValidReason(const QString &reason);
} // namespace CloseCode

} // namespace Landline

#endif
