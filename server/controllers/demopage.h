// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEMOPAGE_H
#define LANDLINE_DEMOPAGE_H

#include "api/httphandler.h"

namespace Landline {

/// The demo page: one HTML file that is built in and fetches nothing from elsewhere. It connects to DemoController on
/// `/demo` of the same host and port.
class DemoPage : public HttpHandler
{
public:
    DemoPage();

    Reply handle(const Request &request) override;

private:
    Response m_page;
};

/// resources/demo/index.html, as it was when Landline was built.
QByteArray demoPageHtml();

} // namespace Landline

#endif
