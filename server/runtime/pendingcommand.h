// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PENDINGCOMMAND_H
#define LANDLINE_PENDINGCOMMAND_H

#include "api/dispatch_p.h"
#include "api/encodings_p.h"
#include "runtime/resultcollector.h"

#include <memory>

namespace Landline {

class Mailbox;

/// A command that workers execute: what they share meanwhile, and the result that they add up. Any thread may use it.
class PendingCommand
{
public:
    /// addResult() will be called \a parts times, then \a handler once: in the thread that reads \a home, or without one in
    /// the thread that adds the last part. \a handler may be empty. Fds that no worker issues are Unknown in any case.
    PendingCommand(Command command, size_t parts, Dispatch::ResultHandler handler = {},
                   const std::shared_ptr<Mailbox> &home = nullptr);

    const Command &command() const { return m_command; }
    /// The encodings of the message, or nullptr if it goes to one connection only.
    Encodings *encodings();
    /// The outcomes of single connections are needed. Only before addResult().
    bool wantsOutcomes() const { return m_handler && m_command.wantsOutcomes; }

    /// Adds the result of a part of the targets. The outcomes of a part are in the order of its targets.
    void addResult(const CommandResult &part);
    /// The same for the targets of a worker that has ended.
    void addStopped() { addResult({.counts = {.isStopped = true}, .outcomes = {}}); }

private:
    Command m_command;
    Dispatch::ResultHandler m_handler;
    std::shared_ptr<Mailbox> m_home;
    Encodings m_encodings;
    ResultCollector<CommandResult> m_results;
};

} // namespace Landline

#endif
