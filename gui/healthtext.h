// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HEALTHTEXT_H
#define LANDLINE_HEALTHTEXT_H

#include "shared/adminprotocol.h"

/// How a node fares, in words: whom it refused and cut off, and how long its workers let others wait.
namespace Landline::Gui::HealthText {

/// "Refused 12", "Cut off 3" or both; empty while nothing of it happened.
QString trouble(const Statistics &statistics);
/// A line for each reason there was, with its number.
QString troubleDetails(const Statistics &statistics);

/// "Lag 12 ms": the worst of all workers lately; empty if the node tells none.
QString lag(const QList<Admin::LoopLag> &lags);
/// A line for each worker.
QString lagDetails(const QList<Admin::LoopLag> &lags);

} // namespace Landline::Gui::HealthText

#endif
