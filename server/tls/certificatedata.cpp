// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/certificatedata.h"

#include "tls/opensslpointer.h"

#include <QtCore/qtimezone.h>

#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <ctime>

namespace Landline {

namespace {

QString textOf(const X509_NAME_ENTRY *entry)
{
    unsigned char *bytes = nullptr;
    const int size = ASN1_STRING_to_UTF8(&bytes, X509_NAME_ENTRY_get_data(entry));
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(bytes), qMax(size, 0));
    OPENSSL_free(bytes);
    return text;
}

QStringList commonNamesIn(const X509_NAME *name)
{
    QStringList names;
    for (int at = X509_NAME_get_index_by_NID(name, NID_commonName, -1); at >= 0;
         at = X509_NAME_get_index_by_NID(name, NID_commonName, at))
        names.append(textOf(X509_NAME_get_entry(name, at)));
    return names;
}

using GeneralNamesPointer = std::unique_ptr<GENERAL_NAMES, FreedBy<GENERAL_NAMES_free>>;

QStringList alternativeNamesIn(const X509 *certificate)
{
    const GeneralNamesPointer all(
            static_cast<GENERAL_NAMES *>(X509_get_ext_d2i(certificate, NID_subject_alt_name, nullptr, nullptr)));
    QStringList names;
    for (int i = 0; all && i < sk_GENERAL_NAME_num(all.get()); ++i) {
        const GENERAL_NAME *name = sk_GENERAL_NAME_value(all.get(), i);
        if (name->type == GEN_DNS)
            names.append(QString::fromLatin1(reinterpret_cast<const char *>(ASN1_STRING_get0_data(name->d.dNSName)),
                                             ASN1_STRING_length(name->d.dNSName)));
    }
    return names;
}

} // namespace

QString displayName(const X509_NAME *name)
{
    const QStringList names = commonNamesIn(name);
    const int count = X509_NAME_entry_count(name);
    if (!names.isEmpty() || count == 0)
        return names.value(0);
    return textOf(X509_NAME_get_entry(name, count - 1));
}

QDateTime timeOf(const ASN1_TIME *time)
{
    std::tm parts = {};
    if (!time || !ASN1_TIME_to_tm(time, &parts))
        return {};
    return QDateTime(QDate(parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday),
                     QTime(parts.tm_hour, parts.tm_min, qMin(parts.tm_sec, 59)), Qt::UTC);
}

QStringList hostNamesIn(const X509 *certificate)
{
    const QStringList names = alternativeNamesIn(certificate);
    ERR_clear_error();
    return names.isEmpty() ? commonNamesIn(X509_get_subject_name(certificate)) : names;
}

bool isIssuer(const X509 *issuer, const X509 *certificate)
{
    return X509_NAME_cmp(X509_get_issuer_name(certificate), X509_get_subject_name(issuer)) == 0;
}

bool isKeyOf(EVP_PKEY *key, const X509 *certificate)
{
    const bool isSame = X509_check_private_key(certificate, key) == 1;
    ERR_clear_error();
    return isSame;
}

QByteArray pemOf(const X509 *certificate)
{
    const BioPointer bio(BIO_new(BIO_s_mem()));
    PEM_write_bio_X509(bio.get(), certificate);
    char *bytes = nullptr;
    const long size = BIO_get_mem_data(bio.get(), &bytes);
    return QByteArray(bytes, size);
}

} // namespace Landline
