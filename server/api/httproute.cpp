// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/httproute.h"

namespace Landline {

HttpRoute::HttpRoute(const QStringList &methods, const QString &pattern, const Handler &handler)
    : m_methods(methods), m_pattern(pattern), m_handler(handler)
{
    for (QString &method : m_methods)
        method = method.toUpper();
}

HttpRoute &HttpRoute::use(const std::shared_ptr<Middleware> &middleware)
{
    m_middleware.append(middleware);
    return *this;
}

} // namespace Landline
