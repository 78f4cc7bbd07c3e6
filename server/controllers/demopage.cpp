// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/demopage.h"

#include <QtCore/qfile.h>

// Resources of a static library are only linked in when somebody asks for them, from outside any namespace.
static void initialiseDemoResource()
{
    Q_INIT_RESOURCE(demo);
}

namespace Landline {

DemoPage::DemoPage()
{
    initialiseDemoResource();
    QFile file(QStringLiteral(":/landline/demo/index.html"));
    if (file.open(QIODevice::ReadOnly))
        m_page = Response::html(file.readAll());
    else
        m_page = Response::status(500);
    m_page.setHeader("Cache-Control", "no-cache");
    m_page.setHeader("X-Content-Type-Options", "nosniff");
    m_page.setHeader("Content-Security-Policy",
                     "default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; "
                     "connect-src 'self' ws: wss:; img-src data:; frame-ancestors 'none'");
}

Reply DemoPage::handle(const Request &)
{
    return m_page;
}

} // namespace Landline
