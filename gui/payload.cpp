// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/payload.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>

namespace Landline::Gui {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::Payload)
};

/// "line 2, column 5: ..."
QString atPosition(const QString &text, qsizetype position, const QString &problem)
{
    const QStringView before = QStringView(text).left(position);
    const qsizetype line = before.count(QLatin1Char('\n')) + 1;
    const qsizetype column = position - (before.lastIndexOf(QLatin1Char('\n')) + 1) + 1;
    return Words::tr("Line %1, column %2: %3").arg(line).arg(column).arg(problem);
}

Payload failure(const QString &text, qsizetype position, const QString &problem)
{
    return {std::nullopt, atPosition(text, position, problem), position};
}

// Qt's own words are English only.
QString jsonProblem(QJsonParseError::ParseError error)
{
    switch (error) {
    case QJsonParseError::UnterminatedObject:
        return Words::tr("the object has no end");
    case QJsonParseError::MissingNameSeparator:
        return Words::tr("a colon is missing after a name");
    case QJsonParseError::UnterminatedArray:
        return Words::tr("the array has no end");
    case QJsonParseError::MissingValueSeparator:
        return Words::tr("a comma is missing between values");
    case QJsonParseError::IllegalValue:
        return Words::tr("no JSON value");
    case QJsonParseError::TerminationByNumber:
    case QJsonParseError::IllegalNumber:
        return Words::tr("no valid number");
    case QJsonParseError::IllegalEscapeSequence:
        return Words::tr("no valid escape sequence");
    case QJsonParseError::IllegalUTF8String:
        return Words::tr("not valid Unicode");
    case QJsonParseError::UnterminatedString:
        return Words::tr("the string has no end");
    case QJsonParseError::MissingObject:
        return Words::tr("a name or value is missing");
    case QJsonParseError::DeepNesting:
        return Words::tr("nested too deeply");
    case QJsonParseError::DocumentTooLarge:
        return Words::tr("too long");
    case QJsonParseError::GarbageAtEnd:
        return Words::tr("there is more than one value");
    case QJsonParseError::NoError:
        break;
    }
    return {};
}

/// The place in \a text that Qt means by \a offset in its UTF-8: Qt has stepped past what it did
/// not like.
qsizetype jsonErrorPosition(const QString &text, qsizetype offset)
{
    const QByteArray before = text.toUtf8().left(qMax<qsizetype>(0, offset));
    qsizetype position = QString::fromUtf8(before).size();
    if (position >= text.size())
        return text.size();
    do
        --position;
    while (position > 0 && text.at(position).isSpace());
    return qMax<qsizetype>(0, position);
}

Payload parseJson(const QString &text)
{
    if (text.trimmed().isEmpty())
        return failure(text, 0, Words::tr("no JSON value"));
    // Qt takes objects and arrays only; in an array any value may stand, and it must stand there
    // alone.
    QJsonParseError error;
    const QJsonDocument document = QJsonDocument::fromJson('[' + text.toUtf8() + ']', &error);
    if (error.error != QJsonParseError::NoError) {
        return failure(text, jsonErrorPosition(text, error.offset - 1), jsonProblem(error.error));
    }
    if (document.array().size() != 1)
        return failure(text, text.size(), Words::tr("there is more than one value"));
    return {Frame(text), {}, -1};
}

int digitValue(QChar digit)
{
    const char16_t c = digit.unicode();
    if (c >= u'0' && c <= u'9')
        return c - u'0';
    if (c >= u'a' && c <= u'f')
        return c - u'a' + 10;
    if (c >= u'A' && c <= u'F')
        return c - u'A' + 10;
    return -1;
}

Payload parseHex(const QString &text)
{
    QByteArray bytes;
    bytes.reserve(text.size() / 2);
    for (qsizetype at = 0; at < text.size(); ++at) {
        if (text.at(at).isSpace())
            continue;
        const int high = digitValue(text.at(at));
        if (high < 0)
            return failure(text, at, Words::tr("not a hexadecimal digit"));
        if (at + 1 == text.size() || text.at(at + 1).isSpace())
            return failure(text, at, Words::tr("a byte takes two digits"));
        const int low = digitValue(text.at(++at));
        if (low < 0)
            return failure(text, at, Words::tr("not a hexadecimal digit"));
        bytes.append(char(high << 4 | low));
    }
    return {Frame::fromBinary(bytes), {}, -1};
}
} // namespace

Payload parsePayload(PayloadKind kind, const QString &text)
{
    switch (kind) {
    case PayloadKind::Json:
        return parseJson(text);
    case PayloadKind::Hex:
        return parseHex(text);
    case PayloadKind::Text:
        break;
    }
    return {Frame(text), {}, -1};
}

} // namespace Landline::Gui
