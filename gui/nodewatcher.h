// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_NODEWATCHER_H
#define LANDLINE_NODEWATCHER_H

#include "shared/adminclient.h"

#include <QtCore/qtimer.h>

#include <optional>

namespace Landline::Gui {

/// Keeps what the console knows of its node up to date: lists all connections page by page when the
/// link is up, then asks for changes, one question at a time and the next only some time after the
/// answer.
///
/// So a console that is stopped or slow asks less; it never makes the node collect anything for it.
class NodeWatcher : public QObject
{
    Q_OBJECT

public:
    /// From an answer to the next question.
    static constexpr std::chrono::milliseconds Interval{500};
    /// The same while nobody looks.
    static constexpr std::chrono::milliseconds RelaxedInterval{3000};

    /// \a client stays the caller's and has to outlive the watcher.
    explicit NodeWatcher(Admin::Client *client, QObject *parent = nullptr);

    /// Asks less often while \a relaxed: the window is hidden or minimised.
    void setRelaxed(bool relaxed);
    bool isRelaxed() const { return m_relaxed; }

signals:
    /// The node is another one than before, or was started anew: nothing that is known holds any
    /// more.
    void nodeChanged();
    void listingStarted();
    void pageReceived(const Landline::Admin::ConnectionPage &page);
    void listingFinished();
    void changesReceived(const Landline::Admin::Changes &changes);
    /// The node could not answer a question, for the reason in \a text; it is asked again later.
    void failed(const QString &text);

private:
    void follow(Admin::Client::State state);
    void list();
    void askPage(qint64 afterFd);
    void takePage(const Admin::ConnectionPage &page, bool isFirst);
    void poll();
    void takeChanges(const Admin::Changes &changes);
    void retryLater(const Admin::ReplyBody &reply);
    void schedule(std::chrono::milliseconds delay);
    std::chrono::milliseconds interval() const { return m_relaxed ? RelaxedInterval : Interval; }

    Admin::Client *m_client;
    QTimer m_timer;
    QString m_nodeIdentity;
    std::optional<quint64>
            m_event; ///< up to where the events are known; none for a node that is new
    qint64 m_time = 0;
    bool m_listed = false;
    bool m_relaxed = false;
};

} // namespace Landline::Gui

#endif
