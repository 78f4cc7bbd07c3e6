// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/testauthority.h"

#include <QtCore/qprocess.h>
#include <QtNetwork/qsslkey.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr int openSslTime = 60'000; // ms; busy machines are slow

QStringList newKey(TestAuthority::Algorithm algorithm, const QString &file)
{
    const QStringList kind = algorithm == TestAuthority::Algorithm::Rsa
            ? QStringList{u"rsa:2048"_s}
            : QStringList{u"ec"_s, u"-pkeyopt"_s, u"ec_paramgen_curve:P-256"_s};
    return QStringList{u"-newkey"_s} + kind + QStringList{u"-nodes"_s, u"-keyout"_s, file};
}

} // namespace

TestAuthority::TestAuthority(const QString &name)
{
    openssl(QStringList{u"req"_s, u"-x509"_s, u"-days"_s, u"7"_s, u"-subj"_s, u"/CN="_s + name, u"-out"_s,
                        u"ca.pem"_s}
            + newKey(Algorithm::Ec, u"ca.key"_s));
}

bool TestAuthority::openssl(const QStringList &arguments)
{
    QProcess process;
    process.setWorkingDirectory(m_folder.path());
    process.start(u"openssl"_s, arguments, QIODevice::ReadOnly);
    // No event loop: this is used before there is anything that needs one.
    const bool done = process.waitForFinished(openSslTime) && process.exitStatus() == QProcess::NormalExit
            && process.exitCode() == 0;
    m_error = "openssl " + arguments.join(u' ').toUtf8() + ": " + process.errorString().toUtf8() + '\n'
            + process.readAllStandardError();
    return done;
}

bool TestAuthority::issue(const QString &name, const QStringList &hosts, Algorithm algorithm, int days)
{
    QByteArray extensions = "basicConstraints=critical,CA:FALSE\n";
    if (!hosts.isEmpty())
        extensions += "subjectAltName=DNS:" + hosts.join(u",DNS:").toUtf8() + '\n';
    const QString subject = "/CN="_L1 + hosts.value(0, name);
    if (!openssl(QStringList{u"req"_s, u"-new"_s, u"-subj"_s, subject, u"-out"_s, u"request.csr"_s}
                 + newKey(algorithm, name + u".key"_s))
        || !write(u"extensions"_s, extensions)
        || !openssl({u"x509"_s, u"-req"_s, u"-in"_s, u"request.csr"_s, u"-CA"_s, u"ca.pem"_s, u"-CAkey"_s, u"ca.key"_s,
                     u"-days"_s, QString::number(days), u"-extfile"_s, u"extensions"_s, u"-out"_s, u"leaf.pem"_s}))
        return false;
    return write(name + u".pem"_s, read(u"leaf.pem"_s) + read(u"ca.pem"_s));
}

bool TestAuthority::revoke(const QStringList &names, const QString &file, const QStringList &options)
{
    const QByteArray config = "[ca]\ndefault_ca = test\n[test]\ndatabase = " + path(u"database"_s).toUtf8()
            + "\ndefault_md = sha256\ndefault_crl_days = 7\nunique_subject = no\n";
    if (!write(u"ca.conf"_s, config) || !write(u"database"_s, {}))
        return false;
    const QStringList authority{u"ca"_s, u"-config"_s, u"ca.conf"_s, u"-cert"_s, u"ca.pem"_s, u"-keyfile"_s, u"ca.key"_s};
    for (const QString &name : names) {
        if (!openssl(authority + QStringList{u"-revoke"_s, name + u".pem"_s}))
            return false;
    }
    return openssl(authority + QStringList{u"-gencrl"_s, u"-out"_s, file} + options);
}

bool TestAuthority::write(const QString &file, const QByteArray &content, QFile::Permissions permissions)
{
    QFile device(path(file));
    return device.open(QIODevice::WriteOnly) && device.write(content) == content.size() && device.setPermissions(permissions);
}

QByteArray TestAuthority::read(const QString &file) const
{
    QFile device(path(file));
    return device.open(QIODevice::ReadOnly) ? device.readAll() : QByteArray();
}

CertificateFiles TestAuthority::files(const QString &name, const QStringList &names) const
{
    CertificateFiles files;
    files.certificate = path(name + u".pem"_s);
    files.key = path(name + u".key"_s);
    files.names = names;
    return files;
}

TlsConfig TestAuthority::tls(const QStringList &names) const
{
    TlsConfig tls;
    tls.handshakeTimeout = std::chrono::minutes(1); // sanitizers and busy machines are slow
    for (const QString &name : names)
        tls.certificates.append(files(name));
    return tls;
}

QSslConfiguration TestAuthority::client(const QString &name) const
{
    QSslConfiguration client = QSslConfiguration::defaultConfiguration();
    client.setCaCertificates(QSslCertificate::fromPath(caFile()));
    if (!name.isEmpty()) {
        client.setLocalCertificateChain(QSslCertificate::fromPath(path(name + u".pem"_s)));
        client.setPrivateKey(QSslKey(read(name + u".key"_s), QSsl::Ec));
    }
    return client;
}

} // namespace Landline
