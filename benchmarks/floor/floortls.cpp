// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "floortls.h"

#include <openssl/err.h>

namespace Landline::Benchmark {

static bool fail(const std::string &what, std::string &error)
{
    const char *reason = ERR_reason_error_string(ERR_peek_last_error());
    error = what + ": " + (reason ? reason : "unknown error");
    ERR_clear_error();
    return false;
}

static bool loadIdentity(SSL_CTX *context, const TlsFiles &files, std::string &error)
{
    if (SSL_CTX_use_certificate_chain_file(context, files.certificate.c_str()) != 1)
        return fail("cannot use the certificate " + files.certificate, error);
    if (SSL_CTX_use_PrivateKey_file(context, files.key.c_str(), SSL_FILETYPE_PEM) != 1)
        return fail("cannot use the key " + files.key, error);
    return true;
}

static bool requireClientCertificates(SSL_CTX *context, const TlsFiles &files, std::string &error)
{
    STACK_OF(X509_NAME) *names = SSL_load_client_CA_file(files.clientCa.c_str());
    if (names == nullptr || SSL_CTX_load_verify_locations(context, files.clientCa.c_str(), nullptr) != 1)
        return fail("cannot use the client CA " + files.clientCa, error);
    SSL_CTX_set_client_CA_list(context, names);
    SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nullptr);
    // Without one no session is resumed where clients are verified.
    constexpr unsigned char Id[] = "echo-floor";
    SSL_CTX_set_session_id_context(context, Id, sizeof Id - 1);
    return true;
}

TlsContext makeTlsContext(const TlsFiles &files, std::string &error)
{
    TlsContext context(SSL_CTX_new(TLS_server_method()), &SSL_CTX_free);
    SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
    SSL_CTX_set_options(context.get(), SSL_OP_NO_RENEGOTIATION);
    SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE
                             | SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
    // One recv(2) for a record instead of two, one of which is for its header.
    SSL_CTX_set_read_ahead(context.get(), 1);
    // Tickets are all that is resumed: nothing is kept here.
    SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
    if (!loadIdentity(context.get(), files, error)
        || (!files.clientCa.empty() && !requireClientCertificates(context.get(), files, error)))
        context.reset();
    return context;
}

} // namespace Landline::Benchmark
