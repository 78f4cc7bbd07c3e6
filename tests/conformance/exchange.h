// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_EXCHANGE_H
#define LANDLINE_EXCHANGE_H

#include <QtCore/qbytearraylist.h>
#include <QtCore/qstring.h>

namespace Landline::Conformance {

/// One row of the suite: what a client sends on a new connection after the handshake, and what the
/// server says.
///
/// \code
/// QTest::newRow("RSV1") << Exchange{{ClientFrame::text("x").withReservedBits(4)},
/// says::close(1002)}; \endcode
struct Exchange
{
    /// Sent one by one, each when the server has read the one before.
    QByteArrayList segments;
    /// As a Transcript words it; several that are right are joined by " or ". What ends with a
    /// close frame is the whole conversation; behind all else a text must still come back.
    QByteArray expected;
    /// What a server says that does not mind the violation, for the exceptions that allow it.
    QByteArray tolerated = {};
    /// For what must be refused before the message is finished: the rest of it. Sent only to
    /// servers with an exception for the row, who look at messages when they are whole.
    QByteArray rest = {};
    /// The extensions that the handshake offers.
    QByteArray offer = {};
};

/// "theme/function/row" of the row that is running, as the exceptions name it.
QString currentRow();
void setCurrentTheme(const QString &theme);

/// Executes \a exchange on a connection of its own and fails the running test if the server says
/// something else; \a detail tells the one of several exchanges in a row. False if the row is
/// decided: failed or skipped.
bool execute(const Exchange &exchange, const QByteArray &detail = {});

/// True if \a said is one of \a allowed, see Exception::instead.
bool isAllowed(const QByteArray &said, const QByteArray &allowed);

/// What the row that is running expects of this server: \a expected, or what an exception puts in
/// its place; null, and the row skipped, if it means nothing to it.
QByteArray expectedHere(const QByteArray &expected, const QByteArray &tolerated, bool *isException);

} // namespace Landline::Conformance

#endif
