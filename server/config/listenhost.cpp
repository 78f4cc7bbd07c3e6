// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/listenhost.h"

#include "shared/quoting.h"

#include <QtNetwork/qhostaddress.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QHostAddress addressOf(const QString &host)
{
    return host == "localhost"_L1 ? QHostAddress(QHostAddress::LocalHost) : QHostAddress(host);
}

bool isAllIPv4(const QHostAddress &address)
{
    return address == QHostAddress(QHostAddress::AnyIPv4);
}

bool isAllIPv6(const QHostAddress &address)
{
    return address == QHostAddress(QHostAddress::AnyIPv6);
}

// Why something that is nearly an address is none.
QString adviceFor(const QString &host)
{
    if (host.isEmpty() || host == "*"_L1)
        return u"; \"0.0.0.0\" stands for all IPv4 addresses, \"::\" for all IPv6 addresses"_s;
    if (host.contains("://"_L1))
        return u"; leave out what stands before the address"_s;
    if (host.startsWith(u'['))
        return u"; leave out the brackets"_s;
    const QString beforeColon = host.section(u':', 0, 0);
    if (host.count(u':') == 1 && addressOf(beforeColon).protocol() == QHostAddress::IPv4Protocol)
        return u"; the port has a key of its own: port"_s;
    return QString();
}

} // namespace

QString checkHost(const QString &host)
{
    const QHostAddress address = addressOf(host);
    if (address.isNull()) {
        return "must be an IPv4 or IPv6 address or \"localhost\", but is \"%1\"%2"_L1.arg(
                printable(host), adviceFor(host));
    }
    // Qt reads "127.1" and "0x7f.0.0.1" as inet_aton() does; what a person means by them is
    // anybody's guess.
    const bool isShorthand = address.protocol() == QHostAddress::IPv4Protocol
            && host != "localhost"_L1 && address.toString() != host;
    return isShorthand ? "must be written in full: \"%1\""_L1.arg(address.toString()) : QString();
}

bool hostsOverlap(const QString &first, const QString &second)
{
    const QHostAddress a = addressOf(first);
    const QHostAddress b = addressOf(second);
    if (a == b)
        return true;
    if (isAllIPv4(a) || isAllIPv4(b))
        return a.protocol() == QHostAddress::IPv4Protocol
                && b.protocol() == QHostAddress::IPv4Protocol;
    if (isAllIPv6(a) || isAllIPv6(b))
        return a.protocol() == QHostAddress::IPv6Protocol
                && b.protocol() == QHostAddress::IPv6Protocol;
    return false;
}

} // namespace Landline
