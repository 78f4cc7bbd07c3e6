// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINLINK_H
#define LANDLINE_ADMINLINK_H

#include "adminclient.h"

#include <QtCore/qmap.h>
#include <QtCore/qpointer.h>
#include <QtCore/qtimer.h>
#include <QtNetwork/qlocalsocket.h>

namespace Landline::Admin {

class Channel;

/// One attempt to reach a node and, if it succeeds, one session: from the connecting to whatever ends it.
/// Client makes one after another. Call open() once; when ended() has come the link is of no further use.
class Link : public QObject
{
    Q_OBJECT

public:
    using Callback = std::function<void(const ReplyBody *reply)>;

    Link(const QString &socketPath, const QString &product, QObject *parent);

    /// Connects and says Hello. A failure may be reported before it returns.
    void open();
    /// As Client::request(); only after welcomed().
    void request(const RequestBody &body, QObject *context, Callback callback);
    /// Calls back all who still wait, in the order of their requests, with nullptr.
    void giveUp();

signals:
    void welcomed(const Landline::Admin::Welcome &node);
    /// The link is over. \a stoppedAt is valid only with NodeStopped. Comes once.
    void ended(Landline::Admin::Client::Problem problem, const QString &text,
               const QDateTime &stoppedAt = QDateTime());

private:
    struct Unanswered
    {
        QPointer<QObject> context;
        Callback callback;
    };

    void unreachable(QLocalSocket::LocalSocketError error);
    void greet();
    void receive(const QByteArray &message);
    void receiveFirst(const ReplyBody &reply);
    void receiveAnswer(quint64 id, const ReplyBody &reply);
    void refused(const Error &error);
    void end(Client::Problem problem, const QString &text, const QDateTime &stoppedAt = {});

    const QString m_path;
    const QString m_product;
    QLocalSocket *m_socket;
    Channel *m_channel = nullptr; ///< owns the socket once that is connected
    QTimer m_patience;
    QMap<quint64, Unanswered> m_unanswered;
    quint64 m_lastId = 0;
    bool m_isWelcomed = false;
    bool m_hasEnded = false;
};

} // namespace Landline::Admin

#endif
