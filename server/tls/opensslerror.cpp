// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "tls/opensslerror.h"

#include <openssl/err.h>

#include <array>

namespace Landline {

QString takeOpenSslError()
{
    const unsigned long code = ERR_peek_error();
    ERR_clear_error();
    if (code == 0)
        return {};
    if (const char *reason = ERR_reason_error_string(code))
        return QString::fromLatin1(reason);
    std::array<char, 256> text;
    ERR_error_string_n(code, text.data(), text.size());
    return QString::fromLatin1(text.data());
}

} // namespace Landline
