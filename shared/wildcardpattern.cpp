// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/wildcardpattern.h"

namespace Landline {

WildcardPattern::WildcardPattern(const QStringList &pieces)
{
    for (qsizetype i = 0; i < pieces.size(); ++i) {
        if (i == 0 || i + 1 == pieces.size() || !pieces.at(i).isEmpty())
            m_pieces.append(pieces.at(i));
    }
}

bool WildcardPattern::matches(QStringView text) const
{
    const QString &first = m_pieces.constFirst();
    if (!hasWildcards())
        return text.compare(first, Qt::CaseInsensitive) == 0;
    const QString &last = m_pieces.constLast();
    if (m_pieces.size() == 2 && first.isEmpty() && last.isEmpty())
        return !text.isEmpty();
    if (text.size() < first.size() + last.size() || !text.startsWith(first, Qt::CaseInsensitive)
        || !text.endsWith(last, Qt::CaseInsensitive))
        return false;
    // Each piece at the first place where it is leaves the most for those behind it.
    QStringView rest = text.sliced(first.size()).chopped(last.size());
    for (qsizetype i = 1; i + 1 < m_pieces.size(); ++i) {
        const qsizetype at = rest.indexOf(m_pieces.at(i), 0, Qt::CaseInsensitive);
        if (at < 0)
            return false;
        rest = rest.sliced(at + m_pieces.at(i).size());
    }
    return true;
}

} // namespace Landline
