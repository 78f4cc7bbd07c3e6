// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/pemfile.h"

#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

#include <openssl/err.h>
#include <openssl/pem.h>

#include <algorithm>

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

BioPointer reader(const QByteArray &bytes)
{
    return BioPointer(BIO_new_mem_buf(bytes.constData(), int(bytes.size())));
}

/// What \a read, a function of OpenSSL, finds in \a pem, until there is no more. Nothing if one of them cannot be read.
template<typename Pointer, typename Read>
std::vector<Pointer> readAll(const QByteArray &pem, const Read &read)
{
    const BioPointer bio = reader(pem);
    std::vector<Pointer> all;
    ERR_clear_error();
    while (Pointer one{read(bio.get())})
        all.push_back(std::move(one));
    const bool isAtEnd = ERR_GET_REASON(ERR_peek_last_error()) == PEM_R_NO_START_LINE;
    ERR_clear_error();
    return isAtEnd ? std::move(all) : std::vector<Pointer>();
}

/// Without a passphrase OpenSSL would ask for one at the terminal.
int givePassphrase(char *buffer, int size, int, void *passphrase)
{
    const QByteArray &bytes = *static_cast<const QByteArray *>(passphrase);
    if (bytes.isEmpty() || bytes.size() > size)
        return -1;
    std::ranges::copy(bytes, buffer);
    return int(bytes.size());
}

bool isUsable(const EVP_PKEY *key)
{
    const int type = key ? EVP_PKEY_get_base_id(key) : EVP_PKEY_NONE;
    return type == EVP_PKEY_RSA || type == EVP_PKEY_EC; // what both backends know
}

} // namespace

FromPem<CertificateList> readCertificates(const QString &path)
{
    const FromPem<QByteArray> file = readFile(path);
    if (!file.error.isEmpty())
        return {{}, file.error};
    CertificateList certificates = readAll<CertificatePointer>(
            file.value, [](BIO *bio) { return PEM_read_bio_X509(bio, nullptr, nullptr, nullptr); });
    if (!certificates.empty())
        return {std::move(certificates), {}};
    if (holds(file.value, "CERTIFICATE-----"))
        return {{}, u"holds a PEM certificate that cannot be read"_s};
    return {{}, holdsKey(file.value) ? u"holds a private key and no certificate"_s : u"holds no PEM certificate"_s};
}

FromPem<RevocationLists> readRevocationLists(const QString &path)
{
    const FromPem<QByteArray> file = readFile(path);
    if (!file.error.isEmpty())
        return {{}, file.error};
    RevocationLists lists = readAll<RevocationListPointer>(
            file.value, [](BIO *bio) { return PEM_read_bio_X509_CRL(bio, nullptr, nullptr, nullptr); });
    if (!lists.empty())
        return {std::move(lists), {}};
    if (holds(file.value, "X509 CRL"))
        return {{}, u"holds a PEM certificate revocation list that cannot be read"_s};
    return {{}, holds(file.value, "CERTIFICATE-----") ? u"holds a certificate and no certificate revocation list"_s
                                                      : u"holds no PEM certificate revocation list (BEGIN X509 CRL)"_s};
}

FromPem<KeyPointer> readPrivateKey(const QString &path, const QByteArray &passphrase)
{
    const FromPem<QByteArray> file = readSecret(path);
    if (!file.error.isEmpty())
        return {{}, file.error};
    const BioPointer bio = reader(file.value);
    QByteArray password = passphrase;
    KeyPointer key(PEM_read_bio_PrivateKey(bio.get(), nullptr, givePassphrase, &password));
    ERR_clear_error();
    if (isUsable(key.get()))
        return {std::move(key), {}};
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
