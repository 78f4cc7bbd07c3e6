// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TLSCLIENT_H
#define LANDLINE_TLSCLIENT_H

#include <QtCore/qbytearraylist.h>
#include <QtCore/qobject.h>
#include <QtCore/qsocketnotifier.h>

#include <memory>

struct bio_st;
struct ssl_ctx_st;
struct ssl_session_st;
struct ssl_st;

namespace Landline {

/// A client of TLS by OpenSSL itself, for what QSslSocket does not do: sessions, ALPN of any kind, renegotiation, key updates,
/// and each byte in a test's hands. It checks no certificate.
///
/// \code
/// TlsClient client({.protocols = {"h2"}});
/// QVERIFY(client.connectTo(port));
/// QVERIFY2(client.shakeHands(), client.error());
/// client.write("hello");
/// TRY_COMPARE(client.received(), "hello");
/// \endcode
/// The event loop of its thread moves the bytes.
class TlsClient : public QObject
{
public:
    enum class Version { Any, Tls11, Tls12, Tls13 };
    using Session = std::shared_ptr<ssl_session_st>;

    struct Terms
    {
        Version version = Version::Any; ///< 1.2 and 1.3, or this alone
        QByteArray serverName = "localhost"; ///< empty: none is asked for
        QByteArrayList protocols = {}; ///< empty: no ALPN
        QByteArray ciphers = {};
        QByteArray ciphersuites = {};
        QString certificate = {}; ///< PEM files
        QString key = {};
        Session session = nullptr; ///< to be resumed
    };

    TlsClient();
    explicit TlsClient(const Terms &terms);
    /// Ends TLS in good order, as a session needs it that is to be resumed, and TCP.
    ~TlsClient() override;

    /// Connects to 127.0.0.1.
    bool connectTo(quint16 port);
    /// Owns \a descriptor.
    void setDescriptor(int descriptor);
    int descriptor() const { return m_descriptor; }

    /// Waits until the handshake is done. False if it fails.
    bool shakeHands();
    /// Begins it. What it says is sent, unless it is held().
    void startHandshake();
    bool isDone() const;
    /// Why it failed, or the connection did, in OpenSSL's words; empty if it did not.
    const char *error() const { return m_error.constData(); }

    /// Sends \a bytes in one record or as few as can be.
    void write(const QByteArray &bytes);
    /// From now on what is to be sent is kept for takeOutput().
    void hold() { m_isHeld = true; }
    QByteArray takeOutput() { return std::exchange(m_output, {}); }
    /// Sends \a bytes as they are.
    void sendRaw(const QByteArray &bytes);
    /// All has been sent.
    bool isSent() const { return m_output.isEmpty(); }

    /// Everything that has come, decrypted.
    const QByteArray &received() const { return m_received; }
    QByteArray takeReceived() { return std::exchange(m_received, {}); }
    /// And as it came.
    const QByteArray &receivedRaw() const { return m_receivedRaw; }
    /// While it is not \a reading the server's bytes stay where they are.
    void setReading(bool reading) { m_readNotifier->setEnabled(reading); }
    /// Reads \a bytes at most, if it is not reading by itself.
    void readSome(qsizetype bytes) { readFromSocket(bytes); }

    bool isClosed() const { return m_isClosed; } ///< close_notify has come
    bool isEnded() const { return m_isEnded; } ///< FIN has come, or a reset
    bool isReset() const { return m_isReset; }

    /// Says by close_notify that nothing more is sent.
    void endTls();
    /// The same by FIN.
    void endTcp();
    /// Cuts the connection (RST).
    void reset();
    /// Asks for new keys, those of the server as well.
    void updateKeys();
    /// Asks for a new handshake on TLS 1.2.
    void renegotiate();

    QByteArray version() const; ///< "TLSv1.3"
    QByteArray cipher() const;
    QByteArray protocol() const; ///< what ALPN has selected
    QString serverCommonName() const;
    bool isResumed() const;
    /// What can be resumed; on TLS 1.3 it comes with or behind the first bytes.
    Session session() const { return m_session; }
    static quint32 maxEarlyData(const Session &session);

private:
    struct Deleter
    {
        void operator()(ssl_ctx_st *context) const;
        void operator()(ssl_st *ssl) const;
    };

    static int newSession(ssl_st *ssl, ssl_session_st *session);
    void readFromSocket(qsizetype most);
    void goOn();
    void fail(int result);
    void collectOutput();
    void sendOutput();

    std::unique_ptr<ssl_ctx_st, Deleter> m_context;
    std::unique_ptr<ssl_st, Deleter> m_ssl;
    bio_st *m_input; ///< from the server; m_ssl owns them
    bio_st *m_toSend;
    int m_descriptor = -1;
    std::unique_ptr<QSocketNotifier> m_readNotifier;
    std::unique_ptr<QSocketNotifier> m_writeNotifier;
    Session m_session;
    QByteArray m_error;
    QByteArray m_received;
    QByteArray m_receivedRaw;
    QByteArray m_output;
    bool m_isHeld = false;
    bool m_isClosed = false;
    bool m_isEnded = false;
    bool m_isReset = false;
};

} // namespace Landline

#endif
