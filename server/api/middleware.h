// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MIDDLEWARE_H
#define LANDLINE_MIDDLEWARE_H

#include <Landline/landline_export.h>
#include <Landline/reply.h>
#include <Landline/request.h>

#include <functional>

namespace Landline {

/// The rest of the pipeline, as middleware sees it: the middleware after it and, at the end, the router.
using Next = std::function<Reply(const Request &request)>;

/// A step that every request and every handshake of a server (or group, or route) goes through: the shape of PSR-15.
///
/// process() may answer by itself (for a handshake: refuse it, a 401 is a real 401 and nothing was opened), change the
/// request before it calls next(), change what next() answered, and write into the request's context. It may answer
/// later by returning a QFuture. For a handshake next() answers with status 101 if the router lets it in.
///
/// One instance a worker and place (server, group or route), made, used and destroyed in the worker's thread;
/// Node::check() makes one to look at.
class LANDLINE_EXPORT Middleware
{
public:
    virtual ~Middleware();

    virtual Reply process(Request request, const Next &next) = 0;

protected:
    Middleware() = default;
    Q_DISABLE_COPY_MOVE(Middleware)
};

} // namespace Landline

#endif
