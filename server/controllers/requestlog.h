// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUESTLOG_H
#define LANDLINE_REQUESTLOG_H

#include "api/middleware.h"

namespace Landline {

/// Logs a line for each request and handshake, with the answer's status, in the category landline.request. What the
/// node's `redact` names is not shown: "/login?token=***".
class RequestLog : public Middleware
{
public:
    Reply process(Request request, const Next &next) override;
};

} // namespace Landline

#endif
