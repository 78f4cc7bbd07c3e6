// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/syntaxadvice.h"

#include "shared/quoting.h"

#include <QtCore/qregularexpression.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString adviceForBareValue(const QString &key, const QString &value)
{
    static const QRegularExpression number(u"^[0-9][0-9_]*$"_s);
    static const QRegularExpression quantity(u"^[0-9]+\\s*[A-Za-z]+$"_s);
    static const QStringList yes{u"true"_s, u"yes"_s, u"on"_s};
    static const QStringList no{u"false"_s, u"no"_s, u"off"_s};
    const QString lower = value.toLower();
    if (number.match(value).hasMatch())
        return QString();
    if (yes.contains(lower) || no.contains(lower))
        return "write %1 = %2"_L1.arg(key, yes.contains(lower) ? "true"_L1 : "false"_L1);
    const QLatin1StringView what
            = quantity.match(value).hasMatch() ? "a value with a unit"_L1 : "a string"_L1;
    return "%1 needs quotation marks: %2 = %3"_L1.arg(what, key, quoted(value));
}

QString adviceFor(const QString &description, const QString &line)
{
    static const QRegularExpression assignment(
            u"^([A-Za-z0-9_-]+)\\s*=\\s*([^\"'\\[{\\s#][^\"'#]*?)\\s*(#.*)?$"_s);
    static const QRegularExpression colon(u"^([A-Za-z0-9_-]+)\\s*:"_s);
    if (description.contains("invalid utf-8"_L1))
        return u"save the file as UTF-8"_s;
    if (description.contains("existing table 'server' as array-of-tables"_L1))
        return u"[[server]] must stand before its [server.settings] and [[server.route]]"_s;
    if (description.contains("cannot redefine existing array"_L1) && line.startsWith("[server]"_L1))
        return u"write [[server]]"_s;
    if (const auto match = colon.match(line); match.hasMatch())
        return "write \"%1 =\" instead of \"%1:\""_L1.arg(match.captured(1));
    if (const auto match = assignment.match(line); match.hasMatch())
        return adviceForBareValue(match.captured(1), match.captured(2));
    return QString();
}

} // namespace

QString describeSyntaxError(const QString &description, const QString &line)
{
    QString what = description;
    if (what.startsWith("Error while parsing "_L1))
        what = "cannot read this "_L1 + what.sliced(qstrlen("Error while parsing "));
    else if (!what.isEmpty())
        what[0] = what[0].toLower();
    const QString advice = adviceFor(description, line);
    return advice.isEmpty() ? what : what + "; "_L1 + advice;
}

} // namespace Landline
