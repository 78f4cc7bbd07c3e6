// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/connectionids.h"

#include <algorithm>

namespace Landline {

namespace {

/// A positive number in its only spelling; 0 for everything else.
qint64 numberOf(QStringView text)
{
    const bool hasDigitsOnly = std::all_of(text.begin(), text.end(), [](QChar c) { return c >= u'0' && c <= u'9'; });
    return hasDigitsOnly && !text.startsWith(u'0') ? text.toLongLong() : 0;
}

} // namespace

ConnectionIds::ConnectionIds(const QString &nodeId)
    : m_nodeId(nodeId)
    , m_node(nodeId.left(nodeId.lastIndexOf(u'-')))
    , m_epoch(numberOf(QStringView(nodeId).sliced(nodeId.lastIndexOf(u'-') + 1)))
{
}

ConnectionIds::Id ConnectionIds::parse(QStringView text) const
{
    if (const qint64 fd = numberOf(text); fd > 0)
        return {Id::Kind::Fd, fd};
    // The node's name may contain hyphens.
    const qsizetype last = text.lastIndexOf(u'-');
    const qsizetype middle = last > 0 ? text.first(last).lastIndexOf(u'-') : -1;
    if (middle < 0 || text.first(middle) != m_node)
        return {};
    const qint64 epoch = numberOf(text.sliced(middle + 1, last - middle - 1));
    const qint64 fd = numberOf(text.sliced(last + 1));
    if (epoch <= 0 || fd <= 0 || epoch > m_epoch)
        return {};
    return {epoch < m_epoch ? Id::Kind::Gone : Id::Kind::Fd, fd};
}

} // namespace Landline
