// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_AUDIENCE_H
#define LANDLINE_AUDIENCE_H

#include <Landline/landline_export.h>

#include <QtCore/qlist.h>
#include <QtCore/qshareddata.h>
#include <QtCore/qstringlist.h>

namespace Landline {

class AudienceData;
class Filter;
struct FilterError;

/// The targets of a Sender's command: all, a server, a route, a group, a user, single connections, those that match a
/// filter, and unions of these.
///
/// \code
/// sender.push(Audience::group("room:42").except(connection->fd()), frame);
/// sender.push(Audience::group("admins") | Audience::user("ann"), frame);
/// sender.disconnect(Audience::server("ws"), CloseCode::ServiceRestart);
/// sender.disconnect(Audience::matching("server:ws idle>10m !user:admin*"), CloseCode::GoingAway);
/// \endcode
///
/// It holds names, not connections: each worker looks up its own connections when the command arrives, over all servers of
/// the node. A connection that matches twice gets one copy; names that are not in use match nothing. An implicitly shared
/// value, for any thread.
class LANDLINE_EXPORT Audience
{
public:
    /// Nobody.
    Audience();
    Audience(const Audience &other);
    Audience(Audience &&other) noexcept;
    Audience &operator=(const Audience &other);
    Audience &operator=(Audience &&other) noexcept;
    ~Audience();

    /// Every live connection of the node.
    static Audience all();
    /// Whom the routes of the server \a name have let in, whatever port they came by.
    static Audience server(const QString &name);
    /// Those of one route; \a pattern as it was registered, e.g. "/chat/{room}".
    static Audience route(const QString &server, const QString &pattern);
    /// Those in a group, see Connection::join().
    static Audience group(const QString &name);
    /// Those in at least one of these groups.
    static Audience groups(const QStringList &names);
    /// The connections of a user, see Connection::bindUser().
    static Audience user(const QString &id);
    static Audience users(const QStringList &ids);
    /// Those with these fds. Only for these a Delivery counts who is gone or was never there.
    static Audience connections(const QList<qint64> &fds);
    /// Those that match \a filter, see Filter; each worker evaluates it on its live connections when the order gets there.
    static Audience matching(const Filter &filter);
    /// The same for the text of a filter. If it is wrong, \a error says what is; without \a error a warning is logged. The
    /// audience is empty then: a filter that cannot be read matches nobody.
    static Audience matching(const QString &filter, FilterError *error = nullptr);

    /// Adds those of \a other. What either of them excepts is excepted from both.
    Audience &add(const Audience &other);
    Audience &operator|=(const Audience &other) { return add(other); }
    friend Audience operator|(Audience left, const Audience &right) { return left.add(right); }

    /// The same audience without these, in whatever part of it they are, also of what is added later.
    Audience except(qint64 fd) const { return except(QList<qint64>{fd}); }
    Audience except(const QList<qint64> &fds) const;

    /// True if it names nobody and nothing. One that names a group without members is not empty.
    bool isEmpty() const;

    // Its parts, for the workers.

    struct RouteName
    {
        QString server;
        QString pattern;

        friend bool operator==(const RouteName &, const RouteName &) = default;
    };

    bool hasAll() const;
    QStringList serverNames() const;
    QList<RouteName> routeNames() const;
    QStringList groupNames() const;
    QStringList userIds() const;
    QList<Filter> filters() const;
    QList<qint64> fds() const;
    QList<qint64> exceptedFds() const;

    friend bool operator==(const Audience &left, const Audience &right) { return left.isSameAs(right); }

private:
    AudienceData &data();
    bool isSameAs(const Audience &other) const;

    QSharedDataPointer<AudienceData> d; ///< nullptr for nobody
};

} // namespace Landline

#endif
