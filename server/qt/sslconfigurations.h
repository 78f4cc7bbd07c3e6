// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SSLCONFIGURATIONS_H
#define LANDLINE_SSLCONFIGURATIONS_H

#include <QtCore/qhash.h>
#include <QtCore/qlist.h>
#include <QtNetwork/qsslconfiguration.h>

#include <memory>

namespace Landline {

class TlsCredentials;

/// TlsCredentials for a QSslSocket.
///
/// What Qt cannot do is left out: no session is resumed, and client_crl is refused by the Node.
class SslConfigurations
{
public:
    explicit SslConfigurations(const std::shared_ptr<const TlsCredentials> &credentials);

    const std::shared_ptr<const TlsCredentials> &credentials() const { return m_credentials; }

    /// How to answer a client that came for \a serverName, see TlsCredentials::indexFor(). Where it \a offersOtherProtocols alone
    /// it is told of none: Qt would choose one of them.
    QSslConfiguration configurationFor(const QByteArray &serverName, bool offersOtherProtocols = false) const;

private:
    std::shared_ptr<const TlsCredentials> m_credentials;
    QList<QSslConfiguration> m_configurations; ///< by their index
};

/// The SslConfigurations that the servers of one worker have now, made once for each TlsCredentials: it takes a while.
class SslConfigurationCache
{
public:
    /// Those of \a credentials; \a server is what these belong to, and they take the place of those that it had before.
    std::shared_ptr<const SslConfigurations> of(const void *server, const std::shared_ptr<const TlsCredentials> &credentials);

private:
    QHash<const void *, std::shared_ptr<const SslConfigurations>> m_ofServer;
};

} // namespace Landline

#endif
