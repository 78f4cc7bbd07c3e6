// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ENTRANCE_H
#define LANDLINE_ENTRANCE_H

#include "api/redaction.h"
#include "api/settings.h"

#include <cstddef>
#include <memory>

namespace Landline {

class Admission;
class LogLimit;
class Pipeline;
class TlsCredentials;
struct Statistics;

/// What one listening port leads to in one worker. A plain value; the pipelines belong to the worker.
struct Entrance
{
    const Pipeline *http = nullptr; ///< for plain requests: the server's own
    const Pipeline *webSocket = nullptr; ///< for handshakes: the server's own, or the first websocket server's on an
                                         ///< HTTP port; nullptr where a handshake is an HTTP request like any other
    Settings settings; ///< of the server that listens
    Settings webSocketSettings; ///< of the server whose routes answer handshakes
    Redaction redaction; ///< of the node
    size_t webSocketServer = 0; ///< that server's number in the configuration
    Admission *admission = nullptr; ///< says who may come; nullptr: everybody
    Statistics *statistics = nullptr; ///< where the worker counts refusals; nullptr: they are not counted
    std::shared_ptr<const TlsCredentials> credentials = nullptr; ///< of the server that listens; nullptr: plain TCP
    LogLimit *refusalLog = nullptr; ///< for the log lines about refused origins and hosts; nullptr: all are written
};

} // namespace Landline

#endif
