// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SOAKSERVER_H
#define LANDLINE_SOAKSERVER_H

#include "node.h"

#include <QtCore/qsocketnotifier.h>

namespace Landline {

struct ConnectionQueryResult;

/// The node that scripts/soak torments, and the way in which it is asked how it is.
///
/// Each websocket server of the configuration echoes on "/", and on "/room/{name}" sends what one says to all in the room
/// of that name, on all servers. An http server answers "ok" on "/health". When everything listens, one line of JSON with the ports is
/// printed; each line that comes by the standard input is answered with one line of counters; its end ends the program.
class SoakServer : public QObject
{
    Q_OBJECT

public:
    explicit SoakServer(const NodeConfig &config);

    bool start();
    /// Why start() failed, told on stderr; the exit code for it.
    int reportError() const { return m_node.reportError(); }

private:
    void addRoutes(const ServerConfig &server);
    void readCommand();
    void tellPorts() const;
    static void tellCounters(const ConnectionQueryResult &result);

    Node m_node;
    QSocketNotifier m_input;
};

} // namespace Landline

#endif
