// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPREQUESTS_H
#define LANDLINE_HTTPREQUESTS_H

#include <cstddef>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// Answers every complete HTTP/1.1 request in \a bytes: appends the answers to \a out and returns how many bytes the
/// requests were.
///
/// A POST is answered with the last 16 bytes of its body, everything else with 100 letters. Like all of the floor it
/// trusts its client: it looks for the end of the head and for Content-Length, written like this, and for nothing else.
std::size_t answerRequests(std::string_view bytes, std::string &out);

} // namespace Landline::Benchmark

#endif
