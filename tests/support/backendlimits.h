// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_BACKENDLIMITS_H
#define LANDLINE_BACKENDLIMITS_H

#include "shared/namespace.h"

#include <array>

namespace Landline {

/// The backend that this run of a test is for: LANDLINE_TEST_BACKEND, or the default of NodeConfig. CTest runs the
/// tests of behaviour once for each.
BackendType testBackend();

/// What the `qt` backend is allowed to do otherwise than RFC 6455, RFC 9112 and `native`: the rows of docs/backends.md, by
/// their numbers there. What is not listed here is the same on both.
enum class QtLimit {
    FragmentedCharacters = 1,
    LeadingBom = 2,
    MaskCheck = 3,
    SlowFrames = 4,
    CloseWithoutCode = 5,
    CloseAnswer = 6,
    EarlyUtf8Verdict = 7,
    Extensions = 8,
    WhoClosed = 9,
    YoungCloseCodes = 10,
    DeclaredSizeOfFragments = 11,
    NumberOfFragments = 12,
    PausedReading = 13,
    DroppedMessages = 14,
    RatesWithoutPauses = 15,
    FairShare = 16,
    PingFlood = 17,
    ChunkGrammar = 18,
    HundredBodies = 19,
    HttpHalfClose = 20,
    TlsSessions = 21,
    ClientCrl = 22,
    TlsHalfClose = 23,
};

/// The rows, each with the words of its second column.
struct QtLimitRow
{
    QtLimit limit;
    const char *words;
};
inline constexpr std::array qtLimits{
    QtLimitRow{QtLimit::FragmentedCharacters,
               "refuses with 1007 a valid text whose fragments cut a character"},
    QtLimitRow{QtLimit::LeadingBom, "drops U+FEFF at the start of a text"},
    QtLimitRow{QtLimit::MaskCheck, "accepts unmasked frames of a client"},
    QtLimitRow{QtLimit::SlowFrames, "closes with 1001 when a frame, or the next fragment, takes over 5 s"},
    QtLimitRow{QtLimit::CloseWithoutCode, "reports a close frame without a code as 1000"},
    QtLimitRow{QtLimit::CloseAnswer,
               "does not wait for the peer's answer to our close frame before it ends TCP"},
    QtLimitRow{QtLimit::EarlyUtf8Verdict, "sees invalid UTF-8 at the end of a frame only"},
    QtLimitRow{QtLimit::Extensions, "speaks no extensions, so no permessage-deflate"},
    QtLimitRow{QtLimit::WhoClosed,
               "says only by the code whether a peer left or broke a rule: 1002, 1007 and 1009 count as "
               "closed by the server"},
    QtLimitRow{QtLimit::YoungCloseCodes, "refuses a close frame with 1012, 1013 or 1014 with 1002"},
    QtLimitRow{QtLimit::DeclaredSizeOfFragments,
               "adds up the fragments of a message when each is whole, so a fragment may be read up to the "
               "limit before 1009"},
    QtLimitRow{QtLimit::NumberOfFragments, "does not limit the number of fragments"},
    QtLimitRow{QtLimit::PausedReading, "goes on reading from a client that does not read its answers: these are Rejected"},
    QtLimitRow{QtLimit::DroppedMessages,
               "cannot drop what is queued: `drop_oldest` rejects, and the 1013 of `close` comes behind the queue"},
    QtLimitRow{QtLimit::RatesWithoutPauses,
               "closes with 1008 at the first message over a rate: it cannot make a client wait"},
    QtLimitRow{QtLimit::FairShare, "delivers all that a client has sent before another's turn"},
    QtLimitRow{QtLimit::PingFlood,
               "answers every ping, and cuts (1006) a client that leaves so many answers unread that more than "
               "`send_queue_limit` and 256 KiB wait"},
    QtLimitRow{QtLimit::ChunkGrammar,
               "accepts chunk sizes that are not valid, and takes trailer fields for the next request"},
    QtLimitRow{QtLimit::HundredBodies, "closes an HTTP connection behind 100 bodies"},
    QtLimitRow{QtLimit::HttpHalfClose, "cuts HTTP responses that are not sent when the client ends its side (FIN)"},
    QtLimitRow{QtLimit::TlsSessions, "resumes no TLS session"},
    QtLimitRow{QtLimit::ClientCrl, "refuses to start with a `client_crl`"},
    QtLimitRow{QtLimit::TlsHalfClose, "takes the end of TLS (close_notify) of a client for the end of the connection, and cuts what was not sent"},
};

/// True if the backend of this run has the limit.
///
/// \code
/// QCOMPARE(answer, lacks(QtLimit::LeadingBom) ? "a" : "\xef\xbb\xbf" "a");
/// \endcode
bool lacks(QtLimit limit);

} // namespace Landline

#endif
