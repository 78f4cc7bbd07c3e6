// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONSUBJECT_H
#define LANDLINE_CONNECTIONSUBJECT_H

#include "shared/filtersubject.h"

namespace Landline {

class Connection;

/// A live connection as a Filter reads it, with its context and all its groups. Cheap to make; belongs to the worker's
/// thread, as the connection does.
class ConnectionSubject : public FilterSubject
{
public:
    /// Keeps references to both. \a labelKey names the value of the context that is the label, see NodeConfig::labelKey.
    ConnectionSubject(const Connection &connection, const QString &labelKey)
        : m_connection(connection)
        , m_labelKey(labelKey)
    {
    }

    QString text(FilterKey key) const override;
    std::optional<qint64> number(FilterKey key) const override;
    QStringList groups() const override;
    PeerAddress peer() const override;
    QVariant contextValue(const QString &name) const override;

private:
    const Connection &m_connection;
    const QString &m_labelKey;
};

} // namespace Landline

#endif
