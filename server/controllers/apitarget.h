// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APITARGET_H
#define LANDLINE_APITARGET_H

#include "api/audience.h"
#include "api/delivery.h"
#include "controllers/connectionids.h"
#include "controllers/jsonfields.h"

namespace Landline {

/// The connections that a request of the HTTP API is for: its "to".
struct ApiTarget
{
    Audience audience;
    Delivery others; ///< ids that need no worker to know what they are: gone or unknown

    /// Reads the member "to" of \a fields. \a servers are the names of the node's servers. What is wrong is the problem of
    /// \a fields.
    static ApiTarget read(JsonFields &fields, const ConnectionIds &ids, const QStringList &servers);
};

} // namespace Landline

#endif
