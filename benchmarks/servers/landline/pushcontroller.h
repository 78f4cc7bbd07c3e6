// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_PUSHCONTROLLER_H
#define LANDLINE_PUSHCONTROLLER_H

#include <Landline/Landline>

#include <QtCore/qlist.h>
#include <QtCore/qmutex.h>

#include <memory>

namespace Landline::Benchmark {

/// Who entered a route, by worker; shared by the route's controllers.
class Roster
{
public:
    explicit Roster(int workers) : m_fds(workers) { }

    int workers() const { return static_cast<int>(m_fds.size()); }
    static int worker(qint64 fd, int workers) { return static_cast<int>((fd - 1) % workers); }
    void add(qint64 fd);
    void remove(qint64 fd);
    QList<qint64> fds(int worker) const;

private:
    mutable QMutex m_mutex;
    QList<QList<qint64>> m_fds;
};

/// Answers each message by 64 pushes of it through the Sender, one by one and each with a callback, to
/// connections of the sender's own worker or of the next one.
class PushController : public Controller
{
    Q_OBJECT

public:
    static constexpr int Pushes = 64;
    enum class To { SameWorker, OtherWorker };

    PushController(To to, const Sender &sender, const std::shared_ptr<Roster> &roster);

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override;
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
    void onClose(Landline::Connection *connection, const Landline::CloseInfo &close) override;

private:
    To m_to;
    Sender m_sender;
    std::shared_ptr<Roster> m_roster;
};

} // namespace Landline::Benchmark

#endif
