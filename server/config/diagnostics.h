// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DIAGNOSTICS_H
#define LANDLINE_DIAGNOSTICS_H

#include "config/tomldocument.h"

#include <QtCore/qdir.h>
#include <QtCore/qhash.h>
#include <QtCore/qstringlist.h>

namespace Landline {

/// What is noted while one configuration is read: its errors, and where each value was written.
class Diagnostics
{
public:
    /// \a sourceName is what messages call the text, e.g. the file's path as the user gave it.
    explicit Diagnostics(const QString &sourceName);

    void addError(TextPosition position, const QString &message);
    /// All errors in the text's order, each "file:line:column: message".
    QStringList errors() const;

    /// Notes that the value called \a name, e.g. "server.0.port", stands at \a position.
    void noteOrigin(const QString &name, TextPosition position);
    /// "file:line" of each value that was noted.
    const QHash<QString, QString> &origins() const { return m_origins; }

    /// The path of a file that the text names \a written: one that is not absolute begins in the text's own folder.
    QString filePath(const QString &written) const;

    /// "file:line:column"
    QString place(TextPosition position) const;

private:
    struct Error
    {
        TextPosition position;
        QString message;
    };

    QString m_sourceName;
    QDir m_folder; ///< that the text lies in
    QList<Error> m_errors;
    QHash<QString, QString> m_origins;
};

} // namespace Landline

#endif
