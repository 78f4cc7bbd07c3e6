// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONFILTER_H
#define LANDLINE_CONNECTIONFILTER_H

#include "shared/connectioninfo.h"

#include <QtCore/qlist.h>

namespace Landline::Gui {

/// Which connections the table shows: a server, and words that must all be found.
///
/// A word is looked for, whatever its case, in fd, server, route, path, label, remote address and
/// user agent. A word with the name of a field before it, as in `route:/chat` or `worker:2`, is
/// looked for there only; the fields are fd, server, route, path, label, peer, worker, agent,
/// protocol. fd and worker must be equal.
class ConnectionFilter
{
public:
    /// Accepts everything.
    ConnectionFilter() = default;
    /// \a server is a server's exact name, or empty for all of them.
    ConnectionFilter(const QString &server, const QString &text);

    bool isEmpty() const { return m_server.isEmpty() && m_terms.isEmpty(); }
    bool accepts(const ConnectionInfo &connection) const;

    friend bool operator==(const ConnectionFilter &, const ConnectionFilter &) = default;

private:
    struct Term
    {
        QString field; ///< or empty for any
        QString word;

        friend bool operator==(const Term &, const Term &) = default;
    };

    static Term toTerm(const QString &word);
    static bool accepts(const Term &term, const ConnectionInfo &connection);

    QString m_server;
    QList<Term> m_terms;
};

/// "127.0.0.1:51834" or "[::1]:51834"
QString peerText(const ConnectionInfo &connection);

} // namespace Landline::Gui

#endif
