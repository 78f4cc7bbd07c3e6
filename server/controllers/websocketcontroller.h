// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WEBSOCKETCONTROLLER_H
#define LANDLINE_WEBSOCKETCONTROLLER_H

#include "api/controller.h"

namespace Landline {

/// The controller of Hyperf's page: pushes "Opened" to who comes and answers each text with "Recv: " before it.
class WebSocketController : public Controller
{
    Q_OBJECT

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override;
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
    void onClose(Landline::Connection *connection, const Landline::CloseInfo &close) override;
};

} // namespace Landline

#endif
