// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/connectionfilter.h"

#include "shared/endpoint.h"

#include <QtCore/qstringlist.h>

#include <algorithm>
#include <array>

namespace Landline::Gui {

namespace {
struct Field
{
    QLatin1String name;
    bool exact;
    bool searched; ///< by a word without a field
    QString (*text)(const ConnectionInfo &connection);
};

constexpr std::array Fields{
        Field{QLatin1String("fd"), true, false,
              [](const ConnectionInfo &c) { return QString::number(c.fd); }},
        Field{QLatin1String("worker"), true, false,
              [](const ConnectionInfo &c) { return QString::number(c.worker); }},
        Field{QLatin1String("server"), false, true,
              [](const ConnectionInfo &c) { return c.server; }},
        Field{QLatin1String("route"), false, true, [](const ConnectionInfo &c) { return c.route; }},
        Field{QLatin1String("path"), false, true, [](const ConnectionInfo &c) { return c.path; }},
        Field{QLatin1String("label"), false, true, [](const ConnectionInfo &c) { return c.label; }},
        Field{QLatin1String("peer"), false, true,
              [](const ConnectionInfo &c) { return peerText(c); }},
        Field{QLatin1String("agent"), false, true,
              [](const ConnectionInfo &c) { return c.userAgent; }},
        Field{QLatin1String("user"), false, true, [](const ConnectionInfo &c) { return c.user; }},
        Field{QLatin1String("group"), false, true,
              [](const ConnectionInfo &c) { return c.groups.join(QLatin1Char('\n')); }},
        Field{QLatin1String("protocol"), false, false,
              [](const ConnectionInfo &c) { return c.subprotocol; }},
};

const Field *fieldByName(QStringView name)
{
    const auto found = std::find_if(Fields.begin(), Fields.end(), [name](const Field &field) {
        return name.compare(field.name, Qt::CaseInsensitive) == 0;
    });
    return found == Fields.end() ? nullptr : &*found;
}
} // namespace

QString peerText(const ConnectionInfo &connection)
{
    if (connection.peerAddress.isEmpty())
        return {};
    return peerEndpoint(connection.peerAddress, connection.peerPort);
}

ConnectionFilter::ConnectionFilter(const QString &server, const QString &text)
    : m_server(server)
{
    const QStringList words = text.split(QLatin1Char(' '), Qt::SkipEmptyParts);
    for (const QString &word : words)
        m_terms.append(toTerm(word));
}

ConnectionFilter::Term ConnectionFilter::toTerm(const QString &word)
{
    const qsizetype colon = word.indexOf(QLatin1Char(':'));
    if (colon > 0 && colon + 1 < word.size() && fieldByName(QStringView(word).left(colon)))
        return {word.left(colon), word.mid(colon + 1)};
    return {{}, word};
}

bool ConnectionFilter::accepts(const ConnectionInfo &connection) const
{
    if (!m_server.isEmpty() && connection.server != m_server)
        return false;
    return std::all_of(m_terms.begin(), m_terms.end(),
                       [&connection](const Term &term) { return accepts(term, connection); });
}

bool ConnectionFilter::accepts(const Term &term, const ConnectionInfo &connection)
{
    if (!term.field.isEmpty()) {
        const Field *field = fieldByName(term.field);
        const QString text = field->text(connection);
        return field->exact ? text == term.word : text.contains(term.word, Qt::CaseInsensitive);
    }
    return std::any_of(Fields.begin(), Fields.end(), [&](const Field &field) {
        // A bare number finds the fds that contain it, as the node's own filter does.
        return (field.searched || field.name == QLatin1String("fd"))
                && field.text(connection).contains(term.word, Qt::CaseInsensitive);
    });
}

} // namespace Landline::Gui
