// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WILDCARDPATTERN_H
#define LANDLINE_WILDCARDPATTERN_H

#include <QtCore/qstringlist.h>

namespace Landline {

/// A text to compare others with, ignoring case, in which wildcards stand for any text: how a Filter compares values.
///
/// It is the list of what stands between the wildcards: {"ann"} is "ann", {"/chat/", ""} is "/chat/*". A wildcard stands
/// for nothing as well, but {"", ""}, the wildcard alone, matches every text except the empty one. A value.
class WildcardPattern
{
public:
    /// Equals the empty text.
    WildcardPattern() : WildcardPattern(QStringList(QString())) { }
    /// \a pieces has one entry more than there are wildcards.
    explicit WildcardPattern(const QStringList &pieces);

    bool matches(QStringView text) const;

    bool hasWildcards() const { return m_pieces.size() > 1; }
    /// What stands between the wildcards; wildcards side by side are one.
    const QStringList &pieces() const { return m_pieces; }

    friend bool operator==(const WildcardPattern &, const WildcardPattern &) = default;

private:
    QStringList m_pieces; ///< none but the first and the last are empty
};

} // namespace Landline

#endif
