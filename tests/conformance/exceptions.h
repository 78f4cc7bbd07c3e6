// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_EXCEPTIONS_H
#define LANDLINE_EXCEPTIONS_H

#include <QtCore/qbytearraylist.h>
#include <QtCore/qstring.h>

namespace Landline::Conformance {

/// What one server is allowed to do differently from what a row of the suite expects, and why. All
/// of them stand in exceptions.cpp, nowhere else.
struct Exception
{
    /// Which server, by Subject::profile().
    const char *profile;
    /// Which rows: "theme/function/row", with wildcards * and ?.
    const char *rows;
    /// What that server does, and must do: the row fails as well when it does something else, what
    /// the RFC says included. A transcript, several of them joined by " or ", "... close 1007" for
    /// anything that ends so, or `tolerated` for what the row itself says that lenient servers do.
    /// Null: the row means nothing here and is skipped.
    const char *instead;
    const char *reason;
};

/// The exception of \a profile for \a row, or null.
const Exception *exceptionFor(const QString &profile, const QString &row);

/// The rows of those of \a profile that exceptionFor() never found: the list must shrink when a
/// server gets better.
QByteArrayList unusedExceptions(const QString &profile);

} // namespace Landline::Conformance

#endif
