// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ROUTEECHO_H
#define LANDLINE_ROUTEECHO_H

#include "api/httphandler.h"

namespace Landline {

/// Answers what a request matched, as JSON: {"server", "route", "method", "parameters", "query"}. For trying routes out.
class RouteEcho : public HttpHandler
{
public:
    Reply handle(const Request &request) override;
};

} // namespace Landline

#endif
