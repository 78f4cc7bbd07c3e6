// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/demopage.h"

namespace Landline {

DemoPage::DemoPage()
{
    m_page = Response::html(demoPageHtml());
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
