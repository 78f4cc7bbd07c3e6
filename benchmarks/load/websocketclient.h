// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WEBSOCKETCLIENT_H
#define LANDLINE_WEBSOCKETCLIENT_H

#include "client.h"
#include "echoes.h"
#include "framereader.h"
#include "messageset.h"

namespace Landline::Benchmark {

/// A WebSocket connection, client side: open when the server's 101 is complete and correct, closed by a closing
/// handshake with 1000.
class WebSocketClient : public Client, private FrameReader
{
public:
    WebSocketClient(const Options &options, const MessageSet &messages, Echoes &echoes, Poller &poller, Owner &owner,
                    int number);

    void close() override;

private:
    void reset() override;
    void connected() override;
    void bytesRead(std::string_view bytes) override;
    bool mayEnd() const override { return state() == State::Closing && m_closeAnswered; }
    std::string_view messages(long index, long count) const override { return m_messages.frames(index, count); }
    std::size_t messageSize(long index) const override { return m_messages.frameSize(index); }

    Expected expectedMessage() override;
    bool isExpected(std::string_view payload) override;
    void messageRead() override;
    void controlRead(std::uint8_t opcode, std::string_view payload) override;

    void readHead(std::string_view bytes);
    void readFrames(std::string_view bytes);
    void appendFrame(std::uint8_t opcode, std::string_view payload);

    const MessageSet &m_messages;
    Echoes &m_echoes;
    std::string m_head; ///< of the answer, until it is complete
    bool m_closeAnswered = false;
    int m_batch = 0; ///< messages of the read that is going on
    long m_expectedMessage = -1;
};

} // namespace Landline::Benchmark

#endif
