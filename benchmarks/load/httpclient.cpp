// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "httpclient.h"

namespace Landline::Benchmark {

HttpClient::HttpClient(const Options &options, const RequestSet &requests, Poller &poller, Owner &owner, int number)
    : Client(options, poller, owner, number)
    , m_requests(requests)
{
}

void HttpClient::close()
{
    setState(State::Closing);
    endSending();
}

void HttpClient::bytesRead(std::string_view bytes)
{
    m_batch = 0;
    if (!readAnswers(bytes))
        return endWithError(readError());
    if (m_batch == 0)
        return;
    if (state() != State::Opening)
        return owner().received(*this, m_batch);
    restartCounts();
    setState(State::Open);
    owner().opened(*this);
}

std::optional<std::string_view> HttpClient::expectedAnswer()
{
    if (receivedCount() == sentCount())
        return {};
    const long index = state() == State::Opening ? 0 : owner().expectedMessage(*this);
    return index < 0 ? std::nullopt : std::optional(m_requests.answer(index));
}

void HttpClient::answerRead()
{
    ++m_batch;
    countReceived();
}

} // namespace Landline::Benchmark
