// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_SCRIPTEDNODE_H
#define LANDLINE_TESTS_SCRIPTEDNODE_H

#include "shared/adminprotocol.h"

#include <QtCore/qhash.h>
#include <QtCore/qmap.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalserver.h>

#include <optional>

namespace Landline::Admin {
class Channel;
}

/// A node that has no connections but those that a test makes up: it speaks the admin link over a
/// real local socket.
class ScriptedNode : public QObject
{
    Q_OBJECT

public:
    explicit ScriptedNode(QObject *parent = nullptr);

    QString socketPath() const { return m_folder.filePath(QStringLiteral("main.sock")); }
    bool listen();
    /// No more sessions; those that are go on.
    void stopListening() { m_server.close(); }
    /// Every session breaks without a word.
    void cut();
    /// Every session is told Goodbye, then ended; then nobody listens any more.
    void sayGoodbye(const QDateTime &stoppedAt);
    /// Every further Hello is answered with \a error; without one, with the Welcome.
    void refuseWith(const std::optional<Landline::Admin::Error> &error) { m_refusal = error; }
    /// The next PollChanges is answered with resync.
    void wantResync() { m_resync = true; }

    /// A connection as a client would make it; all fields may be changed before it goes to open().
    static Landline::ConnectionInfo connection(qint64 fd);
    void open(const Landline::ConnectionInfo &connection);
    void change(const Landline::ConnectionInfo &connection);
    void close(qint64 fd, quint16 code = 1000, const QString &reason = {});
    /// Removes a connection without an event, as if the console had missed it.
    void forget(qint64 fd);
    /// What a push to or a disconnect of \a fd answers, instead of the truth.
    void setResult(qint64 fd, Landline::PushResult result) { m_results.insert(fd, result); }

    Landline::Admin::Welcome welcome;
    QList<Landline::Admin::Push> pushes;
    QList<Landline::Admin::Disconnect> disconnects;
    int lists = 0;
    int polls = 0;
    qint64 messagesIn = 0;
    qint64 messagesOut = 0;
    Landline::Statistics statistics;
    QList<Landline::Admin::LoopLag> lags;
    /// Requests are not answered while it is set; they are only counted.
    bool mute = false;
    int unanswered = 0;

private:
    void accept();
    void receive(Landline::Admin::Channel *channel, const QByteArray &message);
    Landline::Admin::ReplyBody answer(const Landline::Admin::RequestBody &request);
    Landline::Admin::ConnectionPage page(const Landline::Admin::ListConnections &request) const;
    Landline::Admin::Changes changes(const Landline::Admin::PollChanges &request);
    Landline::Admin::Outcomes outcomes(const QList<qint64> &fds) const;
    Landline::Admin::Counters counters() const;
    void note(Landline::Admin::Event event);

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QList<Landline::Admin::Channel *> m_sessions;
    QMap<qint64, Landline::ConnectionInfo> m_rows;
    QHash<qint64, qint64> m_changedAt;
    QHash<qint64, Landline::PushResult> m_results;
    QList<Landline::Admin::Event> m_events;
    qint64 m_time = 1;
    qint64 m_highestFd = 0;
    std::optional<Landline::Admin::Error> m_refusal;
    bool m_resync = false;
};

#endif
