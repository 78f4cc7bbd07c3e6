// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to FrameParser and MessageDeflate as a connection with permessage-deflate does, in one piece and
// cut at random places, also byte by byte: the messages must be the same, and none takes more memory than the limit
// allows. The same bytes are also deflated and inflated again. The first three bytes of an input say how: where the
// others are cut, and what was agreed on.

#include "api/settings.h"
#include "require.h"
#include "shared/utf8.h"
#include "websocket/frameparser.h"
#include "websocket/messagedeflate.h"

#include <QtCore/qlist.h>

#include <random>

using namespace Landline;

namespace {

// Small enough to be met by a fuzzer's inputs.
constexpr qint64 MaxMessageSize = 5000;
constexpr int MaxFragments = 50;
constexpr qsizetype Slack = 64; // of malloc

struct Agreed
{
    CompressionSettings settings;
    DeflateTerms terms;

    explicit Agreed(unsigned char bits)
    {
        settings.compressionMinSize = 0;
        settings.compressionLevel = 1 + bits % 9;
        terms.serverKeepsContext = bits & 1;
        terms.clientKeepsContext = bits & 2;
        terms.serverWindowBits = static_cast<quint8>(9 + (bits >> 2) % 7);
        terms.clientWindowBits = static_cast<quint8>(8 + (bits >> 5));
    }
};

/// What a connection makes of what was found; empty if that is its end.
QByteArray said(FrameParser::Event event, FrameParser::Found *found, MessageDeflate *deflate)
{
    if (event == FrameParser::Event::Close || event == FrameParser::Event::Violation)
        return {};
    const bool isText = event == FrameParser::Event::Message && found->type == FrameType::Text;
    if (event == FrameParser::Event::Message && found->isCompressed) {
        const Inflater::Result result = deflate->inflate(&found->payload, MaxMessageSize);
        require(found->payload.capacity() <= MaxMessageSize + Slack);
        if (result != Inflater::Result::Done || (isText && !isValidUtf8(found->payload)))
            return {};
    }
    require(found->payload.size() <= MaxMessageSize);
    require(!isText || QByteArrayView(found->payload).isValidUtf8());
    return QByteArray::number(int(event)) + (isText ? 't' : 'b') + found->payload;
}

/// All that is said when pieces are \a cut() bytes long.
template<typename Cut>
QList<QByteArray> conversation(const Agreed &agreed, QByteArrayView bytes, const Cut &cut)
{
    DeflatePool pool;
    MessageDeflate deflate(agreed.terms, agreed.settings, &pool);
    FrameParser parser({MaxMessageSize, MaxFragments, FrameHeader::Compression::Allowed});
    FrameParser::Found found;
    QList<QByteArray> all;
    while (!bytes.isEmpty()) {
        QByteArrayView piece = bytes.first(qMin<qsizetype>(bytes.size(), cut()));
        bytes = bytes.sliced(piece.size());
        for (;;) {
            const FrameParser::Event event = parser.next(&piece, &found);
            if (event == FrameParser::Event::NeedMore)
                break;
            all.append(said(event, &found, &deflate));
            if (all.constLast().isEmpty())
                return all;
        }
    }
    return all;
}

/// What is deflated is read by who agreed on the same.
void checkThereAndBack(const Agreed &agreed, QByteArrayView bytes)
{
    DeflatePool pool;
    MessageDeflate sender(agreed.terms, agreed.settings, &pool);
    Inflater receiver(agreed.terms.serverWindowBits);
    QByteArray message;
    for (int i = 0; i < 2; ++i) {
        if (!sender.deflate(bytes))
            continue;
        require(pool.scratch().size() < bytes.size());
        require(receiver.inflate(pool.scratch(), bytes.size(), &message) == Inflater::Result::Done);
        require(message == bytes);
        if (!agreed.terms.serverKeepsContext)
            receiver.forget();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size < 3)
        return 0;
    const Agreed agreed(data[2]);
    const QByteArrayView bytes(data + 3, qsizetype(size) - 3);
    checkThereAndBack(agreed, bytes);

    const QList<QByteArray> whole = conversation(agreed, bytes, [&bytes] { return bytes.size(); });
    require(conversation(agreed, bytes, [] { return 1; }) == whole);

    std::minstd_rand random(1 + data[0]);
    const qsizetype longest = 1 + data[1];
    require(conversation(agreed, bytes, [&] { return 1 + qsizetype(random() % longest); }) == whole);
    return 0;
}
