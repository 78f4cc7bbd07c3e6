// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ADMINSESSION_H
#define LANDLINE_ADMINSESSION_H

#include "admin/peercredentials.h"
#include "shared/adminprotocol.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

class QLocalSocket;

namespace Landline {

class AdminService;
namespace Admin {
class Channel;
}

/// One console on the admin socket, from its hello to its end.
///
/// Requests are executed one at a time, in their order; the next ones wait in the socket, so
/// that whoever asks faster than he is answered is slowed down. Connect ended(), then call either
/// start() or refuse(). Its owner deletes it, after ended() by deleteLater().
class AdminSession : public QObject
{
    Q_OBJECT

public:
    /// A console has this long for its hello; and one that was refused, to close.
    static constexpr std::chrono::milliseconds Patience = std::chrono::seconds(2);
    /// The most bytes of answers that may wait for a console when it asks again. So what a frozen
    /// console costs is bounded by this and one answer.
    static constexpr qint64 MaxUnreadBytes = 8 * 1024 * 1024;

    /// Takes over \a descriptor. Nothing is read yet.
    AdminSession(int descriptor, const PeerCredentials &peer, AdminService *service,
                 QObject *parent = nullptr);
    /// What was said and still waits goes out if the kernel takes it at once.
    ~AdminSession() override;

    /// Waits for the hello.
    void start();
    /// Says why nothing more is answered here, and closes.
    void refuse(Admin::Error::Kind kind, const QString &text, quint64 id = 0);
    void sayGoodbye(const QDateTime &stoppedAt);

    const PeerCredentials &peer() const { return m_peer; }
    /// What the console calls itself; untrusted.
    QString product() const { return m_product; }
    /// True from the welcome on, even after the end.
    bool isWelcomed() const { return m_welcomed; }
    /// True after refuse(): it does not count any more.
    bool isRefused() const { return m_state == State::Refused; }

signals:
    void welcomed();
    /// The link has ended, whoever ended it. Comes once.
    void ended();

private:
    enum class State { Idle, Greeting, Serving, Refused };

    void receive(const QByteArray &message);
    void greet(quint64 id, const Admin::RequestBody &body);
    void serve(quint64 id, const Admin::RequestBody &body);
    void answer(quint64 id, const Admin::ReplyBody &body);
    void send(quint64 id, const Admin::ReplyBody &body);
    void runOutOfPatience();
    void endWriting();

    PeerCredentials m_peer;
    AdminService *m_service;
    QLocalSocket *m_socket;
    Admin::Channel *m_channel; ///< owns the socket
    QTimer m_patience;
    QString m_product;
    State m_state = State::Idle;
    bool m_welcomed = false;
};

} // namespace Landline

#endif
