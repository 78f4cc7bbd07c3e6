// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DISPATCH_P_H
#define LANDLINE_DISPATCH_P_H

#include "api/command_p.h"
#include "api/nodequery_p.h"
#include "shared/connectioninfo.h"

#include <functional>
#include <memory>

namespace Landline {

/// Executes the commands of Senders: the interface between a Sender and the workers.
///
/// Callable from any thread at any time, also before the start and after the end of the node: then every result is Stopped.
class Dispatch
{
public:
    using ResultHandler = std::function<void(const CommandResult &result)>;
    using QueryHandler = std::function<void(const NodeQueryResult &result)>;
    using ConnectionsHandler = std::function<void(const QList<ConnectionInfo> &connections)>;

    /// Where a ResultHandler is called.
    enum class CallIn {
        AnyThread, ///< in the thread that finishes last, possibly before submit() returns; for promises
        CallersThread, ///< in the thread that submits, by its event loop
    };

    virtual ~Dispatch();

    /// Executes \a command. \a handler, if there is one, is called once. The outcomes for a list of fds are in its order, those
    /// for an audience are one for each connection that was found, in no order.
    virtual void submit(Command command, ResultHandler handler, CallIn where) = 0;
    /// Calls \a handler once, in the thread that finishes last, with all live connections by rising fd.
    virtual void list(const ConnectionsHandler &handler) = 0;

    /// Asks the workers. \a handler is called once, in the thread that finishes last, possibly before this returns. The base class
    /// answers that nothing runs.
    virtual void query(const NodeQuery &query, const QueryHandler &handler);
    /// Whether the node runs, as far as its clients are concerned. The base class says that it does not.
    virtual NodeState state() const { return NodeState::Stopped; }

    /// One without workers: every result is Stopped.
    static std::shared_ptr<Dispatch> stopped();

protected:
    Dispatch() = default;
    Q_DISABLE_COPY_MOVE(Dispatch)
};

} // namespace Landline

#endif
