// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_CLIENTHELLO_H
#define LANDLINE_CLIENTHELLO_H

#include <QtCore/qbytearray.h>

namespace Landline {

/// The first words of a TLS client, as far as they matter before the encryption starts: for which name it comes, and for
/// which protocol.
///
/// QSslSocket has no server side of SNI (RFC 6066 section 3), and its ALPN selects a protocol that was not offered where none is
/// in common: certificate and protocol have to be chosen before it begins. So the
/// ClientHello is looked at while it is still unread, and then left to QSslSocket. Nothing is decided here that OpenSSL
/// decides: a hello that is wrong gets its alert from there.
struct ClientHello
{
    enum class State {
        Incomplete, ///< more bytes are needed
        Complete,
        NotTls, ///< the first bytes are no TLS handshake record: a client that speaks something else
        Malformed, ///< TLS, but no ClientHello that RFC 8446 section 4.1.2 allows, or one that is too long
    };

    /// No more bytes than this are looked at; who says more before the hello is complete is Malformed.
    static constexpr qsizetype MaxSize = 16 * 1024;

    /// Reads the hello that \a bytes begin with, which may lie in several records. What is decided once stays so when more
    /// bytes follow.
    static ClientHello parse(QByteArrayView bytes);

    State state = State::Incomplete;
    /// In lower case and without a dot at its end. Empty if the client names no host, or one that no certificate can be for.
    QByteArray serverName;
    /// The client names protocols for what follows (ALPN, RFC 7301), and "http/1.1" is not among them.
    bool offersOtherProtocols = false;

    friend bool operator==(const ClientHello &, const ClientHello &) = default;
};

} // namespace Landline

#endif
