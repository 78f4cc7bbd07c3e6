// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/logging.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qdatetime.h>
#include <QtCore/qlogging.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qstring.h>

#include <cstdio>

namespace Landline {

namespace {

const char *levelName(QtMsgType type)
{
    switch (type) {
    case QtDebugMsg:
        return "DEBUG";
    case QtInfoMsg:
        return "INFO";
    case QtWarningMsg:
        return "WARNING";
    case QtCriticalMsg:
        return "ERROR";
    case QtFatalMsg:
        break;
    }
    return "FATAL";
}

/// Whatever got into a message, it stays one line and steers no terminal.
QByteArray oneLine(const QString &message)
{
    QByteArray line;
    for (const QChar character : message) {
        if (character.isPrint())
            line += QString(character).toUtf8();
        else if (character.isSurrogate())
            line += '?';
        else
            line += "\\u" + QByteArray::number(character.unicode(), 16).rightJustified(4, '0');
    }
    return line;
}

void writeMessage(QtMsgType type, const QMessageLogContext &, const QString &message)
{
    const QByteArray time = QDateTime::currentDateTime()
                                    .toString(QStringLiteral("yyyy-MM-dd HH:mm:ss.zzz"))
                                    .toLatin1();
    const QByteArray line = '[' + time + "] [" + levelName(type) + "] " + oneLine(message) + '\n';
    // One call, so that lines of several threads do not mix.
    std::fwrite(line.constData(), 1, static_cast<size_t>(line.size()), stderr);
}

} // namespace

void installLogging()
{
    QLoggingCategory::setFilterRules(QStringLiteral("landline.*.debug=false"));
    qInstallMessageHandler(writeMessage);
}

} // namespace Landline
