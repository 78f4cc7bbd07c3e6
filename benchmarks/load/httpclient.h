// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_HTTPCLIENT_H
#define LANDLINE_HTTPCLIENT_H

#include "answerreader.h"
#include "client.h"
#include "requestset.h"

namespace Landline::Benchmark {

/// An HTTP/1.1 connection that is kept alive, client side: open when its first request has been answered, closed by the
/// end of its sending, which the server answers with its own. The messages that are counted are answers.
class HttpClient : public Client, private AnswerReader
{
public:
    HttpClient(const Options &options, const RequestSet &requests, Poller &poller, Owner &owner, int number);

    void close() override;

private:
    void reset() override { resetReader(); }
    void connected() override { send(1); }
    void bytesRead(std::string_view bytes) override;
    bool mayEnd() const override { return state() == State::Closing; }
    std::string_view messages(long index, long count) const override { return m_requests.requests(index, count); }
    std::size_t messageSize(long index) const override { return m_requests.requestSize(index); }

    std::optional<std::string_view> expectedAnswer() override;
    void answerRead() override;

    const RequestSet &m_requests;
    int m_batch = 0; ///< answers of the read that is going on
};

} // namespace Landline::Benchmark

#endif
