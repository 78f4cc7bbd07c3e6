// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/brief.h"

#include <QtCore/qdebug.h>

namespace Landline {

QString brief(const QString &text)
{
    if (text.size() <= MaxBriefLength)
        return text;
    qsizetype length = MaxBriefLength - 1;
    if (text.at(length - 1).isHighSurrogate())
        --length;
    return text.left(length) + QChar(0x2026);
}

QString quotedBrief(const QString &text)
{
    QString quoted;
    QDebug(&quoted).nospace() << brief(text);
    return quoted;
}

} // namespace Landline
