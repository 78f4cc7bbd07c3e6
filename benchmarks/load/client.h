// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_CLIENT_H
#define LANDLINE_CLIENT_H

#include "echoes.h"
#include "framereader.h"
#include "messageset.h"
#include "options.h"
#include "poller.h"
#include "tlsstream.h"

#include <memory>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// One WebSocket connection of the load generator, client side, on a descriptor of its own.
class Client : private Poller::Handler, private FrameReader
{
public:
    /// Told what happens; every function may call the client's.
    class Owner
    {
    public:
        virtual ~Owner() = default;
        /// The server's 101 is complete and correct.
        virtual void opened(Client &client) = 0;
        /// The index of the message of the set that must come next; negative if none may come.
        virtual long expectedMessage(Client &client) = 0;
        /// This many messages came at once, all as expected.
        virtual void received(Client &client, int messages) = 0;
        /// The closing handshake that close() began is complete and TCP has ended.
        virtual void closed(Client &client) = 0;
        /// The connection ended otherwise, or the server broke a rule.
        virtual void failed(Client &client, const std::string &reason) = 0;
    };

    Client(const Options &options, const MessageSet &messages, Echoes &echoes, Poller &poller,
           Owner &owner, int number);
    ~Client() override;

    /// The place in the order in which the workload made its clients.
    int number() const { return m_number; }
    /// How many messages have come since connectToServer().
    long receivedCount() const { return m_received; }

    /// Connects and asks for the upgrade; may be called again after closed().
    void connectToServer();
    /// Sends the next \a count messages of the set, beginning with the first; what the kernel does not take
    /// follows.
    void send(long count);
    /// Begins the closing handshake with 1000.
    void close();

private:
    enum class State { Idle, Connecting, Encrypting, Upgrading, Open, Closing };

    void handle(std::uint32_t events) override;
    Expected expectedMessage() override;
    bool isExpected(std::string_view payload) override;
    void messageRead() override;
    void controlRead(std::uint8_t opcode, std::string_view payload) override;

    void encrypt();
    void requestUpgrade();
    void receive();
    long read(std::span<char> buffer);
    void readHead(std::string_view bytes);
    void readFrames(std::string_view bytes);
    void appendControl(std::uint8_t opcode, std::string_view payload);
    void flush();
    bool flushControl();
    bool flushMessages();
    long write(std::string_view bytes);
    void watch(bool writing);
    void end();
    void fail(const std::string &reason);
    void failAt(const char *call);

    const Options &m_options;
    const MessageSet &m_messages;
    Echoes &m_echoes;
    Poller &m_poller;
    Owner &m_owner;
    std::string m_control; ///< the request, then control frames: sent between messages
    std::string m_head; ///< of the answer, until it is complete
    const int m_number;
    int m_descriptor = -1;
    std::unique_ptr<TlsStream> m_tls; ///< on it, with wss
    State m_state = State::Idle;
    bool m_writing = false; ///< the poller waits until the kernel takes more
    bool m_closeAnswered = false;
    int m_batch = 0; ///< messages of the read that is going on
    long m_received = 0;
    long m_expectedMessage = -1;
    long m_next = 0; ///< the next message to send
    long m_unsent = 0;
    std::size_t m_offset = 0; ///< bytes of message m_next that the kernel has taken
};

} // namespace Landline::Benchmark

#endif
