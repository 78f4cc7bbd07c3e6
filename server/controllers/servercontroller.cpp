// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/servercontroller.h"

#include <QtCore/qtimer.h>

namespace Landline {

namespace {

constexpr std::chrono::milliseconds closeDelay = std::chrono::seconds(1);

Response answerTo(PushResult result)
{
    switch (result) {
    case PushResult::Queued: return Response::status(200, QString());
    case PushResult::Gone: return Response::status(410, QStringLiteral("That connection is gone"));
    case PushResult::Unknown: return Response::status(404, QStringLiteral("There never was such a connection"));
    case PushResult::Rejected: return Response::status(503, QStringLiteral("The client's send queue is full"));
    case PushResult::Stopped: break;
    }
    return Response::status(503, QStringLiteral("The node is stopping"));
}

} // namespace

ServerController::ServerController(const Sender &sender) : m_sender(sender) { }

QFuture<Response> ServerController::send(qint64 fd)
{
    return m_sender.pushAsync(fd, "Hello World.").then(answerTo);
}

QFuture<Response> ServerController::close(qint64 fd)
{
    return m_sender.probeAsync(fd).then(this, [this, fd](PushResult result) {
        if (result == PushResult::Queued)
            QTimer::singleShot(closeDelay, this, [this, fd] { m_sender.disconnect(fd); });
        return answerTo(result);
    });
}

} // namespace Landline
