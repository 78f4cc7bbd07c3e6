// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CLIENT_H
#define LANDLINE_CLIENT_H

#include "options.h"
#include "poller.h"
#include "tlsstream.h"

#include <memory>
#include <span>
#include <string>
#include <string_view>

namespace Landline::Benchmark {

/// One connection of the load generator on a descriptor of its own: connects, sends messages of a ring of prepared
/// ones, receives. What the messages are, and what must come back, is the business of the protocols, which derive from it.
class Client : private Poller::Handler
{
public:
    /// Told what happens; every function may call the client's.
    class Owner
    {
    public:
        virtual ~Owner() = default;
        /// The connection is ready for messages.
        virtual void opened(Client &client) = 0;
        /// The index of the message of the set that must come next; negative if none may come.
        virtual long expectedMessage(Client &client) = 0;
        /// This many messages came at once, all as expected.
        virtual void received(Client &client, int messages) = 0;
        /// The end that close() began is complete: TCP has ended.
        virtual void closed(Client &client) = 0;
        /// The connection ended otherwise, or the server broke a rule.
        virtual void failed(Client &client, const std::string &reason) = 0;
    };

    Client(const Options &options, Poller &poller, Owner &owner, int number);
    ~Client() override;

    /// The place in the order in which the workload made its clients.
    int number() const { return m_number; }
    /// The server has given a TLS session for the next connection.
    bool hasTlsSession() const { return m_session != nullptr; }
    /// TLS handshakes so far, without and with the session of a connection before.
    long fullHandshakes() const { return m_fullHandshakes; }
    long resumedHandshakes() const { return m_resumedHandshakes; }
    /// How many messages have come since opened().
    long receivedCount() const { return m_received; }

    /// Connects and makes the connection ready for messages; may be called again after closed().
    void connectToServer();
    /// Sends the next \a count messages of the set, beginning with the first; what the kernel does not take
    /// follows.
    void send(long count);
    /// Ends the connection as its protocol wants it.
    virtual void close() = 0;

protected:
    enum class State { Idle, Connecting, Encrypting, Opening, Open, Closing };

    /// The connection is new: forgets everything of the one before.
    virtual void reset() { }
    /// TCP is there, and TLS if it is wanted; the state is Opening.
    virtual void connected() = 0;
    virtual void bytesRead(std::string_view bytes) = 0;
    /// Whether the server may end TCP now.
    virtual bool mayEnd() const = 0;
    /// Up to \a count messages from \a index on, as they go over the wire.
    virtual std::string_view messages(long index, long count) const = 0;
    virtual std::size_t messageSize(long index) const = 0;

    const Options &options() const { return m_options; }
    Owner &owner() { return m_owner; }
    State state() const { return m_state; }
    void setState(State state) { m_state = state; }
    bool isConnected() const { return m_descriptor >= 0; }
    /// How many messages the kernel has taken whole.
    long sentCount() const { return m_next; }
    void countReceived() { ++m_received; }
    /// The messages so far were part of opening; the next to send is the first again.
    void restartCounts();
    /// \a bytes that are no message, sent between messages; flush() sends them.
    void appendControl(std::string_view bytes) { m_control += bytes; }
    bool hasControl() const { return !m_control.empty(); }
    void flush();
    /// Ends the client's direction of TCP.
    void endSending();
    void endWithError(const std::string &reason);

private:
    void handle(std::uint32_t events) override;

    void encrypt();
    void endTls();
    void enterOpening();
    void receive();
    long read(std::span<char> buffer);
    bool flushControl();
    bool flushMessages();
    long write(std::string_view bytes);
    void watch(bool writing);
    void end();
    void failAt(const char *call);

    const Options &m_options;
    Poller &m_poller;
    Owner &m_owner;
    std::string m_control;
    const int m_number;
    int m_descriptor = -1;
    std::unique_ptr<TlsStream> m_tls; ///< on it, with wss and https
    TlsSession m_session{nullptr, &SSL_SESSION_free}; ///< with `resume`: the newest of the connections before
    long m_fullHandshakes = 0;
    long m_resumedHandshakes = 0;
    State m_state = State::Idle;
    bool m_writing = false; ///< the poller waits until the kernel takes more
    long m_received = 0;
    long m_next = 0; ///< the next message to send
    long m_unsent = 0;
    std::size_t m_offset = 0; ///< bytes of message m_next that the kernel has taken
};

} // namespace Landline::Benchmark

#endif
