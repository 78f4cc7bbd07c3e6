// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TLSCREDENTIALS_H
#define LANDLINE_TLSCREDENTIALS_H

#include "api/tlsconfig.h"

#include <QtCore/qhash.h>
#include <QtNetwork/qsslconfiguration.h>

#include <memory>

namespace Landline {

/// What one server needs to shake hands: its certificates and keys, read from their files and found to be good, and which of
/// them is for which name.
///
/// Read once, in the thread of the Node, then never changed: all workers share it. New files make new credentials; a
/// connection that was made by the old ones does not notice.
class TlsCredentials
{
public:
    /// What load() gives: credentials, or what is wrong.
    struct Loading
    {
        std::shared_ptr<const TlsCredentials> credentials; ///< nullptr if there are errors
        QStringList errors; ///< each begins with where the file was named
        QStringList warnings; ///< what clients will complain about: an expired certificate, a chain that is none
    };

    /// Reads the files of \a config and tries each certificate with its key. \a owner is what messages about a value
    /// without origin begin with: `server "ws"`. What a message says of a key is never anything of its content.
    static Loading load(const TlsConfig &config, const QString &owner);

    /// How to answer a client that came for \a serverName, which is in lower case or empty (see ClientHello): by the
    /// certificate that has the name, else by one with a star for its first label, else by the first.
    const QSslConfiguration &configurationFor(const QByteArray &serverName) const;

    std::chrono::milliseconds handshakeTimeout() const { return m_handshakeTimeout; }

private:
    TlsCredentials() = default;

    friend class CredentialsLoader;

    QList<QSslConfiguration> m_configurations; ///< at least one
    QHash<QByteArray, qsizetype> m_byName;
    std::chrono::milliseconds m_handshakeTimeout = {};
};

} // namespace Landline

#endif
