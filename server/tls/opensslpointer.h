// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OPENSSLPOINTER_H
#define LANDLINE_OPENSSLPOINTER_H

#include <openssl/ssl.h>

#include <memory>
#include <vector>

namespace Landline {

// Owners of OpenSSL's objects. For files of this folder alone.

template<auto Free>
struct FreedBy
{
    template<typename T>
    void operator()(T *object) const
    {
        Free(object);
    }
};

using BioPointer = std::unique_ptr<BIO, FreedBy<BIO_free>>;
using CertificatePointer = std::unique_ptr<X509, FreedBy<X509_free>>;
using RevocationListPointer = std::unique_ptr<X509_CRL, FreedBy<X509_CRL_free>>;
using KeyPointer = std::unique_ptr<EVP_PKEY, FreedBy<EVP_PKEY_free>>;
using SslContextPointer = std::unique_ptr<SSL_CTX, FreedBy<SSL_CTX_free>>;
using SslPointer = std::unique_ptr<SSL, FreedBy<SSL_free>>;

using CertificateList = std::vector<CertificatePointer>;
using RevocationLists = std::vector<RevocationListPointer>;

} // namespace Landline

#endif
