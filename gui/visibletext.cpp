// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/visibletext.h"

#include <QtCore/qchar.h>
#include <QtCore/qregularexpression.h>

namespace Landline::Gui {

static bool isHidden(char32_t c)
{
    switch (QChar::category(c)) {
    case QChar::Other_Control:
    case QChar::Other_Format: // the bidi controls, zero-width characters, the byte order mark
    case QChar::Other_Surrogate:
    case QChar::Separator_Line:
    case QChar::Separator_Paragraph:
        return true;
    default:
        return false;
    }
}

static QString escaped(char32_t c)
{
    switch (c) {
    case U'\n':
        return QStringLiteral("\\n");
    case U'\r':
        return QStringLiteral("\\r");
    case U'\t':
        return QStringLiteral("\\t");
    default:
        return c > 0xffff ? QStringLiteral("\\U%1").arg(uint(c), 8, 16, QLatin1Char('0'))
                          : QStringLiteral("\\u%1").arg(uint(c), 4, 16, QLatin1Char('0'));
    }
}

static char32_t characterAt(const QString &text, qsizetype at, int *units)
{
    *units = 1;
    if (text.at(at).isHighSurrogate() && at + 1 < text.size() && text.at(at + 1).isLowSurrogate()) {
        *units = 2;
        return QChar::surrogateToUcs4(text.at(at), text.at(at + 1));
    }
    return text.at(at).unicode();
}

QString visibleText(const QString &text, qsizetype limit)
{
    QString result;
    result.reserve(qMin(text.size(), limit) + 1);
    for (qsizetype at = 0, count = 0; at < text.size(); ++count) {
        if (count == limit)
            return result + QChar(0x2026);
        int units = 1;
        const char32_t c = characterAt(text, at, &units);
        if (isHidden(c))
            result += escaped(c);
        else
            result += QStringView(text).mid(at, units);
        at += units;
    }
    return result;
}

QString toolTipText(const QString &text)
{
    return QStringLiteral("<p style='white-space:pre-wrap'>") + text.toHtmlEscaped()
            + QStringLiteral("</p>");
}

QString cellText(const QString &text)
{
    QString cell = visibleText(text, text.size());
    if (!cell.isEmpty() && QStringView(u"=+-@").contains(cell.front()))
        cell.prepend(QLatin1Char('\''));
    return cell;
}

QString withoutMnemonic(const QString &text)
{
    static const QRegularExpression mnemonic(QStringLiteral("\\(&.\\)|&|\u2026"));
    return QString(text).remove(mnemonic);
}

} // namespace Landline::Gui
