// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPHANDLER_H
#define LANDLINE_HTTPHANDLER_H

#include <Landline/landline_export.h>
#include <Landline/reply.h>
#include <Landline/request.h>

namespace Landline {

/// Answers the HTTP requests of a route, where a class says it better than a lambda: it can be registered by a name
/// that configuration files use. One instance a worker and route, used in the worker's thread only.
class LANDLINE_EXPORT HttpHandler
{
public:
    virtual ~HttpHandler() = default;

    virtual Reply handle(const Request &request) = 0;

protected:
    HttpHandler() = default;
    Q_DISABLE_COPY_MOVE(HttpHandler)
};

/// The same for a route that streams the bodies of its requests, see RequestStream.
class LANDLINE_EXPORT HttpStreamHandler
{
public:
    virtual ~HttpStreamHandler() = default;

    virtual Reply handle(const Request &request, const RequestStream &body) = 0;

protected:
    HttpStreamHandler() = default;
    Q_DISABLE_COPY_MOVE(HttpStreamHandler)
};

} // namespace Landline

#endif
