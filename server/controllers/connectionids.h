// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONNECTIONIDS_H
#define LANDLINE_CONNECTIONIDS_H

#include <QtCore/qstring.h>

namespace Landline {

/// Reads the ids of connections as clients of the HTTP API write them: an fd of this node or a full id,
/// "<node>-<start epoch in ms>-<fd>".
class ConnectionIds
{
public:
    struct Id
    {
        enum class Kind {
            Fd, ///< a number of this start of the node, issued or not
            Gone, ///< of an earlier start of this node
            Unknown, ///< malformed, of another node, or of no start so far
        };

        Kind kind = Kind::Unknown;
        qint64 fd = 0;
    };

    /// \a nodeId is that of this start: "<node>-<start epoch in ms>".
    explicit ConnectionIds(const QString &nodeId);

    Id parse(QStringView text) const;
    QString idOf(qint64 fd) const { return m_nodeId + u'-' + QString::number(fd); }

private:
    QString m_nodeId;
    QString m_node;
    qint64 m_epoch = 0;
};

} // namespace Landline

#endif
