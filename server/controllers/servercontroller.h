// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SERVERCONTROLLER_H
#define LANDLINE_SERVERCONTROLLER_H

#include "api/httpcontroller.h"
#include "api/sender.h"

namespace Landline {

/// The ServerController of Hyperf's page: pushes to and closes WebSocket connections by HTTP.
///
/// Both answer 200 with an empty body for a live fd of any worker, 410 for one that is gone, 404 for one that was never
/// issued, 503 while the node ends, and send() 503 too when the client's queue is full.
class ServerController : public HttpController
{
    Q_OBJECT

public:
    explicit ServerController(const Sender &sender);

public slots:
    /// Pushes "Hello World." to \a fd.
    QFuture<Landline::Response> send(qint64 fd);
    /// Answers at once and disconnects \a fd one second later.
    QFuture<Landline::Response> close(qint64 fd);

private:
    Sender m_sender;
};

} // namespace Landline

#endif
