// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "shared/quoting.h"

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

bool needsEscape(QChar c)
{
    const QChar::Category category = c.category();
    return category == QChar::Other_Control || category == QChar::Other_Format
            || category == QChar::Separator_Line || category == QChar::Separator_Paragraph;
}

QString escaped(QStringView text)
{
    QString result;
    for (const QChar c : text) {
        if (c == u'"' || c == u'\\')
            result += u'\\';
        if (c == u'\n')
            result += "\\n"_L1;
        else if (c == u'\t')
            result += "\\t"_L1;
        else if (needsEscape(c))
            result += u"\\u%1"_s.arg(uint(c.unicode()), 4, 16, QChar(u'0'));
        else
            result += c;
    }
    return result;
}

} // namespace

QString quoted(QStringView text)
{
    return u'"' + escaped(text) + u'"';
}

QString printable(QStringView text)
{
    constexpr qsizetype Longest = 80;
    QString result;
    for (const QChar c : text.first(qMin(text.size(), Longest)))
        result += needsEscape(c) ? escaped(QStringView(&c, 1)) : QString(c);
    return text.size() > Longest ? result + u'\u2026' : result;
}

QString quotedList(const QStringList &texts)
{
    QStringList quotedTexts;
    for (const QString &text : texts)
        quotedTexts.append(quoted(text));
    return u'[' + quotedTexts.join(", "_L1) + u']';
}

} // namespace Landline
