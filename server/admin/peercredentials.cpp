// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/peercredentials.h"

#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

PeerCredentials PeerCredentials::of(qintptr socketDescriptor)
{
    ucred credentials{};
    socklen_t size = sizeof credentials;
    if (::getsockopt(static_cast<int>(socketDescriptor), SOL_SOCKET, SO_PEERCRED, &credentials,
                     &size)
        != 0)
        return {};
    return {credentials.uid, credentials.pid};
}

bool PeerCredentials::isTrusted() const
{
    return uid == ::geteuid() || uid == 0;
}

QString PeerCredentials::toString() const
{
    return QStringLiteral("uid %1, pid %2")
            .arg(static_cast<qint64>(static_cast<qint32>(uid)))
            .arg(pid);
}

} // namespace Landline
