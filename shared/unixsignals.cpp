// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "unixsignals.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qsocketnotifier.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <utility>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

Q_LOGGING_CATEGORY(lcUnixSignals, "landline.unixsignals")

namespace {

constexpr std::array Signals = {SIGINT, SIGTERM};

// A signal handler knows no object, so its end of the socket pair has to be found here.
std::atomic<int> writeEnd = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not lock");

int readEnd = -1;
std::array<struct sigaction, Signals.size()> previousActions;
struct sigaction previousReloadAction;

void handleSignal(int signalNumber)
{
    const int savedErrno = errno;
    const char byte = char(signalNumber);
    // A full socket pair means that requests are waiting already: one more says nothing new.
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
    errno = savedErrno;
}

void handle(int signalNumber, struct sigaction *previous)
{
    struct sigaction action = {};
    action.sa_handler = handleSignal;
    action.sa_flags = SA_RESTART;
    sigemptyset(&action.sa_mask);
    ::sigaction(signalNumber, &action, previous);
}

} // namespace

UnixSignals::UnixSignals(QObject *parent)
    : QObject(parent)
{
    Q_ASSERT_X(writeEnd == -1, "UnixSignals", "only one can live at a time");
    int ends[2];
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0, ends) != 0) {
        qCWarning(lcUnixSignals, "SIGINT and SIGTERM end the process at once: %s",
                  std::strerror(errno));
        return;
    }
    writeEnd = ends[0];
    readEnd = ends[1];
    m_notifier = new QSocketNotifier(readEnd, QSocketNotifier::Read, this);
    connect(m_notifier, &QSocketNotifier::activated, this, &UnixSignals::read);
    for (size_t i = 0; i < Signals.size(); ++i)
        handle(Signals[i], &previousActions[i]);
}

UnixSignals::~UnixSignals()
{
    if (!m_notifier)
        return;
    for (size_t i = 0; i < Signals.size(); ++i)
        ::sigaction(Signals[i], &previousActions[i], nullptr);
    if (m_catchesReload)
        ::sigaction(SIGHUP, &previousReloadAction, nullptr);
    delete m_notifier;
    ::close(writeEnd.exchange(-1));
    ::close(std::exchange(readEnd, -1));
}

void UnixSignals::catchReload()
{
    if (!m_notifier || std::exchange(m_catchesReload, true))
        return;
    handle(SIGHUP, &previousReloadAction);
}

void UnixSignals::read()
{
    char byte = 0;
    // One byte a turn: the slot may delete this object, and the notifier comes again for the next byte.
    if (::read(readEnd, &byte, 1) != 1)
        return;
    if (byte == SIGHUP)
        emit reloadRequested();
    else
        emit terminationRequested(byte);
}

} // namespace Landline
