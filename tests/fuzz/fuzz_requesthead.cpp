// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to RequestHead::parse() and checks that the answer for all of them is the answer for every
// shorter beginning that is decided at all.

#include "api/percentencoding_p.h"
#include "cuts.h"
#include "http/handshake.h"
#include "http/requesthead.h"
#include "require.h"

using namespace Landline;

namespace {

void checkResult(const ParsedHead &parsed, qsizetype available)
{
    if (parsed.isRefused())
        require(parsed.status >= 400 && parsed.status < 600 && !parsed.reason.isEmpty());
    if (!parsed.isComplete())
        return;
    const RequestHead &head = parsed.head;
    require(parsed.size > 0 && parsed.size <= qMin(available, RequestHead::MaxSize));
    require(!head.method().isEmpty());
    require(head.path().startsWith('/') || head.path() == "*");
    require(PercentEncoding::isValid(head.path()));
    require(head.headers().size() <= RequestHead::MaxHeaders);
    require(!head.isChunked() || !head.contentLength());
    require(head.contentLength().value_or(0) >= 0);
    if (isHandshake(head) && !checkHandshake(head))
        require(head.header("Sec-WebSocket-Key").size() == 24 && !head.hasBody());
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    const ParsedHead whole = RequestHead::parse(bytes);
    checkResult(whole, bytes.size());
    checkCuts<RequestHead>(bytes, whole);
    return 0;
}
