// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FILTERPARSER_H
#define LANDLINE_FILTERPARSER_H

#include "shared/filter.h"
#include "shared/filterterm.h"

namespace Landline {

/// Reads the text of one Filter. Part of filter.cpp.
class FilterParser
{
public:
    /// Keeps the view \a text.
    explicit FilterParser(QStringView text) : m_text(text) { }

    /// Adds the terms to \a filter. False if something is wrong; error() then says what, and \a filter is not complete.
    bool parse(Filter &filter);
    const FilterError &error() const { return m_error; }

private:
    /// A value as it is written: quoted or not, its wildcards between the pieces.
    struct Value
    {
        qsizetype start = 0; ///< of its text: behind the quotation mark
        bool isQuoted = false;
        QStringList pieces;

        bool isMissing() const { return !isQuoted && pieces.size() == 1 && pieces.constFirst().isEmpty(); }
        QString text() const { return pieces.join(u'*'); }
    };

    bool isAtEnd() const { return m_at >= m_text.size(); }
    bool isAtEndOfTerm() const { return isAtEnd() || m_text.at(m_at).isSpace(); }
    bool isAt(QChar c) const { return !isAtEnd() && m_text.at(m_at) == c; }
    void skipSpaces();

    bool readTerm(FilterTerm &term);
    bool readQuotedText(FilterTerm &term);
    bool readWord(FilterTerm &term, qsizetype start);
    bool readKey(FilterTerm &term, qsizetype start);
    bool readOperator(FilterTerm &term, qsizetype start);
    bool readValues(FilterTerm &term);
    bool readComparison(FilterTerm &term);
    bool addValue(FilterTerm &term, const Value &value);
    bool addAddress(FilterTerm &term, const Value &value);
    bool addNumber(FilterTerm &term, const Value &value);
    bool addDecimal(FilterTerm &term, const Value &value);

    bool readValue(Value &value);
    bool readQuoted(Value &value);
    bool readEscape(QString &text);
    bool checkEndOfQuoted();

    bool failMissing(const FilterTerm &term);
    bool fail(qsizetype position, const QString &message);

    QStringView m_text;
    qsizetype m_at = 0;
    FilterError m_error;
    /// The comparison that ended just now without a unit, "queued>64"; else empty.
    QString m_withoutUnit;
    FilterKey m_withoutUnitKey = FilterKey::Fd;
};

} // namespace Landline

#endif
