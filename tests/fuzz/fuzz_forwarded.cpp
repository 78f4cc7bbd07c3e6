// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to the readers of origins, hosts and X-Forwarded-*. What is normalized must be final; a client that
// is not the proxy itself must have been in the list, and nothing left of it may change the outcome.

#include "api/allowedhosts_p.h"
#include "api/authority_p.h"
#include "api/originname_p.h"
#include "http/forwarded.h"
#include "http/requesthead.h"
#include "require.h"

#include <algorithm>

using namespace Landline;

namespace {

void checkNames(const QByteArray &text)
{
    const QByteArray origin = normalizedOrigin(text);
    require(origin.isEmpty() || normalizedOrigin(origin) == origin);
    complaintAboutOrigin(QString::fromUtf8(text));
    complaintAboutHost(QString::fromUtf8(text));
    if (const std::optional<Authority> authority = Authority::parse(text)) {
        const QByteArray port = authority->port < 0 ? QByteArray() : ':' + QByteArray::number(authority->port);
        require(Authority::parse(authority->host + port) == authority);
        require(isHostAllowed(text, false, {QString::fromLatin1(authority->host)}));
    }
}

RequestHead headWith(const QByteArray &addresses)
{
    return RequestHead::parse("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + addresses
                              + "\r\nX-Forwarded-Host: b, c\r\nX-Forwarded-Proto: https\r\n\r\n")
            .head;
}

void checkClient(const QByteArray &text)
{
    static const QList<IpNetwork> trusted{*IpNetwork::fromString(QStringLiteral("10.0.0.0/8")),
                                          *IpNetwork::fromString(QStringLiteral("fd00::/8"))};
    const PeerAddress proxy = *PeerAddress::fromText("10.0.0.1", 1);
    const PeerAddress client = forwardedBy(headWith(text), proxy, trusted).client;
    require(!client.isNull());
    const auto isTrusted = [&client](const IpNetwork &network) { return network.contains(client); };
    if (std::any_of(trusted.begin(), trusted.end(), isTrusted))
        return;
    // Whatever a client invents, the proxies append to it.
    require(forwardedBy(headWith("1.2.3.4, 10.0.0.9, " + text), proxy, trusted).client == client);
    const PeerAddress stranger = *PeerAddress::fromText("203.0.113.9", 1);
    require(forwardedBy(headWith(text), stranger, trusted).client == stranger);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    checkNames(text);
    if (text.size() < 4096 && RequestHead::parse("GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: " + text + "\r\n\r\n").isComplete()
        && !text.contains('\n'))
        checkClient(text);
    return 0;
}
