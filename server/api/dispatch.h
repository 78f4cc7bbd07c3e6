// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_DISPATCH_H
#define LANDLINE_DISPATCH_H

#include "api/audience.h"
#include "api/delivery.h"
#include "shared/closecode.h"
#include "shared/connectioninfo.h"
#include "shared/frame.h"
#include "shared/outcome.h"

#include <QtCore/qlist.h>

#include <functional>
#include <memory>

namespace Landline {

class Encodings;

/// What a Sender asks of the workers that own the connections. A value.
struct Order
{
    enum class Kind {
        Push,
        Disconnect,
        Probe, ///< changes nothing; Queued says that the fd is live
    };

    Kind kind = Kind::Push;
    QList<qint64> fds; ///< the targets, unless there is an audience
    Audience audience;
    Frame frame; ///< of a Push
    std::shared_ptr<Encodings> encodings = nullptr; ///< of the frame, where several workers send it
    quint16 code = CloseCode::Normal; ///< of a Disconnect
    QString reason;
};

/// The door that a Sender knocks at; the pool of workers stands behind it.
///
/// Callable from any thread at any time, also before the start and after the end of the node (then everything is Stopped).
class Dispatch
{
public:
    using DeliveryReceipt = std::function<void(const Delivery &delivery)>;
    using Receipt = std::function<void(const QList<Outcome> &outcomes)>;
    using Listing = std::function<void(const QList<ConnectionInfo> &connections)>;

    enum class CallIn {
        AnyThread, ///< whichever worker finishes last; for promises
        CallersThread, ///< the thread that submits, by its event loop
    };

    virtual ~Dispatch();

    /// Carries \a order out. \a receipt, if there is one, is called once with an outcome a target, in their order; for an
    /// audience, with an outcome for each connection that was found, in no order.
    virtual void submit(const Order &order, const Receipt &receipt, CallIn where) = 0;
    /// Carries \a order out for its audience; \a receipt, if there is one, is called once with the counts.
    virtual void deliver(const Order &order, const DeliveryReceipt &receipt, CallIn where) = 0;
    /// Calls \a listing once, in whichever thread finishes last, with all live connections by rising fd.
    virtual void list(const Listing &listing) = 0;

protected:
    Dispatch() = default;
    Q_DISABLE_COPY_MOVE(Dispatch)
};

} // namespace Landline

#endif
