// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_TESTSOCKET_H
#define LANDLINE_TEST_TESTSOCKET_H

#include <QtNetwork/qsslconfiguration.h>
#include <QtNetwork/qtcpsocket.h>

#include <QtCore/qurl.h>

#include <memory>

namespace Landline::Test {

/// A client's TCP or TLS connection to the server of a URL: what the clients of the kit have in common.
class TestSocket : public QObject
{
    Q_OBJECT

public:
    explicit TestSocket(QObject *parent = nullptr);
    ~TestSocket() override;

    /// Connects to \a url, by TLS if its scheme is wss or https. Once only.
    void open(const QUrl &url, const QSslConfiguration &configuration);
    void send(const QByteArray &bytes);
    /// Ends the connection when everything has been sent.
    void finish();
    /// Ends it now, without a TLS or WebSocket farewell.
    void abort();

    /// What has come and was not taken out yet.
    QByteArray &input() { return m_input; }
    bool hasEnded() const { return m_hasEnded; }
    /// Why the socket failed; empty if it did not.
    QString errorString() const { return m_errorString; }
    quint16 localPort() const { return m_socket ? m_socket->localPort() : quint16(0); }

    /// "HOST:PORT" of \a url, for the Host header.
    static QByteArray hostOf(const QUrl &url);
    /// Path and query of \a url, as a request line has them.
    static QByteArray targetOf(const QUrl &url);

signals:
    /// Connected, and encrypted where it is to be.
    void ready();
    /// input() has more.
    void received();
    /// Refused, ended or failed. After the last received().
    void ended();

private:
    void read();
    void end();

    std::unique_ptr<QTcpSocket> m_socket;
    QByteArray m_input;
    QString m_errorString;
    bool m_hasEnded = false;
};

} // namespace Landline::Test

#endif
