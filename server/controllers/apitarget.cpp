// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/apitarget.h"

#include "shared/filter.h"
#include "shared/quoting.h"

#include <QtCore/qset.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

const QStringList &kinds()
{
    static const QStringList kinds{u"server"_s, u"route"_s, u"group"_s, u"groups"_s, u"user"_s, u"users"_s, u"ids"_s, u"filter"_s};
    return kinds;
}

/// Ids of a request, each once however it is written.
struct IdList
{
    QList<qint64> fds;
    QSet<QString> gone;
    QSet<QString> unknown; ///< as they were written
};

/// Reads the member \a name, a list of numbers and strings.
IdList readIds(JsonFields &fields, const QString &name, const ConnectionIds &ids)
{
    IdList list;
    QSet<qint64> seen;
    const QList<JsonText> elements = fields.array(name).value_or(QList<JsonText>());
    for (const JsonText &element : elements) {
        const bool isNumber = element.type() == JsonText::Type::Number;
        if (!isNumber && element.type() != JsonText::Type::String) {
            fields.report(name, u"must be an array of numbers and strings"_s);
            return {};
        }
        const QString text = isNumber ? QString::fromLatin1(element.number()) : element.toString();
        const ConnectionIds::Id id = ids.parse(text);
        if (id.kind == ConnectionIds::Id::Kind::Gone) {
            list.gone.insert(text);
        } else if (id.kind == ConnectionIds::Id::Kind::Unknown) {
            list.unknown.insert(text);
        } else if (!seen.contains(id.fd)) {
            seen.insert(id.fd);
            list.fds.append(id.fd);
        }
    }
    return list;
}

Audience routeAudience(const QString &pattern, const QStringList &servers)
{
    Audience audience;
    for (const QString &server : servers)
        audience |= Audience::route(server, pattern);
    return audience;
}

Audience readServer(JsonFields &to, const QString &name, const QStringList &servers)
{
    if (!servers.contains(name))
        to.report(u"server"_s, "is %1, which is no server: known are %2"_L1.arg(quoted(name), servers.join(", "_L1)));
    return Audience::server(name);
}

Audience readFilter(JsonFields &to, const QString &text)
{
    FilterError error;
    if (const std::optional<Filter> filter = Filter::parse(text, &error))
        return Audience::matching(*filter);
    to.report(u"filter"_s, error.message);
    if (std::optional<Problem> &problem = *to.problem(); problem->more.value(u"field"_s) == to.pathOf(u"filter"_s))
        problem->more.insert(u"position"_s, error.position);
    return {};
}

Audience readAudience(JsonFields &to, const QString &kind, const QStringList &servers)
{
    if (kind == "groups"_L1)
        return Audience::groups(to.texts(kind).value_or(QStringList()));
    if (kind == "users"_L1)
        return Audience::users(to.texts(kind).value_or(QStringList()));
    const std::optional<QString> text = to.text(kind);
    if (!text)
        return {};
    if (kind == "server"_L1)
        return readServer(to, *text, servers);
    if (kind == "route"_L1)
        return routeAudience(*text, servers);
    if (kind == "group"_L1)
        return Audience::group(*text);
    if (kind == "user"_L1)
        return Audience::user(*text);
    return readFilter(to, *text);
}

/// The one kind of audience that \a to names; empty, with a problem, if that is not one.
QString kindOf(const JsonFields &to, JsonFields &fields)
{
    QStringList found;
    for (const QString &kind : kinds()) {
        if (to.has(kind))
            found.append(kind);
    }
    if (found.size() == 1)
        return found.constFirst();
    fields.report(u"to"_s, "must have exactly one of %1; it has %2"_L1.arg(
                                   kinds().join(", "_L1), found.isEmpty() ? u"none"_s : found.join(" and "_L1)));
    return {};
}

ApiTarget withIds(const IdList &ids, const IdList &except)
{
    ApiTarget target;
    target.audience = Audience::connections(ids.fds);
    target.others.gone = (ids.gone - except.gone).size();
    target.others.unknown = (ids.unknown - except.unknown).size();
    return target;
}

} // namespace

ApiTarget ApiTarget::read(JsonFields &fields, const ConnectionIds &ids, const QStringList &servers)
{
    const JsonText *value = fields.find(u"to"_s);
    if (value && value->type() == JsonText::Type::String && value->toString() == "all"_L1)
        return {Audience::all(), {}};
    if (!value || value->type() != JsonText::Type::Object) {
        fields.report(u"to"_s, "must be \"all\" or an object with one of %1"_L1.arg(kinds().join(", "_L1)));
        return {};
    }
    JsonFields to(*value, u"to"_s, kinds() + QStringList(u"except"_s), fields.problem());
    const QString kind = kindOf(to, fields);
    if (kind.isEmpty())
        return {};
    const IdList except = readIds(to, u"except"_s, ids);
    ApiTarget target = kind == "ids"_L1 ? withIds(readIds(to, kind, ids), except)
                                        : ApiTarget{readAudience(to, kind, servers), {}};
    if (!except.fds.isEmpty())
        target.audience = target.audience.except(except.fds);
    return target;
}

} // namespace Landline
