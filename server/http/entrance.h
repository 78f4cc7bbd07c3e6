// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_ENTRANCE_H
#define LANDLINE_ENTRANCE_H

#include "api/settings.h"

namespace Landline {

class Pipeline;

/// What one listening port leads to in one worker. A plain value; the pipelines belong to the worker.
struct Entrance
{
    const Pipeline *http = nullptr; ///< for plain requests: the server's own
    const Pipeline *webSocket = nullptr; ///< for handshakes: the server's own, or the first websocket server's on an
                                         ///< HTTP port; nullptr where a handshake is an HTTP request like any other
    Settings settings; ///< of the server that listens
    Settings webSocketSettings; ///< of the server whose routes answer handshakes
};

} // namespace Landline

#endif
