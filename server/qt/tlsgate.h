// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TLSGATE_H
#define LANDLINE_TLSGATE_H

#include "qt/sslconfigurations.h"

#include <QtCore/qobject.h>
#include <QtCore/qtimer.h>

class QSslError;
class QSslSocket;

namespace Landline {

struct ClientHello;

/// Stands before one accepted socket of a TLS server until the connection is encrypted: finds out for which name the client
/// came, shows it that certificate, and ends those who are too slow, speak something else, or break off.
///
/// A client that speaks HTTP in plain text is told so in plain text (400). A child of the socket; it deletes itself after
/// encrypted(). After failed() the socket ends by itself.
class TlsGate : public QObject
{
    Q_OBJECT

public:
    /// \a socket is connected and not encrypted.
    TlsGate(QSslSocket *socket, const std::shared_ptr<const SslConfigurations> &configurations);

    /// Begins. The client has the handshake timeout of the credentials for everything.
    void start();

signals:
    /// The handshake is done, and the client's certificate good if there is one: a Gate may read now.
    void encrypted();
    /// There will be no handshake, for \a reason. Not told of clients that left without a word.
    void failed(const QString &reason);

private:
    void readHello();
    void shakeHands(const ClientHello &hello);
    void handshakeDone();
    void answerPlainText();
    void fail(const QString &reason);
    void socketFailed();

    QSslSocket *m_socket;
    std::shared_ptr<const SslConfigurations> m_configurations;
    QTimer m_timer;
    QString m_objection; ///< to the client's certificate
    bool m_helloRead = false;
    bool m_over = false;
};

} // namespace Landline

#endif
