// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FLOORTLS_H
#define LANDLINE_FLOORTLS_H

#include <openssl/ssl.h>

#include <memory>
#include <string>

namespace Landline::Benchmark {

using TlsContext = std::unique_ptr<SSL_CTX, decltype(&SSL_CTX_free)>;

/// What the floor's TLS is made from: names of PEM files.
struct TlsFiles
{
    std::string certificate;
    std::string key;
    std::string clientCa; ///< not empty: clients must have a certificate that it has signed
};

/// OpenSSL as it comes, TLS 1.2 and 1.3 with session tickets, and the least memory for connections that are idle. Null if
/// a file is no good; \a error says which, and why.
TlsContext makeTlsContext(const TlsFiles &files, std::string &error);

} // namespace Landline::Benchmark

#endif
