// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

// What an event costs with 10 and with 10,000 idle descriptors, in Qt's own dispatcher and in EpollEventDispatcher.
//
// Ten socket pairs pass a byte around, in a thread of its own for each subject; what is told is the CPU time of that thread
// for one event. All subjects stay set up and take turns, forwards and backwards, so that whatever else this machine does
// meets them alike. Ratios are those of neighbouring measurements: median, and the range of the middle 80 %.

#include "runtime/epolleventdispatcher.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qsemaphore.h>
#include <QtCore/qsocketnotifier.h>
#include <QtCore/qthread.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <functional>
#include <memory>
#include <span>
#include <vector>

#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;

namespace {

constexpr int few = 10;
constexpr int many = 10'000;
constexpr int active = 10;

double threadTime()
{
    timespec time{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return double(time.tv_sec) * 1e9 + double(time.tv_nsec);
}

enum class Way { QtNotifiers, EpollNotifiers, EpollHandlers };

/// One descriptor of the ring, or an idle one.
class Watched final : public QObject, public DescriptorHandler
{
public:
    Watched(int descriptor, Way way, const std::function<void()> &ready) : m_descriptor(descriptor), m_ready(ready)
    {
        if (way == Way::EpollHandlers) {
            m_poller = DescriptorPoller::ofThisThread();
            m_poller->watch(descriptor, DescriptorPoller::Readable, this);
        } else {
            auto *notifier = new QSocketNotifier(descriptor, QSocketNotifier::Read, this);
            connect(notifier, &QSocketNotifier::activated, this, [this] { m_ready(); });
        }
    }
    ~Watched() override
    {
        if (m_poller)
            m_poller->unwatch(m_descriptor);
    }
    Q_DISABLE_COPY_MOVE(Watched)
    void descriptorReady(DescriptorPoller::Readiness) override { m_ready(); }

private:
    int m_descriptor;
    std::function<void()> m_ready;
    DescriptorPoller *m_poller = nullptr;
};

/// A thread with its ring, which watches the first so many of the \a idle descriptors as well.
class Subject
{
public:
    Subject(Way way, std::span<const int> idle) : m_way(way), m_idle(idle)
    {
        if (way != Way::QtNotifiers)
            m_thread.setEventDispatcher(new EpollEventDispatcher);
        m_thread.start();
        m_context.moveToThread(&m_thread);
        inThread([this] { setUp(); });
    }
    ~Subject()
    {
        inThread([this] { m_watched.clear(); });
        m_thread.quit();
        m_thread.wait();
        for (const int descriptor : m_descriptors)
            ::close(descriptor);
    }
    Q_DISABLE_COPY_MOVE(Subject)

    /// CPU time of one event in ns, over \a events of them.
    double run(int events)
    {
        inThread([this, events] {
            m_left = events;
            m_started = threadTime();
            send(0);
        });
        m_done.acquire();
        return (m_ended - m_started) / events;
    }

private:
    void inThread(const std::function<void()> &what)
    {
        QMetaObject::invokeMethod(&m_context, what, Qt::BlockingQueuedConnection);
    }
    void setUp()
    {
        for (const int descriptor : m_idle)
            m_watched.push_back(std::make_unique<Watched>(descriptor, m_way, [] {}));
        for (size_t i = 0; i < active; ++i) {
            int ends[2];
            if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0)
                std::abort();
            m_senders.push_back(ends[1]);
            m_descriptors.insert(m_descriptors.end(), ends, ends + 2);
            m_watched.push_back(std::make_unique<Watched>(ends[0], m_way, [this, i, end = ends[0]] { pass(i, end); }));
        }
    }
    void send(size_t place) const { [[maybe_unused]] const ssize_t sent = ::write(m_senders[place], "x", 1); }
    void pass(size_t place, int descriptor)
    {
        char byte = 0;
        [[maybe_unused]] const ssize_t received = ::read(descriptor, &byte, 1);
        if (--m_left > 0) {
            send((place + 1) % active);
        } else {
            m_ended = threadTime();
            m_done.release();
        }
    }

    Way m_way;
    std::span<const int> m_idle;
    QThread m_thread;
    QObject m_context;
    std::vector<int> m_descriptors, m_senders;
    std::vector<std::unique_ptr<Watched>> m_watched;
    int m_left = 0;
    double m_started = 0;
    double m_ended = 0;
    QSemaphore m_done;
};

struct Pair
{
    const char *name;
    int events; ///< a round, so that a round takes some milliseconds
    Subject withFew;
    Subject withMany;
    std::vector<double> ratios, fewTimes, manyTimes;

    Pair(const char *title, Way way, int eventsOfARound, std::span<const int> idle)
        : name(title), events(eventsOfARound), withFew(way, idle.first(few)), withMany(way, idle)
    {
    }
};

double quantile(std::vector<double> values, double part)
{
    std::sort(values.begin(), values.end());
    return values[size_t(part * double(values.size() - 1) + 0.5)];
}

bool raiseLimit()
{
    rlimit limit{};
    ::getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    return ::setrlimit(RLIMIT_NOFILE, &limit) == 0 && limit.rlim_max > many + 500;
}

} // namespace

int main(int argc, char *argv[])
{
    qputenv("QT_NO_GLIB", "1"); // the faster one of Qt's
    const QCoreApplication application(argc, argv);
    const int rounds = argc > 1 ? std::max(1, std::atoi(argv[1])) : 40;
    if (!raiseLimit()) {
        std::fprintf(stderr, "This needs more open descriptors than the hard limit lets it have.\n");
        return 1;
    }
    // Never ready, so all subjects can watch the same ones.
    std::vector<int> idle(many);
    std::generate(idle.begin(), idle.end(), [] { return ::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK); });
    std::vector<std::unique_ptr<Pair>> pairs;
    pairs.push_back(std::make_unique<Pair>("Qt, QSocketNotifier", Way::QtNotifiers, 20, idle));
    pairs.push_back(std::make_unique<Pair>("epoll, QSocketNotifier", Way::EpollNotifiers, 2'000, idle));
    pairs.push_back(std::make_unique<Pair>("epoll, DescriptorHandler", Way::EpollHandlers, 2'000, idle));
    for (int round = -1; round < rounds; ++round) {
        for (const auto &pair : pairs) {
            const double first = (round % 2 ? pair->withMany : pair->withFew).run(pair->events);
            const double second = (round % 2 ? pair->withFew : pair->withMany).run(pair->events);
            if (round < 0)
                continue; // warming up
            pair->fewTimes.push_back(round % 2 ? second : first);
            pair->manyTimes.push_back(round % 2 ? first : second);
            pair->ratios.push_back(pair->manyTimes.back() / pair->fewTimes.back());
        }
    }
    std::printf("%-26s %12s %12s   %s\n", "CPU time of an event", "10 idle", "10,000 idle", "ratio [80 %]");
    for (const auto &pair : pairs) {
        std::printf("%-26s %9.2f us %9.2f us   %.2f [%.2f-%.2f] n=%zu\n", pair->name,
                    quantile(pair->fewTimes, 0.5) / 1000, quantile(pair->manyTimes, 0.5) / 1000,
                    quantile(pair->ratios, 0.5), quantile(pair->ratios, 0.1), quantile(pair->ratios, 0.9),
                    pair->ratios.size());
    }
    return 0;
}
