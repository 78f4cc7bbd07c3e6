// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/mailbox.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qsocketnotifier.h>

#include <iterator>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Landline {

namespace {
constexpr size_t keptLetters = 1024; // room for so many is not given back

/// Calls a function in its thread for each event that is posted to it.
class Receiver : public QObject
{
public:
    explicit Receiver(const std::function<void()> &function) : m_function(function) { }

protected:
    void customEvent(QEvent *) override { m_function(); }

private:
    std::function<void()> m_function;
};
} // namespace

Mailbox::Mailbox() : m_wakeUp(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) { }

Mailbox::~Mailbox()
{
    m_notifier.reset();
    if (!m_closed)
        releaseWakeUp();
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
        if (first && m_wakeUp < 0)
            postEvent();
        if (first)
            ++m_wakeUpUsers; // close() must not close what is written to below
    }
    // The first letter of a batch wakes the reader; it takes all that have come when it gets there.
    if (first) {
        ::eventfd_write(m_wakeUp, 1);
        releaseWakeUp();
    }
    return true;
}

void Mailbox::open()
{
    if (m_wakeUp < 0) {
        const std::lock_guard lock(m_mutex);
        m_receiver = std::make_unique<Receiver>([this] { read(); });
        if (!m_letters.empty())
            postEvent();
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_wakeUp, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { read(); });
}

void Mailbox::close()
{
    m_notifier.reset();
    bool wasOpen = false;
    {
        const std::lock_guard lock(m_mutex);
        wasOpen = !std::exchange(m_closed, true);
        m_receiver.reset();
    }
    if (wasOpen)
        releaseWakeUp();
    takeLetters();
    openLetters();
}

void Mailbox::read()
{
    takeLetters();
    // An event loop within a letter has to wake up for those behind it: by an event, or because the eventfd is read last.
    if (m_wakeUp < 0 && m_taken.size() > 1) {
        const std::lock_guard lock(m_mutex);
        postEvent();
    }
    openLetters();
    const std::lock_guard lock(m_mutex);
    if (m_wakeUp < 0 || m_closed)
        return;
    eventfd_t count = 0;
    ::eventfd_read(m_wakeUp, &count);
    // What came meanwhile has the next turn of the loop: sockets come in between, however fast others post.
    if (!m_letters.empty())
        ::eventfd_write(m_wakeUp, 1);
}

/// Has read() called by the event loop of the reader. m_mutex is locked.
void Mailbox::postEvent()
{
    if (m_receiver)
        QCoreApplication::postEvent(m_receiver.get(), new QEvent(QEvent::User));
}

void Mailbox::releaseWakeUp()
{
    if (--m_wakeUpUsers == 0 && m_wakeUp >= 0)
        ::close(m_wakeUp);
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
