// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"

#include <QtCore/qsocketnotifier.h>

#include <cerrno>
#include <cstring>
#include <iterator>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Landline {

namespace {
constexpr size_t keptLetters = 1024; // room for so many is not given back
} // namespace

Mailbox::Mailbox() : m_wakeUp(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
{
    if (m_wakeUp < 0)
        qFatal("landline: no eventfd for a mailbox: %s", strerror(errno));
}

Mailbox::~Mailbox()
{
    m_notifier.reset();
    ::close(m_wakeUp);
}

std::shared_ptr<Mailbox> Mailbox::ofThisThread()
{
    struct Owner
    {
        std::shared_ptr<Mailbox> mailbox = std::make_shared<Mailbox>();
        Owner() { mailbox->open(); }
        ~Owner() { mailbox->close(); }
        Q_DISABLE_COPY_MOVE(Owner)
    };
    thread_local Owner owner;
    return owner.mailbox;
}

bool Mailbox::post(Letter letter)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        first = m_letters.empty();
        m_letters.push_back(std::move(letter));
    }
    // The first letter of a batch wakes the reader; it takes all that have come when it gets there.
    if (first)
        ::eventfd_write(m_wakeUp, 1);
    return true;
}

void Mailbox::open()
{
    m_notifier = std::make_unique<QSocketNotifier>(m_wakeUp, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
}

void Mailbox::close()
{
    m_notifier.reset();
    {
        const std::lock_guard lock(m_mutex);
        m_closed = true;
    }
    takeLetters();
    openLetters();
}

void Mailbox::read()
{
    takeLetters();
    openLetters();
    // Only now, so that an event loop within a letter wakes up for those behind it.
    eventfd_t count = 0;
    ::eventfd_read(m_wakeUp, &count);
    // What came meanwhile has the next turn of the loop: sockets come in between, however fast others post.
    const std::lock_guard lock(m_mutex);
    if (!m_letters.empty())
        ::eventfd_write(m_wakeUp, 1);
}

void Mailbox::openLetters()
{
    while (!m_taken.empty()) {
        const Letter letter = std::move(m_taken.front());
        m_taken.pop_front();
        letter();
    }
}

void Mailbox::takeLetters()
{
    const std::lock_guard lock(m_mutex);
    m_taken.insert(m_taken.end(), std::make_move_iterator(m_letters.begin()), std::make_move_iterator(m_letters.end()));
    m_letters.clear();
    if (m_letters.capacity() > keptLetters)
        m_letters = {};
}

} // namespace Landline
