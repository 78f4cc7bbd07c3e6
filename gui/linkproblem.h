// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_LINKPROBLEM_H
#define LANDLINE_LINKPROBLEM_H

#include "shared/adminclient.h"

namespace Landline::Gui {

/// What the console says about its link when there is none: a title, an explanation and what to do.
struct LinkProblem
{
    QString title;
    QString text;
    QString command; ///< to be typed into a terminal, or empty
    QString icon; ///< for symbolicIcon()
};

/// The translated words for the state that \a client is in.
LinkProblem describeLink(const Admin::Client &client);

/// The command that starts a node on \a socketPath.
QString startCommand(const QString &socketPath);

/// Whether waiting may mend a problem, so that it need not be named beside old data.
bool isPassing(Admin::Client::Problem problem);

} // namespace Landline::Gui

#endif
