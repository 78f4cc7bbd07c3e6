// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/requestlog.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcRequest, "landline.request")

namespace {

/// What a client sent as one word of a log line: nothing in it can end the line or steer a terminal.
QByteArray escaped(const QByteArray &text)
{
    return text.left(200).toPercentEncoding("/?&=+:,;@$!*'()[]~#").replace("%25", "%");
}

} // namespace

Reply RequestLog::process(Request request, const Next &next)
{
    return next(request).then([request](Response response) {
        qCInfo(lcRequest, "%s %s %s %s %d", qPrintable(request.peerAddress().toString()),
               qPrintable(request.serverName()), escaped(request.method()).constData(),
               escaped(request.redaction().target(request.target())).constData(), response.status());
        return response;
    });
}

} // namespace Landline
