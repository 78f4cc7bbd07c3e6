// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COMMAND_P_H
#define LANDLINE_COMMAND_P_H

#include "api/audience.h"
#include "api/delivery.h"
#include "shared/closecode.h"
#include "shared/frame.h"
#include "shared/outcome.h"

#include <QtCore/qlist.h>

#include <variant>

namespace Landline {

/// What became of a Command: on one worker, or on all of them together.
struct CommandResult
{
    Delivery counts;
    QList<Outcome> outcomes; ///< where Command::wantsOutcomes is set

    /// The result of a command for a single fd.
    PushResult result() const;

    CommandResult &operator+=(const CommandResult &other);
};

enum class CommandType {
    Push,
    Disconnect,
    Probe, ///< changes nothing; Queued says that the fd is live
    Join, ///< Connection::join(); Rejected if no group can have that name
    Leave, ///< Connection::leave(); Queued also for one that is not a member
    BindUser, ///< Connection::bindUser(); Rejected if no user can have that id
};

/// What a Sender asks of the workers that own the connections. A value.
struct Command
{
    /// One connection, a list of connections, or an audience.
    using Targets = std::variant<qint64, QList<qint64>, Audience>;

    CommandType type = CommandType::Push;
    Targets targets;
    bool wantsOutcomes = false; ///< the result lists an outcome for each target instead of the counts alone
    Frame frame = {}; ///< of a Push
    quint16 code = CloseCode::Normal; ///< of a Disconnect
    QString reason = {};
    QString name = {}; ///< of a Join or Leave the group, of a BindUser the user

    /// Its result while no worker runs.
    CommandResult stopped() const;
};

} // namespace Landline

#endif
