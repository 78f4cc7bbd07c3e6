// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/exceptions.h"

#include <QtCore/qregularexpression.h>

#include <array>
#include <iterator>

namespace Landline::Conformance {

namespace {

// clang-format off
constexpr Exception exceptions[] = {
        // Ours on QWebSocket: the numbers are those of docs/backends.md.
        {"qt", "utf8/fragmentsInsideCharacters/*", "close 1007", "1: each fragment is decoded by itself"},
        {"qt", "utf8/endsTooEarly/*", "close 1007", "1"},
        {"qt", "closing/whenItComes/while half a character is there", "close 1007", "1"},
        {"qt", "utf8/valid/U+FEFF first", "tolerated", "2: U+FEFF is taken for a byte order mark"},
        {"qt", "utf8/valid/U+FEFF alone", "tolerated", "2"},
        {"qt", "framing/unmasked/*", "tolerated", "3: the mask bit is not looked at"},
        {"qt", "utf8/failFastInAFrame/*", "close 1007", "7: a frame is decoded when it is whole"},
        {"qt", "closing/codes/101[234]*", "close 1002", "10: codes younger than the RFC are unknown"},
        {"qt", "limits/declared/second fragment: *it*", "close 1009", "11: fragments count when they are whole"},
        {"qt", "fragmentation/tooMany/16385 *", "tolerated", "12: their number is not limited"},

        {"qt", "deflate/agreed/*", "declined", "8: no extensions"},
        {"qt", "deflate/eachSize/*", nullptr, "8"},
        {"qt", "deflate/messages/*", nullptr, "8"},
        {"qt", "deflate/fragments/*", nullptr, "8"},
        {"qt", "deflate/badData/*", nullptr, "8"},
        {"qt", "deflate/texts/*", nullptr, "8"},
        {"qt", "deflate/limits/*", nullptr, "8"},

        // Node's ws 8.11.
        {"ws", "framing/longerLengthThanNeeded/[0-9]*", "tolerated", "the shortest form is not asked for"},
        {"ws", "fragmentation/tooMany/16385 *", "tolerated", "no limit before 8.21"},
        {"ws", "utf8/failFast*/*", "close 1007", "texts are checked when they are whole: slower, and legal"},
        {"ws", "handshake/accepted/list in Upgrade", "400", "Upgrade must be one word"},
        {"ws", "handshake/accepted/two Upgrade lines", "400", "Upgrade must be one word"},
        {"ws", "handshake/accepted/a whole URL", "400", "its option `path` compares the target as it is written"},
        {"ws", "handshake/accepted/spaces and tabs around values", "426", "Node's parser knows no tab there"},
        {"ws", "handshake/refused/version: 8", "tolerated", "version 8 is spoken too, it differs in one header"},
        {"ws", "handshake/refused/version: *", "400", "which version is spoken is told since 8.19"},
        {"ws", "handshake/refused/a body*", "tolerated", "the body is read as frames"},
        {"ws", "handshake/refused/no such path", "400", "all refusals of ws itself are 400"},
        {"ws", "handshake/refused/* Host*", "tolerated", "Node asks for Host on plain requests only"},
        {"ws", "handshake/refused/HTTP *", "tolerated", "the version is not looked at"},
        {"ws", "handshake/afterAnotherRequest/fourth, in one segment", nullptr,
         "Node hands the socket over before the answers that wait are written"},

        {"ws", "deflate/agreed/behind one that must be declined", "400", "one bad offer refuses the handshake"},
        {"ws", "deflate/declined/server_max_window_bits=08", "agreed", "numbers are read leniently"},
        {"ws", "deflate/declined/*=*", "400", "one bad offer refuses the handshake"},
        {"ws", "deflate/declined/*;*", "400", "likewise"},
        {"ws", "deflate/declined/mystery", "400", "likewise"},
        {"ws", "deflate/declined/server_max_window_bits", "400", "likewise"},
        {"ws", "deflate/messages/BFINAL, and one that refers to it", "... close 1007", "BFINAL ends its context"},
        {"ws", "deflate/badData/cut in a block", nullptr, "what is there of the message counts"},
        {"ws", "deflate/limits/a bomb*", "close 1007", "the code for all that inflating fails with"},

        // python3-websockets 10.4.
        {"python-websockets", "framing/longerLengthThanNeeded/*", "tolerated",
         "the shortest form is not asked for"},
        {"python-websockets", "framing/aroundTheViolation/what came before*", "... close 1002",
         "frames are read ahead of the application, whose answer comes too late"},
        {"python-websockets", "closing/whenItComes/behind a message", "... close 1000", "likewise"},
        {"python-websockets", "handshake/framesBehindTheRequest/a text and a close", "... close 4000", "likewise"},
        {"python-websockets", "control/refused/ping of 126 bytes that never come", "close 1002",
         "a frame is judged when it is whole"},
        {"python-websockets", "fragmentation/tooMany/16385 *", "tolerated", "their number is not limited"},
        {"python-websockets", "utf8/failFast/*surrogate*", "close 1007", "Python's decoder wants the third byte"},
        {"python-websockets", "utf8/failFastInAFrame/*", "close 1007", "a frame is decoded when it is whole"},
        {"python-websockets", "handshake/accepted/list in Upgrade", "426", "Upgrade must be one word"},
        {"python-websockets", "handshake/accepted/two Upgrade lines", "426", "Upgrade must be one word"},
        {"python-websockets", "handshake/accepted/HTTP 1.0*", "400", "it speaks HTTP 1.1 only, as the RFC has it"},
        {"python-websockets", "handshake/refused/version: *", "400", "which version is spoken is not told"},
        {"python-websockets", "handshake/refused/POST", "400", "it knows no other method than GET"},
        {"python-websockets", "handshake/refused/HEAD", "400", "likewise"},
        {"python-websockets", "handshake/refused/a body*", "tolerated", "the body is read as frames"},
        {"python-websockets", "handshake/refused/* Host*", "tolerated", "Host is not looked at"},
        {"python-websockets", "deflate/messages/BFINAL, and one that refers to it", "text \"Hello\"; text \"\"",
         "nothing is read behind BFINAL"},
        {"python-websockets", "deflate/badData/cut in a block", nullptr, "what is there of the message counts"},
        {"python-websockets", "deflate/badData/*", "... close 1002", "RFC 7692 names no code"},
        {"python-websockets", "handshake/afterAnotherRequest/*", nullptr, "it closes after each other answer"},
};
// clang-format on

std::array<bool, std::size(exceptions)> used{};

} // namespace

const Exception *exceptionFor(const QString &profile, const QString &row)
{
    for (std::size_t i = 0; i < std::size(exceptions); ++i) {
        const Exception &exception = exceptions[i];
        const QString pattern = QRegularExpression::wildcardToRegularExpression(
                QLatin1StringView(exception.rows));
        if (profile == QLatin1StringView(exception.profile)
            && QRegularExpression(pattern).match(row).hasMatch()) {
            used[i] = true;
            return &exception;
        }
    }
    return nullptr;
}

QByteArrayList unusedExceptions(const QString &profile)
{
    QByteArrayList rows;
    for (std::size_t i = 0; i < std::size(exceptions); ++i) {
        if (!used[i] && profile == QLatin1StringView(exceptions[i].profile))
            rows.append(exceptions[i].rows);
    }
    return rows;
}

} // namespace Landline::Conformance
