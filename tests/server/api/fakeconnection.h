// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_FAKECONNECTION_H
#define LANDLINE_FAKECONNECTION_H

#include "api/connection.h"
#include "api/request.h"
#include "api/route.h"

namespace Landline {

/// A Connection on nothing: it remembers what would have been sent, and the test plays the backend.
class FakeConnection : public Connection
{
public:
    FakeConnection(Route *route, qint64 fd, const Request &request = {}, QObject *parent = nullptr)
        : Connection(opening(route, fd), request, parent)
    {
    }

    using Connection::finish;
    using Connection::open;
    using Connection::receive;
    using Connection::setClosing;

    void abort() override { finish({CloseCode::Abnormal, {}, ClosedBy::Server}); }
    qint64 queuedBytes() const override { return queued; }

    PushResult sendResult = PushResult::Queued;
    qint64 queued = 0;
    QList<Frame> sent;
    QList<CloseInfo> closes;

protected:
    PushResult send(const Frame &frame, Encodings *) override
    {
        if (sendResult == PushResult::Queued)
            sent.append(frame);
        return sendResult;
    }
    void sendClose(quint16 code, const QString &reason) override
    {
        closes.append({code, reason, ClosedBy::Server});
    }

private:
    static Opening opening(Route *route, qint64 fd)
    {
        Opening opening;
        opening.fd = fd;
        opening.nodeId = QStringLiteral("main-1700000000");
        opening.worker = 3;
        opening.subprotocol = QStringLiteral("chat.v1");
        opening.isCompressed = true;
        opening.route = route;
        return opening;
    }
};

} // namespace Landline

#endif
