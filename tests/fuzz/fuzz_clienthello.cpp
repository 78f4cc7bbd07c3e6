// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to ClientHello::parse() and checks that what a beginning of them decides stays decided.

#include "cuts.h"
#include "qt/clienthello.h"
#include "require.h"

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

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArrayView bytes(data, qsizetype(size));
    const ClientHello whole = ClientHello::parse(bytes);
    checkResult(whole);
    checkCuts<ClientHello>(bytes, whole);
    return 0;
}
