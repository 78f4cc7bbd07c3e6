// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEMOCONTROLLER_H
#define LANDLINE_DEMOCONTROLLER_H

#include "api/controller.h"

namespace Landline {

/// The other end of the demo page's WebSocket: says `{"fd": N}` first, then answers each text with "Recv: " before it.
///
/// A `name` in the query becomes the context values "name" and "label"; the latter is what the console shows.
class DemoController : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override;
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
};

} // namespace Landline

#endif
