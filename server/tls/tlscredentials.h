// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSCREDENTIALS_H
#define LANDLINE_TLSCREDENTIALS_H

#include <Landline/landline_export.h>
#include "api/tlsconfig.h"

#include <QtCore/qbytearraylist.h>
#include <QtCore/qhash.h>

#include <memory>
#include <vector>

struct ssl_st;

namespace Landline {

class TicketKeys;
class TlsContext;

/// What one server needs to shake hands: its certificates and keys, read from their files and found to be good, and which of
/// them is for which name.
///
/// Read once, in the thread of the Node, then never changed: all workers share it. New files make new credentials; a
/// connection that was made by the old ones does not notice.
class LANDLINE_PRIVATE_EXPORT TlsCredentials
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
    /// without origin begin with, `server "ws"`; sessions are resumed only by credentials of the same owner, and only by those
    /// with the same \a ticketKeys, which are new ones by default. What a message says of a key is never anything of its
    /// content.
    static Loading load(const TlsConfig &config, const QString &owner,
                        const std::shared_ptr<TicketKeys> &ticketKeys = nullptr);
    ~TlsCredentials();
    Q_DISABLE_COPY_MOVE(TlsCredentials)

    std::chrono::milliseconds handshakeTimeout() const { return m_config.handshakeTimeout; }
    TlsConfig::Version minimumVersion() const { return m_config.minimumVersion; }
    TlsConfig::ClientCertificates clientCertificates() const { return m_config.clientCertificates; }

    /// An SSL of OpenSSL that accepts one client. It chooses the certificate by itself, and these credentials must live as long
    /// as it does; the caller frees it. nullptr if memory is short.
    ssl_st *newSession() const;
    /// Makes \a session, whose ClientHello is being read, go on with the certificate for \a serverName.
    void choose(ssl_st *session, const QByteArray &serverName) const;

    // For those who speak TLS by something else.

    qsizetype certificateCount() const { return static_cast<qsizetype>(m_contexts.size()); }
    /// Which certificate is for a client that came for \a serverName, as readServerName() gives it: the one that has the name,
    /// else one with a star for its first label, else the first.
    qsizetype indexFor(const QByteArray &serverName) const;
    /// The certificate at \a index and those behind it, as PEM.
    QByteArray chainPem(qsizetype index) const;
    /// Its key, as PEM and not encrypted.
    QByteArray keyPem(qsizetype index) const;
    /// Who signs the certificates of clients, as PEM; empty if clients are not asked for them.
    QByteArray clientCaPem() const { return m_clientCaPem; }
    /// What may be negotiated, by OpenSSL's names and in the order of preference.
    QByteArrayList cipherNames() const;

private:
    explicit TlsCredentials(const TlsConfig &config);

    friend class CredentialsLoader;

    TlsConfig m_config;
    QByteArray m_clientCaPem;
    std::vector<std::unique_ptr<TlsContext>> m_contexts; ///< at least one
    QHash<QByteArray, qsizetype> m_byName;
};

} // namespace Landline

#endif
