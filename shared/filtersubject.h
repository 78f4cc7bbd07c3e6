// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTERSUBJECT_H
#define LANDLINE_FILTERSUBJECT_H

#include "shared/filterkey.h"
#include "shared/peeraddress.h"

#include <QtCore/qvariant.h>

namespace Landline {

struct ConnectionInfo;

/// A connection as a Filter reads it: only what its terms ask for is computed.
class FilterSubject
{
public:
    virtual ~FilterSubject();

    /// The value of FilterKey::Id, Node, Server, Route, Path, Label, User, Agent or Subprotocol; empty if there is none.
    virtual QString text(FilterKey key) const = 0;
    /// The value of FilterKey::Fd, Port, Worker, Queued, In, Out, BytesIn or BytesOut; of RoundTrip in µs, nothing while it
    /// is unknown; of Tls and Compressed 1 or 0. Of Idle and Age the moment from which they count, in ms since the epoch.
    virtual std::optional<qint64> number(FilterKey key) const = 0;
    virtual QStringList groups() const = 0;
    /// Address and port of the client.
    virtual PeerAddress peer() const = 0;
    /// The value \a name of the connection's Context; not valid if there is none.
    virtual QVariant contextValue(const QString &name) const = 0;

    /// The node in an \a id "<node>-<start epoch>-<fd>".
    static QString nodeOf(const QString &id);

protected:
    FilterSubject() = default;
    Q_DISABLE_COPY_MOVE(FilterSubject)
};

/// A ConnectionInfo as a Filter reads it. It has no context, and only the first of many groups: where exactly the matching
/// connections are wanted, the node has to evaluate the filter.
class ConnectionInfoSubject : public FilterSubject
{
public:
    /// Keeps a reference to \a info, which must live longer.
    explicit ConnectionInfoSubject(const ConnectionInfo &info) : m_info(info) { }

    QString text(FilterKey key) const override;
    std::optional<qint64> number(FilterKey key) const override;
    QStringList groups() const override;
    PeerAddress peer() const override;
    QVariant contextValue(const QString &name) const override;

private:
    const ConnectionInfo &m_info;
};

} // namespace Landline

#endif
