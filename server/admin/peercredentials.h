// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PEERCREDENTIALS_H
#define LANDLINE_PEERCREDENTIALS_H

#include <QtCore/qstring.h>

#include <sys/types.h>

namespace Landline {

/// The process at the other end of a local socket, by the kernel's word at the moment when it
/// connected (SO_PEERCRED). Nothing that the process sends can change it.
struct PeerCredentials
{
    uid_t uid = static_cast<uid_t>(-1); ///< -1 when the kernel does not say: nobody
    pid_t pid = 0;

    /// Of the peer of \a socketDescriptor. At the connecting end: of the process that listens
    /// there.
    static PeerCredentials of(qintptr socketDescriptor);

    /// Does it belong to our own user, or to root?
    bool isTrusted() const;
    /// "uid 1000, pid 4711"
    QString toString() const;
};

} // namespace Landline

#endif
