// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to a RequestReader, whole and in pieces, and checks that it finds the same requests and takes the same
// bytes. The first byte says how long the pieces are, and which limit there is for a body.

#include "http/requestreader.h"
#include "require.h"

using namespace Landline;

namespace {

struct Found
{
    QByteArray all; ///< paths and bodies
    int status = 0;

    friend bool operator==(const Found &, const Found &) = default;
};

Found read(QByteArrayView bytes, qint64 maxBodySize, qsizetype pieceSize)
{
    using Event = RequestReader::Event;
    RequestReader reader;
    Found found;
    for (qsizetype at = 0; at < bytes.size(); at += pieceSize) {
        QByteArrayView input = bytes.sliced(at, qMin(pieceSize, bytes.size() - at));
        for (Event event = reader.next(&input); event != Event::NeedMore; event = reader.next(&input)) {
            if (event == Event::Refused) {
                found.status = reader.status();
                require(found.status >= 400 && !reader.reason().isEmpty());
                return found;
            }
            if (event == Event::Head) {
                found.all += reader.head().path() + '\n';
                if (reader.head().hasBody())
                    reader.readBody(maxBodySize);
            } else {
                const QByteArray body = reader.takeBody();
                require(body.size() <= maxBodySize);
                found.all += body + '\n';
            }
        }
        require(input.isEmpty());
    }
    return found;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    if (size == 0)
        return 0;
    const QByteArrayView bytes(data + 1, qsizetype(size) - 1);
    const qint64 maxBodySize = data[0] & 0x80 ? 1 << 20 : 30;
    const Found whole = read(bytes, maxBodySize, qMax<qsizetype>(bytes.size(), 1));
    require(read(bytes, maxBodySize, 1 + (data[0] & 0x7f)) == whole);
    if (size < 2048) // each byte of a head looks at all before it
        require(read(bytes, maxBodySize, 1) == whole);
    return 0;
}
