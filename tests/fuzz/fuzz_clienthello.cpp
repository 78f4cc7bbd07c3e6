// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to ClientHello::parse() and checks that what a beginning of them decides stays decided.

#include "require.h"
#include "tls/clienthello.h"

#include <algorithm>

using namespace Landline;

namespace {

void checkResult(const ClientHello &hello)
{
    require(hello.state == ClientHello::State::Complete || hello.serverName.isEmpty());
    require(hello.serverName.size() <= 255);
    require(std::none_of(hello.serverName.cbegin(), hello.serverName.cend(),
                         [](char c) { return c <= ' ' || c > '~' || (c >= 'A' && c <= 'Z'); }));
}

void checkCuts(QByteArrayView bytes, const ClientHello &whole)
{
    const qsizetype step = 1 + bytes.size() / 64;
    const qsizetype first = bytes.isEmpty() ? 0 : uchar(bytes.back()) % step;
    bool decided = false;
    for (qsizetype size = first; size <= bytes.size(); size += step) {
        const ClientHello part = ClientHello::parse(bytes.first(size));
        const bool isDecided = part.state != ClientHello::State::Incomplete;
        require(isDecided || !decided);
        require(!isDecided || part == whole);
        decided = isDecided;
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    const ClientHello whole = ClientHello::parse(bytes);
    checkResult(whole);
    checkCuts(bytes, whole);
    return 0;
}
