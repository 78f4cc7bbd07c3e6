// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_SCRIPTEDNODE_H
#define LANDLINE_TESTS_SCRIPTEDNODE_H

#include "shared/adminprotocol.h"

#include <QtCore/qhash.h>
#include <QtCore/qmap.h>
#include <QtCore/qset.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalserver.h>

#include <functional>
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
    /// Sends \a bytes as a message to every session.
    void send(const QByteArray &bytes);
    /// Every further Hello is answered with \a error; without one, with the Welcome.
    void refuseWith(const std::optional<Landline::Admin::Error> &error) { m_refusal = error; }
    /// The next \a count PollChanges are answered with resync and nothing else.
    void wantResync(int count = 1) { m_resyncs = count; }

    /// A connection as a client would make it; all fields may be changed before it goes to open().
    static Landline::ConnectionInfo connection(qint64 fd);
    void open(const Landline::ConnectionInfo &connection);
    void change(const Landline::ConnectionInfo &connection);
    void close(qint64 fd, quint16 code = 1000, const QString &reason = {});
    /// Removes a connection without a word, as if the console had missed it.
    void forget(qint64 fd);
    /// Notes \a count events that no console will see, as if they were too many to be kept.
    void loseEvents(int count);
    QList<Landline::ConnectionInfo> rows() const { return m_rows.values(); }
    /// What a push to or a disconnect of \a fd answers, instead of the truth.
    void setResult(qint64 fd, Landline::PushResult result) { m_results.insert(fd, result); }

    /// A push to or disconnect of \a fd has an outcome that the console does not know.
    void setUnknownResult(qint64 fd) { m_unknownResults.insert(fd); }

    Landline::Admin::Welcome welcome;
    QList<Landline::Admin::Push> pushes;
    QList<Landline::Admin::Disconnect> disconnects;
    /// Is the answer to every Hello, if there is any: what another program would say.
    QByteArray garbage;
    int garbled = 0; ///< so many Hellos were answered by it
    int welcomes = 0; ///< so many consoles were welcomed
    int lists = 0;
    int polls = 0;
    /// Is called before a ListConnections or PollChanges is answered.
    std::function<void(const Landline::Admin::RequestBody &question)> onQuestion;
    /// So many rows are in a page or batch, whatever was asked for; 0: as asked for.
    int rowsAtOnce = 0;
    /// So many of the next pages are empty, but not the last.
    int emptyPages = 0;
    qint64 messagesIn = 0;
    qint64 messagesOut = 0;
    Landline::Statistics statistics;
    QList<Landline::Admin::LoopLag> lags;
    /// Requests are not answered while it is set; they are counted, and wait for answerLate().
    bool mute = false;
    int unanswered = 0;
    /// Answers what came while it was mute, and is not mute any more.
    void answerLate();

private:
    void accept();
    void receive(Landline::Admin::Channel *channel, const QByteArray &message);
    Landline::Admin::ReplyBody answer(const Landline::Admin::RequestBody &request);
    Landline::Admin::ConnectionPage page(const Landline::Admin::ListConnections &request);
    Landline::Admin::Changes changes(const Landline::Admin::PollChanges &request);
    void addEvents(Landline::Admin::Changes *changes,
                   const Landline::Admin::PollChanges &request) const;
    Landline::Admin::ChangePosition nextPosition();
    Landline::Admin::Outcomes outcomes(const QList<qint64> &fds) const;
    Landline::Admin::Counters counters() const;
    void note(Landline::Admin::Event event);

    QTemporaryDir m_folder;
    QLocalServer m_server;
    QList<Landline::Admin::Channel *> m_sessions;
    QList<std::pair<Landline::Admin::Channel *, QByteArray>> m_late;
    QMap<qint64, Landline::ConnectionInfo> m_rows;
    QSet<qint64> m_changed; ///< since the last question
    QMap<Landline::Admin::ChangePosition, qint64>
            m_found; ///< by the question that found it: what has changed
    QHash<qint64, Landline::Admin::ChangePosition> m_foundAt;
    QHash<qint64, Landline::PushResult> m_results;
    QSet<qint64> m_unknownResults;
    QList<Landline::Admin::Event> m_events;
    quint64 m_lostEvents = 0; ///< the number of the last event before m_events
    quint64 m_question = 0;
    qint64 m_highestFd = 0;
    std::optional<Landline::Admin::Error> m_refusal;
    int m_resyncs = 0;
};

#endif
