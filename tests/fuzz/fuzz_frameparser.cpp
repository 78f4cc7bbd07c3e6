// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to FrameParser, in one piece and cut at random places, also byte by byte: what it finds must be
// the same. The first two bytes of an input say where the others are cut.

#include "require.h"
#include "websocket/frameparser.h"

#include <QtCore/qlist.h>

#include <random>

using namespace Landline;

namespace {

// Small enough to be met by a fuzzer's inputs.
constexpr qint64 MaxMessageSize = 2000;
constexpr int MaxFragments = 50;

struct Finding
{
    FrameParser::Event event = FrameParser::Event::NeedMore;
    FrameType type = FrameType::Text;
    quint16 code = 0;
    QByteArray payload;

    bool operator==(const Finding &) const = default;
};

void checkFinding(const Finding &finding)
{
    using Event = FrameParser::Event;
    const qsizetype size = finding.payload.size();
    if (finding.event == Event::Message)
        require(size <= MaxMessageSize);
    else
        require(size <= 125);
    if (finding.event == Event::Close || (finding.event == Event::Message && finding.type == FrameType::Text))
        require(QByteArrayView(finding.payload).isValidUtf8());
    if (finding.event == Event::Violation)
        require(finding.code >= 1002 && finding.code <= 1009 && size > 0);
}

/// What \a parser finds in \a piece; false if it is at an end with this client.
bool parse(FrameParser *parser, QByteArrayView piece, QList<Finding> *findings)
{
    using Event = FrameParser::Event;
    FrameParser::Found found;
    for (;;) {
        const Event event = parser->next(&piece, &found);
        if (event == Event::NeedMore) {
            require(piece.isEmpty());
            return true;
        }
        Finding finding{event, {}, 0, found.payload};
        if (event == Event::Message)
            finding.type = found.type;
        if (event == Event::Close || event == Event::Violation)
            finding.code = found.code;
        checkFinding(finding);
        findings->append(finding);
        if (event == Event::Close || event == Event::Violation)
            return false;
    }
}

/// All that is found when pieces are \a cut() bytes long.
template<typename Cut>
QList<Finding> parsed(QByteArrayView bytes, const Cut &cut)
{
    FrameParser parser({MaxMessageSize, MaxFragments});
    QList<Finding> findings;
    while (!bytes.isEmpty()) {
        const qsizetype size = qMin<qsizetype>(bytes.size(), cut());
        if (!parse(&parser, bytes.first(size), &findings))
            break;
        bytes = bytes.sliced(size);
    }
    return findings;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 2)
        return 0;
    const QByteArrayView bytes(data + 2, qsizetype(size) - 2);
    const QList<Finding> whole = parsed(bytes, [&bytes] { return bytes.size(); });
    require(parsed(bytes, [] { return 1; }) == whole);

    std::minstd_rand random(1 + data[0]);
    const qsizetype longest = 1 + data[1];
    require(parsed(bytes, [&] { return 1 + qsizetype(random() % longest); }) == whole);
    return 0;
}
