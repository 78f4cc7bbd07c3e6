// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTETABLE_H
#define LANDLINE_ROUTETABLE_H

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <optional>

namespace Landline {

/// Which route does a request match? The dispatcher of FastRoute, and so of Hyperf, for one server
/// in one worker.
///
/// add() the routes first, each with a number of the caller's own; then match() as often as there
/// are requests. The patterns' language is that of RoutePattern. A table belongs to one thread and
/// shares nothing with another table.
///
/// \code
/// RouteTable table;
/// table.add("GET", "/user/{id:\\d+}", 0);
/// table.match("GET", "/user/7"); // Found, index 0, parameters {{"id", "7"}}
/// \endcode
class RouteTable
{
public:
    /// The method that a WebSocket route is added and looked up with. A path may have a WebSocket
    /// route and a GET route, and neither is found in place of the other. It is no token, so
    /// no client can send it as its method.
    static const QString WebSocket;
    /// The method of a route for all HTTP methods; it never answers a look-up of WebSocket.
    static const QString Any;

    struct Match
    {
        enum class Kind {
            Found, ///< index and parameters are set
            NotAllowed, ///< the path exists, but not for this method; allowed is set
            NotFound,
        };

        Kind kind = Kind::NotFound;
        int index = -1; ///< as given to add()
        /// The placeholders of the pattern with their values, in its order; those of an absent
        /// optional tail are missing.
        QList<QPair<QString, QString>> parameters;
        /// What an Allow header lists: HTTP methods only. A WebSocket route stands there as GET,
        /// which its handshake is.
        QStringList allowed;

        friend bool operator==(const Match &, const Match &) = default;
    };

    /// Adds a route: \a method is an upper-case HTTP method, Any or WebSocket. \a index is what
    /// match() tells of it.
    ///
    /// Returns false, and leaves the table as it was, when the pattern is not valid, when the
    /// method has the same route already, or when an earlier route with placeholders would always
    /// answer in its place: see errorString().
    bool add(const QString &method, const QString &pattern, int index);
    /// Why the last add() returned false: a sentence that names the pattern.
    QString errorString() const { return m_errorString; }

    /// Looks \a path up, the whole of it as the request has it: case and a slash at its end count,
    /// percent-encoding is not resolved; see RoutePattern::canonicalPath() for the spellings that are the same.
    /// Values are matched in that form and then percent-decoded (Hyperf leaves them raw): so `{name}`
    /// takes "a%2Fb", which `[^/]+` allows, and its value is "a/b". "%00" becomes U+0000, bytes that
    /// are not UTF-8 become U+FFFD.
    ///
    /// The order: the static route of the method, its routes with placeholders as they were added,
    /// for HEAD the same two of GET, then the same two of Any. The methods of NotAllowed are those
    /// of static routes first.
    Match match(const QString &method, const QString &path) const;

private:
    struct StaticRoutes
    {
        QString method;
        QHash<QString, int> indexes; // by canonical path
    };
    struct VariableRoute
    {
        QRegularExpression regex;
        QStringList names;
        QString pattern;
        int index;
    };
    struct VariableRoutes
    {
        QString method;
        QList<VariableRoute> routes;
    };

    bool addStatic(const QString &method, const QString &pattern, const QString &path, int index);
    bool addVariable(const QString &method, const VariableRoute &route);
    const VariableRoute *findVariable(const QString &method, const QString &path) const;
    Match matchCanonical(const QString &method, const QString &path) const;
    std::optional<Match> find(const QString &method, const QString &path) const;
    QStringList methodsFor(const QString &path) const;
    bool fail(const QString &pattern, const QString &complaint);

    // Both in the order in which their methods came first, which is the order of Allow.
    QList<StaticRoutes> m_static;
    QList<VariableRoutes> m_variable;
    QString m_errorString;
};

} // namespace Landline

#endif
