// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/reply.h"

#include "api/thrown_p.h"

#include <QtCore/qfuturewatcher.h>
#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcReply, "landline.http")

namespace {

Response resultOf(QFuture<Response> future, const Reply::Redact *redact)
{
    if (!future.isResultReadyAt(0)) {
        // Waiting throws what the future failed with.
        std::optional<QByteArray> thrown = thrownBy([&future] { future.waitForFinished(); });
        if (thrown && redact)
            thrown = (*redact)(*thrown);
        qCWarning(lcReply, "A handler's future %s", thrown ? ("failed: " + *thrown).constData()
                                                           : "ended without a response: answering 500");
        return Response::status(500);
    }
    return future.result();
}

} // namespace

void Reply::deliver(QObject *context, const std::function<void(const Response &)> &receiver) const
{
    if (isReady()) {
        receiver(std::get<Response>(m_value));
        return;
    }
    // A watcher, not QFuture::then(): it comes in the context's thread for cancelled futures as well.
    auto *watcher = new QFutureWatcher<Response>(context);
    QObject::connect(watcher, &QFutureWatcherBase::finished, context, [watcher, receiver, redact = m_redact] {
        watcher->deleteLater();
        receiver(resultOf(watcher->future(), redact.get()));
    });
    watcher->setFuture(std::get<QFuture<Response>>(m_value));
}

Reply Reply::then(const std::function<Response(Response)> &change) const
{
    if (isReady())
        return change(std::get<Response>(m_value));
    QFuture<Response> future = std::get<QFuture<Response>>(m_value);
    // then() passes a cancelled future on without a call; but it is a 500 like every other failure.
    return future
            .then([change, redact = m_redact](QFuture<Response> done) { return change(resultOf(done, redact.get())); })
            .onCanceled([change] { return change(Response::status(500)); });
}

void Reply::setRedact(const Redact &redact)
{
    if (!isReady())
        m_redact = std::make_shared<const Redact>(redact);
}

} // namespace Landline
