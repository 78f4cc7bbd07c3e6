// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_WORKLOAD_H
#define LANDLINE_WORKLOAD_H

#include "client.h"
#include "echoes.h"
#include "measurement.h"
#include "messageset.h"
#include "options.h"
#include "poller.h"
#include "requestset.h"

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace Landline::Benchmark {

/// One run: opens the connections, measures, waits until everything that is on its way has come. The modes
/// derive from it.
class Workload : protected Client::Owner
{
public:
    static std::unique_ptr<Workload> make(const Options &options);
    explicit Workload(const Options &options);

    /// True if all went well; else errorString() says what happened first.
    bool run();
    const std::string &errorString() const { return m_error; }
    int errorCount() const { return m_errorCount; }
    const Measurement &measurement() const { return m_measurement; }
    /// TLS handshakes of all connections, without and with a session that was resumed.
    long fullHandshakes() const;
    long resumedHandshakes() const;
    /// What came back in bytes of payload for each byte of message: 1 without compression.
    double payloadRatio() const { return m_echoes.payloadRatio(); }

protected:
    /// The clients are open, the measurement has begun.
    virtual void start() = 0;
    /// Nothing is on its way any more; asked when the measurement is over.
    virtual bool isDrained() const = 0;

    void opened(Client &client) override;
    long expectedMessage(Client &client) override;
    void received(Client &client, int messages) override;
    void closed(Client &client) override;
    void failed(Client &client, const std::string &reason) override;

    virtual bool openAll();
    /// Runs the loop until \a condition holds. False after an error.
    bool runUntil(const std::function<bool()> &condition);
    /// None: who sleeps must be woken, and the kernel's work for that is charged to the server, which has no such
    /// cost with clients on other machines.
    virtual std::chrono::milliseconds longestWait() const { return std::chrono::milliseconds(0); }
    void addClient();

    const Options &m_options;
    const MessageSet m_messages;
    Echoes m_echoes;
    const RequestSet m_requests; ///< with http
    Poller m_poller;
    Measurement m_measurement;
    std::vector<std::unique_ptr<Client>> m_clients; ///< the idle ones behind the others

private:
    void turn();
    void fail(const std::string &reason);

    std::chrono::steady_clock::time_point m_deadline;
    int m_openCount = 0;
    int m_errorCount = 0;
    std::string m_error;
};

} // namespace Landline::Benchmark

#endif
