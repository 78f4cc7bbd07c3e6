// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tls/pemfile.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr qint64 largestFile = 1024 * 1024;

FromPem<QByteArray> readFile(const QString &path)
{
    const QFileInfo info(path);
    if (!info.exists())
        return {{}, u"no such file"_s};
    if (!info.isFile())
        return {{}, u"is no file"_s};
    if (info.size() > largestFile)
        return {{}, u"is larger than 1 MiB: this is no PEM file"_s};
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return {{}, "cannot be read: "_L1 + file.errorString()};
    return {file.readAll(), {}};
}

/// Of a file that holds a secret.
FromPem<QByteArray> readSecret(const QString &path)
{
    const QFileDevice::Permissions everybody = QFileDevice::ReadOther | QFileDevice::WriteOther;
    if (QFileInfo(path).permissions() & everybody)
        return {{}, "is open to every user of this machine: chmod 600 "_L1 + path};
    return readFile(path);
}

bool holds(const QByteArray &pem, const char *label)
{
    return pem.contains(QByteArray("-----BEGIN ") + label);
}

bool holdsKey(const QByteArray &pem)
{
    return pem.contains("PRIVATE KEY-----");
}

bool isEncrypted(const QByteArray &pem)
{
    return holds(pem, "ENCRYPTED PRIVATE KEY") || pem.contains("Proc-Type: 4,ENCRYPTED");
}

QString keyError(const QByteArray &pem, bool hasPassphrase)
{
    if (!holdsKey(pem))
        return holds(pem, "CERTIFICATE") ? u"holds a certificate and no private key"_s : u"holds no PEM private key"_s;
    if (isEncrypted(pem))
        return hasPassphrase ? u"cannot be decrypted with the passphrase of key_passphrase_file"_s
                             : u"is encrypted: name the file with its passphrase in key_passphrase_file"_s;
    return u"holds no private key that can be used: it must be an RSA or EC key"_s;
}

} // namespace

FromPem<QList<QSslCertificate>> readCertificates(const QString &path)
{
    const FromPem<QByteArray> file = readFile(path);
    if (!file.error.isEmpty())
        return {{}, file.error};
    const QList<QSslCertificate> certificates = QSslCertificate::fromData(file.value, QSsl::Pem);
    if (!certificates.isEmpty())
        return {certificates, {}};
    if (holds(file.value, "CERTIFICATE"))
        return {{}, u"holds a PEM certificate that cannot be read"_s};
    return {{}, holdsKey(file.value) ? u"holds a private key and no certificate"_s : u"holds no PEM certificate"_s};
}

FromPem<QSslKey> readPrivateKey(const QString &path, const QByteArray &passphrase)
{
    const FromPem<QByteArray> file = readSecret(path);
    if (!file.error.isEmpty())
        return {{}, file.error};
    // Without a passphrase OpenSSL might ask for one at the terminal.
    if (!isEncrypted(file.value) || !passphrase.isEmpty()) {
        for (const QSsl::KeyAlgorithm algorithm : {QSsl::Rsa, QSsl::Ec}) {
            const QSslKey key(file.value, algorithm, QSsl::Pem, QSsl::PrivateKey, passphrase);
            if (!key.isNull())
                return {key, {}};
        }
    }
    return {{}, keyError(file.value, !passphrase.isEmpty())};
}

FromPem<QByteArray> readPassphrase(const QString &path)
{
    const FromPem<QByteArray> file = readSecret(path);
    if (!file.error.isEmpty())
        return file;
    QByteArray line = file.value.left(file.value.indexOf('\n'));
    if (line.endsWith('\r'))
        line.chop(1);
    if (line.isEmpty())
        return {{}, u"has no passphrase in its first line"_s};
    return {line, {}};
}

} // namespace Landline
