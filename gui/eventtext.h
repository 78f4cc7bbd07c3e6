// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EVENTTEXT_H
#define LANDLINE_EVENTTEXT_H

#include "gui/nodeactions.h"
#include "shared/adminprotocol.h"

#include <vector>

namespace Landline::Gui {

/// One line of the log in words: what a person reads of an Event or of an action's outcome. Safe to
/// show.
struct EventText
{
    QDateTime time;
    QString what; ///< "Opened"
    QString connection; ///< "fd 12 · ws /chat/{room} · ann"
    QString detail;
    QString icon; ///< for symbolicIcon()
    qint64 fd = 0;
    bool failed = false;
};

EventText describe(const Admin::Event &event);
EventText describe(const ActionResult &result);
/// The line in the place of \a count events that are not known; without a time.
EventText describeSkipped(quint64 count);
/// One a target, those that failed first; no more than \a limit, and then a last one that says how
/// many more there are.
std::vector<EventText> describeTargets(const ActionResult &result, int limit);

/// Whether the node reports what this very process asked for.
bool isOwnAction(const Admin::Event &event);

/// "1000 normal closure"; the number alone when the code has no name.
QString closeCodeText(quint16 code);

} // namespace Landline::Gui

#endif
