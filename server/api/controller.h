// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONTROLLER_H
#define LANDLINE_CONTROLLER_H

#include <Landline/connection.h>
#include <Landline/landline_export.h>
#include <Landline/request.h>

#include <QtCore/qobject.h>

namespace Landline {

/// Answers the connections of one WebSocket route; override any subset of its slots.
///
/// \code
/// class WebSocketController : public Landline::Controller
/// {
///     Q_OBJECT
/// public slots:
///     void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
///     {
///         connection->push("Recv: " + frame.data());
///     }
/// };
///
/// router.webSocket<WebSocketController>("/");
/// \endcode
///
/// One instance a worker and route, made, called and destroyed in the worker's thread only: members need no locks, and
/// values of one client belong into connection->context(). A slot that takes long stalls its worker. A slot that throws
/// ends its connection with 1011; the others go on. Any other QObject with slots of these names does as well.
/// Hyperf's OnOpenInterface, OnMessageInterface and OnCloseInterface in one.
class LANDLINE_EXPORT Controller : public QObject
{
    Q_OBJECT

public:
    explicit Controller(QObject *parent = nullptr);
    ~Controller() override;

public slots:
    /// The 101 is on its way; what is pushed now is the first frame that the client sees.
    virtual void onOpen(Landline::Connection *connection, const Landline::Request &request);
    /// A whole message came. Unless overridden it is dropped, with a warning in the log.
    virtual void onMessage(Landline::Connection *connection, const Landline::Frame &frame);
    /// The connection has ended; called exactly once for each onOpen(). The context can still be read.
    virtual void onClose(Landline::Connection *connection, const Landline::CloseInfo &close);
};

} // namespace Landline

#endif
