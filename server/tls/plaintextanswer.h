// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PLAINTEXTANSWER_H
#define LANDLINE_PLAINTEXTANSWER_H

namespace Landline {

/// What a client gets that does not speak TLS to a port which does: HTTP, most likely.
inline constexpr char plainTextAnswer[] = "HTTP/1.1 400 Bad Request\r\n"
                                          "Content-Type: text/plain; charset=utf-8\r\n"
                                          "Content-Length: 47\r\n"
                                          "Connection: close\r\n"
                                          "\r\n"
                                          "This port speaks TLS: use https:// or wss:// .\n";

} // namespace Landline

#endif
