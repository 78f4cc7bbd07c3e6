// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "http/routetable.h"

#include "api/percentencoding_p.h"
#include "http/grammar.h"
#include "http/routepattern.h"

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

const QString RouteTable::WebSocket = u"(WebSocket)"_s;
const QString RouteTable::Any = u"*"_s;

namespace {

template<typename Routes> Routes &routesOf(QList<Routes> &all, const QString &method)
{
    const auto found = std::find_if(all.begin(), all.end(), [&method](const Routes &routes) {
        return routes.method == method;
    });
    if (found != all.end())
        return *found;
    all.append(Routes{method, {}});
    return all.last();
}

template<typename Routes> const Routes *routesOf(const QList<Routes> &all, const QString &method)
{
    const auto found = std::find_if(all.begin(), all.end(), [&method](const Routes &routes) {
        return routes.method == method;
    });
    return found == all.end() ? nullptr : &*found;
}

bool isMethod(const QString &method)
{
    return method == RouteTable::WebSocket
            || (method == method.toUpper()
                && Grammar::consistsOf(Grammar::CharacterClass::Token, method.toUtf8()));
}

} // namespace

bool RouteTable::fail(const QString &pattern, const QString &complaint)
{
    m_errorString = u"The route \"%1\" %2."_s.arg(pattern, complaint);
    return false;
}

bool RouteTable::add(const QString &method, const QString &pattern, int index)
{
    m_errorString.clear();
    if (!isMethod(method))
        return fail(pattern, u"has the method \"%1\", which is not one in capitals"_s.arg(method));
    const RoutePattern parsed(pattern);
    if (!parsed.isValid()) {
        m_errorString = parsed.errorString();
        return false;
    }
    const auto staticBefore = m_static;
    const auto variableBefore = m_variable;
    for (const RoutePattern::Variant &variant : parsed.variants()) {
        const bool added = variant.isStatic()
                ? addStatic(method, pattern, variant.path, index)
                : addVariable(method, {variant.regex, variant.names, pattern, index});
        if (!added) {
            m_static = staticBefore;
            m_variable = variableBefore;
            return false;
        }
    }
    return true;
}

bool RouteTable::addStatic(const QString &method, const QString &pattern, const QString &path,
                           int index)
{
    QHash<QString, int> &indexes = routesOf(m_static, method).indexes;
    if (indexes.contains(path))
        return fail(pattern, u"is there twice for the method %1"_s.arg(method));
    if (const VariableRoute *earlier = findVariable(method, path)) {
        const QString complaint = u"is shadowed by the earlier route \"%1\" for the method %2"_s;
        return fail(pattern, complaint.arg(earlier->pattern, method));
    }
    indexes.insert(path, index);
    return true;
}

bool RouteTable::addVariable(const QString &method, const VariableRoute &route)
{
    QList<VariableRoute> &routes = routesOf(m_variable, method).routes;
    for (const VariableRoute &earlier : std::as_const(routes)) {
        if (earlier.regex == route.regex) {
            const QString complaint
                    = u"matches the same paths as the earlier route \"%1\" for the method %2"_s;
            return fail(route.pattern, complaint.arg(earlier.pattern, method));
        }
    }
    routes.append(route);
    return true;
}

RouteTable::Match RouteTable::match(const QString &method, const QString &path) const
{
    return matchCanonical(method, RoutePattern::canonicalPath(path));
}

RouteTable::Match RouteTable::matchCanonical(const QString &method, const QString &path) const
{
    if (auto found = find(method, path))
        return *found;
    if (method == "HEAD"_L1) {
        if (auto found = find(u"GET"_s, path))
            return *found;
    }
    if (method != WebSocket) {
        if (auto found = find(Any, path))
            return *found;
    }
    const QStringList allowed = methodsFor(path);
    if (allowed.isEmpty())
        return {};
    return {Match::Kind::NotAllowed, -1, {}, allowed};
}

std::optional<RouteTable::Match> RouteTable::find(const QString &method, const QString &path) const
{
    if (const StaticRoutes *routes = routesOf(m_static, method)) {
        const auto found = routes->indexes.constFind(path);
        if (found != routes->indexes.constEnd())
            return Match{Match::Kind::Found, *found, {}, {}};
    }
    const VariableRoute *route = findVariable(method, path);
    if (!route)
        return std::nullopt;
    const QRegularExpressionMatch values = route->regex.match(path);
    Match found{Match::Kind::Found, route->index, {}, {}};
    for (qsizetype i = 0; i < route->names.size(); ++i) {
        const QByteArray raw = values.capturedView(int(i) + 1).toUtf8();
        found.parameters.append({route->names.at(i), PercentEncoding::decodedText(raw)});
    }
    return found;
}

const RouteTable::VariableRoute *RouteTable::findVariable(const QString &method,
                                                          const QString &path) const
{
    const VariableRoutes *ofMethod = routesOf(m_variable, method);
    if (!ofMethod)
        return nullptr;
    const auto found = std::find_if(
            ofMethod->routes.begin(), ofMethod->routes.end(),
            [&path](const VariableRoute &route) { return route.regex.match(path).hasMatch(); });
    return found == ofMethod->routes.end() ? nullptr : &*found;
}

QStringList RouteTable::methodsFor(const QString &path) const
{
    QStringList methods;
    const auto note = [&methods](const QString &method) {
        const QString name = method == WebSocket ? u"GET"_s : method;
        if (method != Any && !methods.contains(name))
            methods += name;
    };
    for (const StaticRoutes &routes : m_static) {
        if (routes.indexes.contains(path))
            note(routes.method);
    }
    for (const VariableRoutes &routes : m_variable) {
        if (findVariable(routes.method, path))
            note(routes.method);
    }
    return methods;
}

} // namespace Landline
