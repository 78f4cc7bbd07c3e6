// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_REQUESTSET_H
#define LANDLINE_REQUESTSET_H

#include "messageset.h"
#include "options.h"

#include <string>
#include <string_view>
#include <vector>

namespace Landline::Benchmark {

/// The HTTP requests of a workload and the bodies of their answers: a ring, made once before the measurement.
///
/// A POST has a message of the set as its body, and its answer is the last 16 bytes of it: different for each, and known to
/// a server only when the whole body is there. A GET is answered with letters from a to z, again and again.
class RequestSet
{
public:
    RequestSet(const MessageSet &messages, const Options &options);

    /// The requests of up to \a count messages from \a index on: fewer at the end of the ring.
    std::string_view requests(long index, long count) const;
    std::size_t requestSize(long index) const;
    /// What the body of the answer to request \a index must be.
    std::string_view answer(long index) const;

private:
    std::size_t place(long index) const { return static_cast<std::size_t>(index) % m_answers.size(); }

    std::vector<std::size_t> m_starts; ///< and the end of the last
    std::vector<std::string> m_answers;
    std::string m_requests;
};

} // namespace Landline::Benchmark

#endif
