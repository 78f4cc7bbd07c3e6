// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINCLIENT_H
#define LANDLINE_ADMINCLIENT_H

#include "adminprotocol.h"

#include <QtCore/qdatetime.h>
#include <QtCore/qobject.h>
#include <QtCore/qstringlist.h>

#include <functional>
#include <memory>

namespace Landline::Admin {

class ClientPrivate;

/// The console's end of the admin link: one node, found by the path of its local socket.
///
/// Call start() once; the client then connects, says Hello, and from Connected on takes requests. When a link is lost,
/// for whatever reason, it connects again by itself until stop(): the first time at once, then after 250 ms and ever more
/// slowly up to 5 s. A link that lasts 5 s resets this.
/// All signals and callbacks come in the client's own thread; nothing blocks.
class Client : public QObject
{
    Q_OBJECT

public:
    enum class State {
        Idle, ///< not started, or stopped
        Connecting, ///< after start() or reconnect(), until the first attempt has ended
        Connected, ///< Welcome has come: requests are taken
        Waiting, ///< not reachable just now (see problem()); tries again by itself, and stays Waiting meanwhile
        Refused, ///< trying again hardly helps (see problem()); tries every 5 s, and stays Refused meanwhile. After
                 ///< a Welcome on this path only for PermissionDenied and WrongProtocol
    };
    Q_ENUM(State)

    /// Why it is not Connected. Lost and NodeStopped stay while the node merely stays away.
    enum class Problem {
        None,
        NotFound, ///< no socket at that path, or nobody listens on it
        Lost, ///< the link broke, or was ended since what came was not the protocol
        NodeStopped, ///< the node said goodbye; see stoppedAt()
        PermissionDenied, ///< the socket or the node belongs to another user
        WrongProtocol, ///< the node speaks another protocol version; errorString() names both
        Rejected, ///< the node did not understand the client
        Violation, ///< not a node: what came was not the admin protocol, and no Welcome ever came on this path
        TooManySessions,
    };
    Q_ENUM(Problem)

    /// \a product is what Hello says, e.g. "landline-admin 0.1.0".
    explicit Client(const QString &product, QObject *parent = nullptr);
    /// Closes the link. Nobody is called back any more.
    ~Client() override;

    /// Begins to connect to \a socketPath (absolute).
    void start(const QString &socketPath) { start(QStringList(socketPath)); }
    /// The same for a node that may be at any of \a socketPaths: each attempt is made at their liveSocketPath().
    void start(const QStringList &socketPaths);
    /// Closes the link; no further attempts. Outstanding callbacks get nullptr.
    void stop();
    /// Drops the link if there is one and tries again at once.
    void reconnect();

    /// Where it is connected, or tried last.
    QString socketPath() const;
    State state() const;
    Problem problem() const;
    /// A sentence for the human: what failed and on which socket. Empty while Connected. Not translated.
    QString errorString() const;
    /// When the last Welcome came or, after a loss, when the link was lost. Data shown is as old as this.
    QDateTime lostAt() const;
    /// When the node said that it stopped (problem() is NodeStopped).
    QDateTime stoppedAt() const;
    /// What the node said of itself; of the last session while not Connected.
    Welcome node() const;

    /// Sends \a body; \a callback gets the answer, which may be an Error, or nullptr when the link ended first.
    /// It is not called when \a context has died by then. A request that is longer than MaxRequestBytes is not sent
    /// and answered by an Error of kind BadRequest. Answers false, and never calls back, unless Connected.
    bool request(const RequestBody &body, QObject *context,
                 std::function<void(const ReplyBody *reply)> callback);

signals:
    /// \a state is the new one; or the same, when problem() or errorString() has changed.
    void stateChanged(Landline::Admin::Client::State state);

private:
    std::unique_ptr<ClientPrivate> d;
};

} // namespace Landline::Admin

#endif
