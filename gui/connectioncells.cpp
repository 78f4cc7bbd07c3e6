// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectioncells.h"

#include "gui/connectionfilter.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreapplication.h>

namespace Landline::Gui::Cells {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::Cells)
};

template<typename T> int compared(const T &left, const T &right)
{
    return left < right ? -1 : right < left ? 1 : 0;
}

int compared(const QString &left, const QString &right)
{
    return left.compare(right, Qt::CaseInsensitive);
}

int comparedPeers(const ConnectionInfo &left, const ConnectionInfo &right)
{
    const int byAddress = compared(left.peerAddress, right.peerAddress);
    return byAddress ? byAddress : compared(left.peerPort, right.peerPort);
}

/// "red, blue +3"
QString groupsText(const ConnectionInfo &connection)
{
    const qint64 unnamed = connection.groupCount - connection.groups.size();
    const QString named = connection.groups.join(QStringLiteral(", "));
    return unnamed > 0 ? QStringLiteral("%1 +%2").arg(named).arg(unnamed) : named;
}

int comparedBy(Column column, const ConnectionInfo &left, const ConnectionInfo &right)
{
    switch (column) {
    case Column::Fd:
    case Column::Id:
        return compared(left.fd, right.fd);
    case Column::Server:
        return compared(left.server, right.server);
    case Column::Route:
        return compared(left.route, right.route);
    case Column::Label:
        return compared(left.label, right.label);
    case Column::Peer:
        return comparedPeers(left, right);
    case Column::Worker:
        return compared(left.worker, right.worker);
    case Column::Since:
        return compared(left.openedAt, right.openedAt);
    case Column::Idle: // the longer idle, the greater
        return compared(right.lastActiveAt, left.lastActiveAt);
    case Column::MessagesIn:
        return compared(left.messagesIn, right.messagesIn);
    case Column::MessagesOut:
        return compared(left.messagesOut, right.messagesOut);
    case Column::BytesIn:
        return compared(left.bytesIn, right.bytesIn);
    case Column::BytesOut:
        return compared(left.bytesOut, right.bytesOut);
    case Column::Queued:
        return compared(left.queuedBytes, right.queuedBytes);
    case Column::Path:
        return compared(left.path, right.path);
    case Column::Subprotocol:
        return compared(left.subprotocol, right.subprotocol);
    case Column::UserAgent:
        return compared(left.userAgent, right.userAgent);
    case Column::User:
        return compared(left.user, right.user);
    case Column::Groups:
        return compared(groupsText(left), groupsText(right));
    case Column::RoundTrip:
        return compared(left.roundTrip, right.roundTrip);
    case Column::Dropped:
        return compared(left.messagesDropped, right.messagesDropped);
    }
    return 0;
}

std::chrono::milliseconds idle(const ConnectionInfo &connection, const QDateTime &clock)
{
    const QDateTime now = clock.isValid() ? clock : QDateTime::currentDateTimeUtc();
    return std::chrono::milliseconds(connection.lastActiveAt.msecsTo(now));
}

/// The texts as they are, before they are made visible.
QString plainText(const ConnectionInfo &connection, Column column)
{
    switch (column) {
    case Column::Server:
        return connection.server;
    case Column::Route:
        return connection.route;
    case Column::Label:
        return connection.label;
    case Column::Peer:
        return peerText(connection);
    case Column::Path:
        return connection.path;
    case Column::Subprotocol:
        return connection.subprotocol;
    case Column::UserAgent:
        return connection.userAgent;
    case Column::Id:
        return connection.id;
    case Column::User:
        return connection.user;
    case Column::Groups:
        return groupsText(connection);
    default:
        return {};
    }
}
} // namespace

QString title(Column column)
{
    switch (column) {
    case Column::Fd:
        return Words::tr("fd", "the number of a connection");
    case Column::Server:
        return Words::tr("Server");
    case Column::Route:
        return Words::tr("Route");
    case Column::Label:
        return Words::tr("Label");
    case Column::Peer:
        return Words::tr("Remote address");
    case Column::Worker:
        return Words::tr("Worker");
    case Column::Since:
        return Words::tr("Connected");
    case Column::Idle:
        return Words::tr("Idle");
    case Column::MessagesIn:
        return Words::tr("Msgs in");
    case Column::MessagesOut:
        return Words::tr("Msgs out");
    case Column::BytesIn:
        return Words::tr("Bytes in");
    case Column::BytesOut:
        return Words::tr("Bytes out");
    case Column::Queued:
        return Words::tr("Queued");
    case Column::Path:
        return Words::tr("Path");
    case Column::Subprotocol:
        return Words::tr("Subprotocol");
    case Column::UserAgent:
        return Words::tr("User agent");
    case Column::Id:
        return Words::tr("Connection id");
    case Column::User:
        return Words::tr("User");
    case Column::Groups:
        return Words::tr("Groups");
    case Column::RoundTrip:
        return Words::tr("Round trip");
    case Column::Dropped:
        return Words::tr("Dropped");
    }
    return {};
}

