// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTAUTHORITY_H
#define LANDLINE_TESTAUTHORITY_H

#include "api/tlsconfig.h"

#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qsslconfiguration.h>

namespace Landline {

/// A certificate authority that lives as long as a test: it issues certificates by the program openssl, as PEM files in a
/// folder of its own. No private key is kept in the tree.
///
/// \code
/// TestAuthority authority;
/// QVERIFY2(authority.issue("a", {"a.example"}), authority.error());
/// config.servers[0].tls = authority.tls("a");
/// \endcode
class TestAuthority
{
public:
    enum class Algorithm { Ec, Rsa };

    explicit TestAuthority(const QString &name = QStringLiteral("Landline test authority"));

    /// Makes `<name>.pem`, the certificate with that of the authority behind it, and `<name>.key`. Its common name is the
    /// first of \a hosts. One of less than 0 \a days has expired.
    bool issue(const QString &name, const QStringList &hosts, Algorithm algorithm = Algorithm::Ec, int days = 7);
    /// Makes \a file, a certificate revocation list in which the certificates \a names are; \a options are for `openssl ca`.
    bool revoke(const QStringList &names, const QString &file, const QStringList &options = {});
    /// Runs openssl with \a arguments in the folder.
    bool openssl(const QStringList &arguments);
    /// What went wrong, for QVERIFY2.
    const char *error() const { return m_error.constData(); }

    QString path(const QString &file) const { return m_folder.filePath(file); }
    QString caFile() const { return path(QStringLiteral("ca.pem")); }
    bool write(const QString &file, const QByteArray &content,
               QFile::Permissions permissions = QFile::ReadOwner | QFile::WriteOwner);
    QByteArray read(const QString &file) const;

    CertificateFiles files(const QString &name, const QStringList &names = {}) const;
    /// A server's TLS with the certificates \a names, the first by default.
    TlsConfig tls(const QStringList &names) const;
    /// That of a client which trusts this authority alone, and shows the certificate \a name if that is not empty.
    QSslConfiguration client(const QString &name = {}) const;

private:
    QTemporaryDir m_folder;
    QByteArray m_error;
};

} // namespace Landline

#endif
