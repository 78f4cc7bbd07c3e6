// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to a BodyDecoder, whole and in pieces, and checks that the pieces make no difference. The first byte
// says how long they are, and which limit there is.

#include "http/bodydecoder.h"
#include "http/requesthead.h"
#include "require.h"

using namespace Landline;

namespace {

struct Decoded
{
    BodyDecoder::Result result = BodyDecoder::Result::Incomplete;
    QByteArray body;
    qsizetype taken = 0;
    int status = 0;

    friend bool operator==(const Decoded &, const Decoded &) = default;
};

Decoded decode(QByteArrayView bytes, qint64 maxSize, qsizetype pieceSize)
{
    static const RequestHead head
            = RequestHead::parse("POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n").head;
    BodyDecoder decoder(head, maxSize);
    Decoded decoded;
    for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
        const QByteArrayView piece = bytes.sliced(at, qMin(pieceSize, bytes.size() - at));
        QByteArrayView input = piece;
        decoded.result = decoder.decode(&input);
        decoded.body += decoder.takeBody();
        decoded.taken += piece.size() - input.size();
        if (decoded.result != BodyDecoder::Result::Incomplete)
            break;
        require(input.isEmpty());
    }
    decoded.status = decoder.status();
    return decoded;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, qsizetype(size) - 1);
    const qint64 maxSize = data[0] & 0x80 ? 1 << 20 : 30;
    const Decoded whole = decode(bytes, maxSize, qMax<qsizetype>(bytes.size(), 1));
    require(whole.body.size() <= maxSize);
    require((whole.status != 0) == (whole.result == BodyDecoder::Result::Refused));
    require(decode(bytes, maxSize, 1 + (data[0] & 0x7f)) == whole);
    require(decode(bytes, maxSize, 1) == whole);
    return 0;
}