QString titleToolTip(Column column)
{
    switch (column) {
    case Column::Fd:
        return Words::tr("The number of the connection; never used again while the node lives");
    case Column::Route:
        return Words::tr("The pattern that the requested path matched");
    case Column::Label:
        return Words::tr("The value of the context key that the node is configured to show");
    case Column::Worker:
        return Words::tr("The worker thread that owns the connection");
    case Column::Since:
        return Words::tr("When the connection was opened, in local time");
    case Column::Idle:
        return Words::tr("Time since a message last went in or out");
    case Column::MessagesIn:
        return Words::tr("Messages received from the client");
    case Column::MessagesOut:
        return Words::tr("Messages sent to the client");
    case Column::BytesIn:
        return Words::tr("Payload received from the client");
    case Column::BytesOut:
        return Words::tr("Payload sent to the client");
    case Column::Queued:
        return Words::tr("Payload that waits to be sent; grows when the client reads too slowly");
    case Column::User:
        return Words::tr("Whose connection the application says it is");
    case Column::Groups:
        return Words::tr("The groups that the connection has joined");
    case Column::RoundTrip:
        return Words::tr("How long the last ping and its answer took");
    case Column::Dropped:
        return Words::tr("Messages dropped because the client reads too slowly");
    default:
        return {};
    }
}

QString text(const ConnectionInfo &connection, Column column, const QDateTime &clock)
{
    switch (column) {
    case Column::Fd:
        return QString::number(connection.fd);
    case Column::Worker:
        return QString::number(connection.worker);
    case Column::Since:
        return Units::localTime(connection.openedAt);
    case Column::Idle:
        return connection.lastActiveAt.isValid() ? Units::duration(idle(connection, clock))
                                                 : QString();
    case Column::MessagesIn:
        return Units::count(connection.messagesIn);
    case Column::MessagesOut:
        return Units::count(connection.messagesOut);
    case Column::BytesIn:
        return Units::bytes(connection.bytesIn);
    case Column::BytesOut:
        return Units::bytes(connection.bytesOut);
    case Column::Queued:
        return Units::bytes(connection.queuedBytes);
    case Column::RoundTrip:
        return connection.roundTrip.count() < 0 ? QString() : Units::roundTrip(connection.roundTrip);
    case Column::Dropped:
        return Units::count(connection.messagesDropped);
    default:
        return visibleText(plainText(connection, column));
    }
}

QString toolTip(const ConnectionInfo &connection, Column column, const QDateTime &clock)
{
    switch (column) {
    case Column::Since:
        return toolTipText(Units::exactTime(connection.openedAt));
    case Column::Idle:
        return toolTipText(Units::exactTime(connection.lastActiveAt));
    case Column::BytesIn:
        return toolTipText(Units::exactBytes(connection.bytesIn));
    case Column::BytesOut:
        return toolTipText(Units::exactBytes(connection.bytesOut));
    case Column::Queued:
        return toolTipText(Units::exactBytes(connection.queuedBytes));
    case Column::Fd:
        return toolTipText(visibleText(connection.id));
    case Column::Route:
        return toolTipText(visibleText(connection.path, 2000));
    default:
        const QString plain = plainText(connection, column);
        return toolTipText(plain.isEmpty() ? text(connection, column, clock)
                                           : visibleText(plain, 2000));
    }
}

bool isBefore(const ConnectionInfo &left, const ConnectionInfo &right, Column column,
              Qt::SortOrder order)
{
    const int by = comparedBy(column, left, right);
    const int result = by ? by : compared(left.fd, right.fd);
    return order == Qt::AscendingOrder ? result < 0 : result > 0;
}

bool differ(const ConnectionInfo &left, const ConnectionInfo &right, Column column)
{
    return comparedBy(column, left, right) != 0;
}

} // namespace Landline::Gui::Cells
