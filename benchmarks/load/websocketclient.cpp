// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocketclient.h"

namespace Landline::Benchmark {

// The pair of RFC 6455 section 1.3: the answer is known without a hash.
static constexpr std::string_view Key = "dGhlIHNhbXBsZSBub25jZQ==";
// Each message by itself, so that a server's frame for it is always the same.
static constexpr std::string_view Deflate
        = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";
static constexpr std::string_view Accept = "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=";

WebSocketClient::WebSocketClient(const Options &options, const MessageSet &messages, Echoes &echoes, Poller &poller,
                                 Owner &owner, int number)
    : Client(options, poller, owner, number)
    , m_messages(messages)
    , m_echoes(echoes)
{
}

void WebSocketClient::close()
{
    setState(State::Closing);
    appendFrame(Close, "\x03\xE8");
    flush();
}

void WebSocketClient::reset()
{
    resetReader();
    m_head.clear();
    m_closeAnswered = false;
}

void WebSocketClient::connected()
{
    appendControl("GET " + options().path + " HTTP/1.1\r\n"
            "Host: 127.0.0.1:" + std::to_string(ntohs(options().server.sin_port)) + "\r\n"
            "Connection: Upgrade\r\n"
            "Upgrade: websocket\r\n"
            "Sec-WebSocket-Version: 13\r\n"
            "Sec-WebSocket-Key: " + std::string(Key) + "\r\n"
            + (m_messages.isDeflated() ? "Sec-WebSocket-Extensions: " + std::string(Deflate) + "\r\n\r\n" : "\r\n"));
    flush();
}

void WebSocketClient::bytesRead(std::string_view bytes)
{
    if (state() == State::Opening)
        readHead(bytes);
    else
        readFrames(bytes);
}

void WebSocketClient::readHead(std::string_view bytes)
{
    m_head += bytes;
    const std::size_t end = m_head.find("\r\n\r\n");
    if (end == m_head.npos)
        return;
    if (!m_head.starts_with("HTTP/1.1 101 ") || m_head.find(Accept) > end)
        return endWithError("refused: " + m_head.substr(0, m_head.find('\r')));
    if (m_messages.isDeflated() && m_head.find("server_no_context_takeover") > end)
        return endWithError("the server did not agree to " + std::string(Deflate));
    const std::string rest = m_head.substr(end + 4);
    m_head = {};
    setState(State::Open);
    owner().opened(*this);
    if (!rest.empty() && isConnected())
        readFrames(rest);
}

void WebSocketClient::readFrames(std::string_view bytes)
{
    m_batch = 0;
    if (!FrameReader::read(bytes, m_messages.opcode()))
        return endWithError(readError());
    if (m_batch > 0)
        owner().received(*this, m_batch);
    if (hasControl() && isConnected())
        flush();
}

FrameReader::Expected WebSocketClient::expectedMessage()
{
    m_expectedMessage = owner().expectedMessage(*this);
    if (m_expectedMessage < 0)
        return {};
    return {true, m_echoes.isCompressed(), m_echoes.payload(m_expectedMessage)};
}

bool WebSocketClient::isExpected(std::string_view payload)
{
    return m_echoes.learn(m_expectedMessage, payload);
}

void WebSocketClient::messageRead()
{
    ++m_batch;
    countReceived();
}

void WebSocketClient::controlRead(std::uint8_t opcode, std::string_view payload)
{
    if (opcode == Ping)
        appendFrame(Pong, payload);
    if (opcode == Close)
        m_closeAnswered = true;
}

void WebSocketClient::appendFrame(std::uint8_t opcode, std::string_view payload)
{
    constexpr unsigned char FinalMasked = 0x80;
    // A key like any other: RFC 6455 section 5.3 wants it unpredictable for the sake of proxies only.
    constexpr char Mask[4] = {0, 0, 0, 0};
    std::string frame = {static_cast<char>(FinalMasked | opcode), static_cast<char>(FinalMasked | payload.size())};
    appendControl(frame.append(Mask, sizeof Mask).append(payload));
}

} // namespace Landline::Benchmark
