// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEFLATETERMS_H
#define LANDLINE_DEFLATETERMS_H

#include <QtCore/qbytearray.h>

#include <optional>

namespace Landline {

struct CompressionSettings;

/// What a client and this server have agreed on for permessage-deflate (RFC 7692 section 7.1). A plain value.
struct DeflateTerms
{
    /// A message of ours may refer to those before it.
    bool serverKeepsContext = false;
    /// The client's may.
    bool clientKeepsContext = false;
    /// We refer at most 2^this bytes back: 9 to 15.
    quint8 serverWindowBits = 15;
    /// So does the client: 8 to 15.
    quint8 clientWindowBits = 15;

    friend bool operator==(const DeflateTerms &, const DeflateTerms &) = default;
};

/// The same, and how it is told.
struct DeflateAgreement
{
    DeflateTerms terms;
    QByteArray answer; ///< our Sec-WebSocket-Extensions
};

/// What comes of \a offers, a Sec-WebSocket-Extensions header, with \a settings: the first offer that can be accepted is.
/// Nothing if there is none, or compression is off.
///
/// An offer is declined that has a parameter twice, one that RFC 7692 does not know or a value that it does not allow
/// (section 7.1), and one that wants our window to be 2^8 bytes: zlib cannot compress for that.
///
/// \a serverMayKeepContext is false where a message of ours may be dropped after all: none can refer to it then.
std::optional<DeflateAgreement> agreeOnDeflate(QByteArrayView offers, const CompressionSettings &settings,
                                               bool serverMayKeepContext = true);

} // namespace Landline

#endif
