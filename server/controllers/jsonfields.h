// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_JSONFIELDS_H
#define LANDLINE_JSONFIELDS_H

#include "controllers/jsontext.h"
#include "controllers/problem.h"

namespace Landline {

/// Reads the members of a JSON object strictly: a member that is unknown, occurs twice or has the wrong type is a problem, of
/// which the first is kept.
///
/// \code
/// JsonFields fields(object, QString(), {"text", "dry_run"}, &problem);
/// const std::optional<QString> text = fields.text("text");
/// if (problem)
///     return problem->toResponse();
/// \endcode
class JsonFields
{
public:
    /// \a path is what problems call the object: members are "path.name", or "name" if it is empty.
    JsonFields(const JsonText &object, const QString &path, const QStringList &known, std::optional<Problem> *problem);

    bool has(const QString &name) const { return find(name) != nullptr; }
    const JsonText *find(const QString &name) const;
    /// Nothing if it is not there, or not a string; likewise the next ones.
    std::optional<QString> text(const QString &name);
    std::optional<bool> boolean(const QString &name);
    std::optional<qint64> integer(const QString &name, qint64 minimum, qint64 maximum);
    std::optional<QStringList> texts(const QString &name);
    std::optional<QList<JsonText>> array(const QString &name);

    /// Notes a problem with the member \a name.
    void report(const QString &name, const QString &detail);
    QString pathOf(const QString &name) const { return m_path.isEmpty() ? name : m_path + u'.' + name; }
    std::optional<Problem> *problem() const { return m_problem; }

private:
    const JsonText *find(const QString &name, JsonText::Type type, const QString &wanted);

    QList<std::pair<QString, JsonText>> m_members;
    QString m_path;
    std::optional<Problem> *m_problem;
};

} // namespace Landline

#endif
