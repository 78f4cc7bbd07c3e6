// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_DISPATCH_H
#define LANDLINE_DISPATCH_H

#include "shared/closecode.h"
#include "shared/connectioninfo.h"
#include "shared/frame.h"
#include "shared/outcome.h"

#include <QtCore/qlist.h>

#include <functional>

namespace Landline {

/// What a Sender asks of the workers that own the connections. A value.
struct Order
{
    enum class Kind {
        Push,
        Disconnect,
        Probe, ///< changes nothing; Queued says that the fd is live
    };

    Kind kind = Kind::Push;
    QList<qint64> fds; ///< the targets, unless toAll
    bool toAll = false; ///< every live connection instead, or those of `server` if it is named
    QString server;
    Frame frame; ///< of a Push
    quint16 code = CloseCode::Normal; ///< of a Disconnect
    QString reason;
};

/// The door that a Sender knocks at; the pool of workers stands behind it.
///
/// Callable from any thread at any time, also before the start and after the end of the node (then everything is Stopped).
class Dispatch
{
public:
    using Receipt = std::function<void(const QList<Outcome> &outcomes)>;
    using Listing = std::function<void(const QList<ConnectionInfo> &connections)>;

    enum class CallIn {
        AnyThread, ///< whichever worker finishes last; for promises
        CallersThread, ///< the thread that submits, by its event loop
    };

    virtual ~Dispatch();

    /// Carries \a order out. \a receipt, if there is one, is called once with an outcome a target, in their order.
    virtual void submit(const Order &order, const Receipt &receipt, CallIn where) = 0;
    /// Calls \a listing once, in whichever thread finishes last, with all live connections by rising fd.
    virtual void list(const Listing &listing) = 0;

protected:
    Dispatch() = default;
    Q_DISABLE_COPY_MOVE(Dispatch)
};

} // namespace Landline

#endif
