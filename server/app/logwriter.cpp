// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "app/logwriter.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <condition_variable>
#include <csignal>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include <poll.h>
#include <pthread.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Landline {

namespace {

/// A buffer that a burst of lines has made larger than this is not kept.
constexpr size_t keptCapacity = 64 * 1024;
/// For the thread to end once it does not wait for its descriptor any more.
constexpr std::chrono::milliseconds endTime = std::chrono::milliseconds(100);

bool isSocket(int descriptor)
{
    struct stat status = {};
    return ::fstat(descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

qint64 linesIn(std::string_view text)
{
    return std::count(text.begin(), text.end(), '\n');
}

/// What one write takes of \a text: whole lines, unless the first is too long. A pipe that is ready for writing has room for
/// PIPE_BUF bytes, so that the write does not block; and it does not mix them with what others write.
std::string_view pieceOf(std::string_view text)
{
    if (text.size() <= PIPE_BUF)
        return text;
    const size_t lastLineEnd = text.rfind('\n', PIPE_BUF - 1);
    return text.substr(0, lastLineEnd == std::string_view::npos ? PIPE_BUF : lastLineEnd + 1);
}

} // namespace

class LogWriter::Queue
{
public:
    Queue(int descriptor, const Notice &notice, size_t capacity)
        : m_descriptor(descriptor)
        , m_isSocket(isSocket(descriptor))
        , m_notice(notice)
        , m_capacity(capacity)
        , m_abandoned(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK))
    { }
    ~Queue() { ::close(m_abandoned); }
    Q_DISABLE_COPY_MOVE(Queue)

    void run();
    /// Instead of run(), if there is no thread.
    void doWithoutThread() { m_hasThread = false; }

    void push(std::string_view lines);
    bool flush(std::chrono::milliseconds timeout);
    void end();
    bool waitForEnd(std::chrono::milliseconds timeout);
    /// Lets the thread drop what it has not written.
    void abandon() { ::eventfd_write(m_abandoned, 1); }

private:
    bool hasWork() const { return !m_lines.empty() || m_dropped > 0 || m_flushesDone != m_flushesAsked; }
    void pass(std::unique_lock<std::mutex> &lock);
    bool writeBatch();
    bool completeCutLine();
    bool report();
    void lose(qint64 lines);
    size_t put(std::string_view text);
    bool waitForRoom() const;
    ssize_t writePiece(std::string_view piece) const;

    const int m_descriptor;
    const bool m_isSocket;
    const Notice m_notice;
    const size_t m_capacity;
    const int m_abandoned; ///< an eventfd, or -1 where no more descriptors may be opened

    std::mutex m_mutex;
    std::condition_variable m_filled;
    std::condition_variable m_progress;
    // Guarded by m_mutex.
    std::string m_lines;
    qint64 m_dropped = 0; ///< those that came after m_lines when it was full
    quint64 m_flushesAsked = 0;
    quint64 m_flushesDone = 0;
    bool m_ended = false;
    bool m_hasThread = true;

    // Of the thread alone.
    std::string m_batch;
    std::string m_cutLine; ///< the rest of a line of which an error let only the first part out
    qint64 m_missing = 0; ///< dropped and not yet reported
    int m_reason = 0; ///< why: an errno, or 0 for a full queue
    int m_error = 0; ///< of the last put()
};

void LogWriter::Queue::run()
{
    ::pthread_setname_np(::pthread_self(), "log");
    std::unique_lock lock(m_mutex);
    while (true) {
        m_filled.wait(lock, [this] { return m_ended || hasWork(); });
        if (!hasWork())
            break;
        pass(lock);
    }
    m_hasThread = false;
    m_progress.notify_all();
}

void LogWriter::Queue::push(std::string_view lines)
{
    if (lines.empty())
        return;
    std::unique_lock lock(m_mutex);
    if (m_ended)
        return;
    const bool isIdle = !hasWork();
    const bool isWhole = lines.back() == '\n';
    // Once a line is dropped, those that follow are dropped as well until the queue is emptied: the notice has one place.
    if (m_dropped > 0 || m_lines.size() + lines.size() > m_capacity)
        m_dropped += linesIn(lines) + (isWhole ? 0 : 1);
    else
        m_lines.append(lines).append(isWhole ? "" : "\n");
    if (!m_hasThread) {
        pass(lock);
    } else if (isIdle) {
        lock.unlock();
        m_filled.notify_one();
    }
}

bool LogWriter::Queue::flush(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    const quint64 number = ++m_flushesAsked;
    if (!m_hasThread) {
        pass(lock);
        return true;
    }
    m_filled.notify_one();
    return m_progress.wait_for(lock, timeout, [this, number] { return m_flushesDone >= number || !m_hasThread; });
}

void LogWriter::Queue::end()
{
    const std::lock_guard lock(m_mutex);
    m_ended = true;
    m_filled.notify_one();
}

bool LogWriter::Queue::waitForEnd(std::chrono::milliseconds timeout)
{
    std::unique_lock lock(m_mutex);
    return m_progress.wait_for(lock, timeout, [this] { return !m_hasThread; });
}

/// Takes what is queued and writes it. Without a thread the mutex stays locked, as somebody has to write at a time.
void LogWriter::Queue::pass(std::unique_lock<std::mutex> &lock)
{
    const bool isInThread = m_hasThread;
    m_batch.swap(m_lines);
    const qint64 dropped = std::exchange(m_dropped, 0);
    const quint64 flushes = m_flushesAsked;
    if (isInThread)
        lock.unlock();
    const bool isWritten = writeBatch();
    m_batch.clear();
    if (m_batch.capacity() > keptCapacity)
        m_batch.shrink_to_fit();
    lose(dropped);
    // After an error the next line tries again.
    if (isWritten)
        report();
    if (isInThread)
        lock.lock();
    m_flushesDone = flushes;
    m_progress.notify_all();
}

bool LogWriter::Queue::writeBatch()
{
    if (!completeCutLine() || !report()) {
        lose(linesIn(m_batch));
        return false;
    }
    const std::string_view batch = m_batch;
    const size_t written = put(batch);
    if (written == batch.size())
        return true;
    size_t lost = written;
    if (written > 0 && batch[written - 1] != '\n') {
        lost = batch.find('\n', written) + 1;
        m_cutLine = batch.substr(written, lost - written);
    }
    lose(linesIn(batch.substr(lost)));
    return false;
}

bool LogWriter::Queue::completeCutLine()
{
    m_cutLine.erase(0, put(m_cutLine));
    return m_cutLine.empty();
}

/// Says how many lines are missing; false if that cannot be written now.
bool LogWriter::Queue::report()
{
    if (m_missing == 0)
        return true;
    const QByteArray notice = m_notice ? m_notice(m_missing, m_reason) : QByteArray();
    const std::string_view text(notice.constData(), static_cast<size_t>(notice.size()));
    const size_t written = put(text);
    if (written == 0 && !text.empty())
        return false;
    m_missing = 0;
    m_cutLine = text.substr(written);
    return m_cutLine.empty();
}

void LogWriter::Queue::lose(qint64 lines)
{
    if (lines == 0)
        return;
    m_missing += lines;
    m_reason = m_error;
}

/// Writes \a text, for as long as it takes. Less than its size if that failed with m_error, or was abandoned.
size_t LogWriter::Queue::put(std::string_view text)
{
    size_t done = 0;
    m_error = 0;
    while (done < text.size() && waitForRoom()) {
        const ssize_t written = writePiece(pieceOf(text.substr(done)));
        if (written > 0) {
            done += static_cast<size_t>(written);
        } else if (written == 0 || (errno != EINTR && errno != EAGAIN)) {
            m_error = written == 0 ? EIO : errno;
            break;
        }
    }
    return done;
}

/// Waits until the descriptor accepts something or reports an error; false if that is not worth waiting for.
bool LogWriter::Queue::waitForRoom() const
{
    std::array<pollfd, 2> polled = {{{m_descriptor, POLLOUT, 0}, {m_abandoned, POLLIN, 0}}};
    while (::poll(polled.data(), polled.size(), m_hasThread ? -1 : 0) == -1) {
        if (errno != EINTR)
            return true;
    }
    // Whoever abandons the thread may close the descriptor next, and its number may be reused.
    return polled[0].revents != 0 && polled[1].revents == 0;
}

ssize_t LogWriter::Queue::writePiece(std::string_view piece) const
{
    // The journal is a socket. It never blocks this way, whatever its peer does.
    if (m_isSocket)
        return ::send(m_descriptor, piece.data(), piece.size(), MSG_DONTWAIT | MSG_NOSIGNAL);
    return ::write(m_descriptor, piece.data(), piece.size());
}

LogWriter::LogWriter(int descriptor, const Notice &notice, qsizetype capacity)
    : m_queue(std::make_shared<Queue>(descriptor, notice, static_cast<size_t>(capacity)))
{
    // SIGPIPE, SIGXFSZ and SIGTTOU of a write are then errors or nothing at all, and handlers run in other threads.
    sigset_t all;
    sigset_t before;
    ::sigfillset(&all);
    ::pthread_sigmask(SIG_SETMASK, &all, &before);
    try {
        m_thread = std::thread([queue = m_queue] { queue->run(); });
    } catch (const std::system_error &) {
        m_queue->doWithoutThread();
    }
    ::pthread_sigmask(SIG_SETMASK, &before, nullptr);
}

LogWriter::~LogWriter()
{
    m_queue->end();
    if (!m_queue->waitForEnd(ExitTime))
        m_queue->abandon();
    const bool hasEnded = m_queue->waitForEnd(endTime);
    if (!m_thread.joinable())
        return;
    if (hasEnded)
        m_thread.join();
    else
        m_thread.detach();
}

void LogWriter::write(QByteArrayView lines)
{
    m_queue->push({lines.data(), static_cast<size_t>(lines.size())});
}

bool LogWriter::flush(std::chrono::milliseconds timeout)
{
    return m_queue->flush(timeout);
}

} // namespace Landline
