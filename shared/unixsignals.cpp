// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "unixsignals.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qsocketnotifier.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <initializer_list>
#include <utility>

#include <fcntl.h>
#include <sys/socket.h>
#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcUnixSignals, "landline.unixsignals")

namespace {

constexpr std::array Signals = {SIGINT, SIGTERM};

// A signal handler knows no object, so its end of the socket pair has to be found here.
std::atomic<int> writeEnd = -1;
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not lock");

int readEnd = -1;
std::array<struct sigaction, Signals.size()> previousActions;
struct sigaction previousHangupAction;

// Stands for a SIGHUP that may have come from the terminal.
constexpr char terminalHangup = 127;
// Who passes on the SIGHUP of a terminal. As they were at the start: they may be gone when it comes.
std::atomic<pid_t> sessionLeader = 0;
std::atomic<pid_t> parentProcess = 0;

void send(char byte)
{
    const int savedErrno = errno;
    // A full socket pair means that requests are waiting already: one more says nothing new.
    [[maybe_unused]] const ssize_t written = ::write(writeEnd, &byte, 1);
    errno = savedErrno;
}

void handleSignal(int signalNumber, siginfo_t *, void *)
{
    send(char(signalNumber));
}

void handleHangup(int, siginfo_t *info, void *)
{
    const bool isPassedOn = info->si_code == SI_USER && (info->si_pid == sessionLeader || info->si_pid == parentProcess);
    send(info->si_code == SI_KERNEL || isPassedOn ? terminalHangup : char(SIGHUP));
}

void handle(int signalNumber, void (*handler)(int, siginfo_t *, void *), struct sigaction *previous)
{
    struct sigaction action = {};
    action.sa_sigaction = handler;
    action.sa_flags = SA_RESTART | SA_SIGINFO;
    sigemptyset(&action.sa_mask);
    ::sigaction(signalNumber, &action, previous);
}

/// 0 if the process has a controlling terminal, or why it cannot be opened.
int terminalError()
{
    const int terminal = ::open("/dev/tty", O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC);
    if (terminal == -1)
        return errno;
    ::close(terminal);
    return 0;
}

bool isTerminalGone()
{
    const int error = terminalError();
    return error == ENXIO || error == EIO;
}

/// Whoever has started us may have blocked it: a blocked request to end would wait for ever.
void unblock(int signalNumber)
{
    sigset_t signalSet;
    sigemptyset(&signalSet);
    sigaddset(&signalSet, signalNumber);
    ::pthread_sigmask(SIG_UNBLOCK, &signalSet, nullptr);
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
    for (size_t i = 0; i < Signals.size(); ++i) {
        handle(Signals[i], handleSignal, &previousActions[i]);
        unblock(Signals[i]);
    }
}

UnixSignals::~UnixSignals()
{
    if (!m_notifier)
        return;
    if (!m_isProcessEnding) {
        for (size_t i = 0; i < Signals.size(); ++i)
            ::sigaction(Signals[i], &previousActions[i], nullptr);
        if (m_catchesHangup)
            ::sigaction(SIGHUP, &previousHangupAction, nullptr);
    }
    delete m_notifier;
    ::close(writeEnd.exchange(-1));
    ::close(std::exchange(readEnd, -1));
}

void UnixSignals::ignoreUntilExit()
{
    m_isProcessEnding = true;
    for (const int signalNumber : {SIGINT, SIGTERM, SIGHUP})
        ::signal(signalNumber, SIG_IGN);
}

void UnixSignals::catchHangup()
{
    if (!m_notifier || std::exchange(m_catchesHangup, true))
        return;
    sessionLeader = ::getsid(0);
    parentProcess = ::getppid();
    m_hadTerminal = terminalError() == 0;
    handle(SIGHUP, handleHangup, &previousHangupAction);
    unblock(SIGHUP);
    m_wasHangupIgnored = previousHangupAction.sa_handler == SIG_IGN;
}

void UnixSignals::read()
{
    char byte = 0;
    // One byte a turn: the slot may delete this object, and the notifier comes again for the next byte.
    if (::read(readEnd, &byte, 1) != 1)
        return;
    if (byte == SIGHUP || byte == terminalHangup)
        readHangup(byte == terminalHangup);
    else
        emit terminationRequested(byte);
}

void UnixSignals::readHangup(bool isFromTerminal)
{
    if (isFromTerminal && m_hadTerminal && !m_wasHangupIgnored && isTerminalGone())
        emit terminalLost();
    else
        emit reloadRequested();
}

} // namespace Landline
