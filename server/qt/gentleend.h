// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_GENTLEEND_H
#define LANDLINE_GENTLEEND_H

#include <QtCore/qobject.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qtimer.h>

#include <chrono>

class QSslSocket;

namespace Landline {

/// Ends a TLS connection so that its peer gets all that was written to it, and TLS's own word of the end (close_notify).
///
/// QSslSocket closes TCP right behind that word; if bytes of the peer are still unread, TCP answers them with a reset, which
/// may take the last answer with it. So TCP is held open here by a duplicate of the descriptor: what the peer still sends
/// is thrown away until it has closed its side as well, or until the time is over.
class GentleEnd : public QObject
{
    Q_OBJECT

public:
    /// Begins to end \a socket, which nobody must use or read any more and which is deleted soon. It is cut when the peer
    /// has taken nothing of what is left for \a time, or has not closed its side for as long. The new object is a sibling of the socket and deletes itself when all is over.
    static void of(QSslSocket *socket, std::chrono::milliseconds time);
    ~GentleEnd() override;

private:
    GentleEnd(QSslSocket *socket, std::chrono::milliseconds time);

    void socketEnded();
    void discard();
    void lookAtTime();
    void finish();
    qint64 unacknowledged() const;

    QSslSocket *m_socket; ///< nullptr once it has ended
    int m_descriptor; ///< a duplicate; -1 if there is none
    qint64 m_unacknowledged = 0; ///< when it was looked at last
    QTimer m_timer;
    std::unique_ptr<QSocketNotifier> m_notifier;
};

} // namespace Landline

#endif
