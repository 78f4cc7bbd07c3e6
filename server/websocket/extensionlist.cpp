// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/extensionlist.h"

#include <algorithm>

namespace Landline {

namespace {

/// RFC 9110 section 5.6.2.
bool isTokenCharacter(char c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z')
            || QByteArrayView("!#$%&'*+-.^_`|~").contains(c);
}

} // namespace

bool ExtensionList::next(ExtensionOffer *offer)
{
    do
        skipSpace();
    while (skip(',')); // a list may have empty elements (RFC 9110 section 5.6.1)
    offer->name = token();
    offer->parameters.clear();
    if (offer->name.isEmpty() || !readParameters(offer)) {
        m_rest = {};
        return false;
    }
    return true;
}

bool ExtensionList::readParameters(ExtensionOffer *offer)
{
    for (;;) {
        skipSpace();
        if (m_rest.isEmpty() || skip(','))
            return true;
        if (!skip(';'))
            return false;
        skipSpace();
        ExtensionOffer::Parameter parameter{token(), {}};
        if (parameter.name.isEmpty())
            return false;
        skipSpace();
        if (skip('=')) {
            skipSpace();
            parameter.value = value();
            if (!parameter.value)
                return false;
        }
        offer->parameters.append(std::move(parameter));
    }
}

void ExtensionList::skipSpace()
{
    while (!m_rest.isEmpty() && (m_rest.front() == ' ' || m_rest.front() == '\t'))
        m_rest = m_rest.sliced(1);
}

bool ExtensionList::skip(char c)
{
    if (m_rest.isEmpty() || m_rest.front() != c)
        return false;
    m_rest = m_rest.sliced(1);
    return true;
}

QByteArrayView ExtensionList::token()
{
    const auto size = std::find_if_not(m_rest.begin(), m_rest.end(), isTokenCharacter) - m_rest.begin();
    const QByteArrayView token = m_rest.first(size);
    m_rest = m_rest.sliced(size);
    return token;
}

std::optional<QByteArray> ExtensionList::value()
{
    if (skip('"'))
        return quotedValue();
    const QByteArrayView unquoted = token();
    return unquoted.isEmpty() ? std::nullopt : std::optional(unquoted.toByteArray());
}

/// What is between the quotes must be a token as well (RFC 6455 section 9.1).
std::optional<QByteArray> ExtensionList::quotedValue()
{
    QByteArray value;
    while (!skip('"')) {
        skip('\\');
        if (m_rest.isEmpty() || !isTokenCharacter(m_rest.front()))
            return std::nullopt;
        value.append(m_rest.front());
        m_rest = m_rest.sliced(1);
    }
    return value.isEmpty() ? std::nullopt : std::optional(value);
}

} // namespace Landline
