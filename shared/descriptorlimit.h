// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DESCRIPTORLIMIT_H
#define LANDLINE_DESCRIPTORLIMIT_H

#include <QtCore/qstring.h>

namespace Landline {

/// How many descriptors this process may have open at once: RLIMIT_NOFILE, see getrlimit(2). Any thread; needs no
/// QCoreApplication.
class DescriptorLimit
{
public:
    /// The soft limit, which is the one that counts.
    static quint64 current();

    /// Raises the soft limit to the hard one. False with errno if the kernel refuses; then it stays as it is.
    static bool raise();

    /// How many more descriptors can be opened. Counting stops at \a enough, and opens nothing itself.
    static int available(int enough);

    /// An empty string if \a count more descriptors can be opened, else an error to show. \a needs is the middle of its
    /// sentence: "2 workers and 1 server need".
    static QString shortage(int count, const QString &needs);
};

} // namespace Landline

#endif
