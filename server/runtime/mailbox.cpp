// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/mailbox.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qcoreevent.h>
#include <QtCore/qsocketnotifier.h>

#include <iterator>

#include <sys/eventfd.h>
#include <unistd.h>

namespace Landline {

namespace {
constexpr size_t keptTasks = 1024; // room for so many is not given back

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

bool Mailbox::post(Task task)
{
    bool first = false;
    {
        const std::lock_guard lock(m_mutex);
        if (m_closed)
            return false;
        first = m_tasks.empty();
        m_tasks.push_back(std::move(task));
        if (first && m_wakeUp < 0)
            postEvent();
        if (first)
            ++m_wakeUpUsers; // close() must not close what is written to below
    }
    // The first task of a batch wakes the owner, which takes all that have come by then.
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
        m_receiver = std::make_unique<Receiver>([this] { runTasks(); });
        if (!m_tasks.empty())
            postEvent();
        return;
    }
    m_notifier = std::make_unique<QSocketNotifier>(m_wakeUp, QSocketNotifier::Read);
    QObject::connect(m_notifier.get(), &QSocketNotifier::activated, m_notifier.get(), [this] { runTasks(); });
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
    runTasks();
}

void Mailbox::runTasks()
{
    {
        const std::lock_guard lock(m_mutex);
        m_taken.insert(m_taken.end(), std::make_move_iterator(m_tasks.begin()), std::make_move_iterator(m_tasks.end()));
        m_tasks.clear();
        if (m_tasks.capacity() > keptTasks)
            m_tasks = {};
        // An event loop within a task has to wake up for those behind it: by an event, or because the eventfd is read last.
        if (m_wakeUp < 0 && m_taken.size() > 1)
            postEvent();
    }
    while (!m_taken.empty()) {
        const Task task = std::move(m_taken.front());
        m_taken.pop_front();
        task();
    }
    const std::lock_guard lock(m_mutex);
    if (m_wakeUp < 0 || m_closed)
        return;
    eventfd_t count = 0;
    ::eventfd_read(m_wakeUp, &count);
    // What came meanwhile has the next turn of the loop: sockets come in between, however fast others post.
    if (!m_tasks.empty())
        ::eventfd_write(m_wakeUp, 1);
}

/// Has runTasks() called by the event loop of the owner. m_mutex is locked.
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

} // namespace Landline
