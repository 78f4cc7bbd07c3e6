// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "pushcontroller.h"

namespace Landline::Benchmark {

void Roster::add(qint64 fd)
{
    const QMutexLocker lock(&m_mutex);
    m_fds[worker(fd, workers())].append(fd);
}

void Roster::remove(qint64 fd)
{
    const QMutexLocker lock(&m_mutex);
    m_fds[worker(fd, workers())].removeOne(fd);
}

QList<qint64> Roster::fds(int worker) const
{
    const QMutexLocker lock(&m_mutex);
    return m_fds.at(worker);
}

PushController::PushController(To to, const Sender &sender, const std::shared_ptr<Roster> &roster)
    : m_to(to)
    , m_sender(sender)
    , m_roster(roster)
{
}

void PushController::onOpen(Connection *connection, const Request &)
{
    m_roster->add(connection->fd());
}

void PushController::onMessage(Connection *connection, const Frame &frame)
{
    const int workers = m_roster->workers();
    const int own = Roster::worker(connection->fd(), workers);
    const QList<qint64> fds = m_roster->fds(m_to == To::SameWorker ? own : (own + 1) % workers);
    for (int i = 0; i < Pushes && !fds.isEmpty(); ++i) {
        m_sender.push(fds.at(i % fds.size()), frame, this, [](PushResult result) {
            if (result != PushResult::Queued)
                qWarning() << "A push was not queued:" << result;
        });
    }
}

void PushController::onClose(Connection *connection, const CloseInfo &)
{
    m_roster->remove(connection->fd());
}

} // namespace Landline::Benchmark
