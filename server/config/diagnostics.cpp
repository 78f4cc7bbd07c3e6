// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/diagnostics.h"

#include "shared/quoting.h"

#include <QtCore/qfileinfo.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

Diagnostics::Diagnostics(const QString &sourceName)
    : m_sourceName(printable(sourceName))
    , m_folder(QFileInfo(sourceName).absoluteDir())
{ }

void Diagnostics::addError(TextPosition position, const QString &message)
{
    m_errors.append({position, message});
}

QStringList Diagnostics::errors() const
{
    QList<Error> sorted = m_errors;
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const Error &a, const Error &b) { return a.position < b.position; });
    QStringList lines;
    for (const Error &error : std::as_const(sorted))
        lines.append(place(error.position) + ": "_L1 + error.message);
    return lines;
}

void Diagnostics::noteOrigin(const QString &name, TextPosition position)
{
    m_origins.insert(name, "%1:%2"_L1.arg(m_sourceName, QString::number(position.line)));
}

QString Diagnostics::filePath(const QString &written) const
{
    return QDir::cleanPath(m_folder.absoluteFilePath(written));
}

QString Diagnostics::place(TextPosition position) const
{
    return "%1:%2:%3"_L1.arg(m_sourceName, QString::number(position.line),
                             QString::number(position.column));
}

} // namespace Landline
