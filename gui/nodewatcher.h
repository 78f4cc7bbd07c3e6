// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODEWATCHER_H
#define LANDLINE_NODEWATCHER_H

#include "shared/adminclient.h"

#include <QtCore/qtimer.h>

#include <optional>

namespace Landline::Gui {

/// Keeps what the console knows of its node up to date: lists all connections page by page when the
/// link is up, then asks for changes, one question at a time and the next only some time after the
/// answer, or at once when the node has more.
///
/// So a console that is stopped or slow asks less; it never makes the node collect anything for it.
/// When the node no longer knows what has changed, it is listed again; what is known stays until
/// the listing has finished.
class NodeWatcher : public QObject
{
    Q_OBJECT

public:
    /// From an answer to the next question.
    static constexpr std::chrono::milliseconds Interval{500};
    /// The same while nobody looks.
    static constexpr std::chrono::milliseconds RelaxedInterval{3000};
    /// A question that waits longer for its answer is overdue. Counted in seconds in which this
    /// process ran, so that one that was stopped does not blame the node.
    static constexpr std::chrono::seconds AnswerTimeout{5};

    /// \a client stays the caller's and has to outlive the watcher.
    explicit NodeWatcher(Admin::Client *client, QObject *parent = nullptr);

    /// Asks less often while \a relaxed: the window is hidden or minimised.
    void setRelaxed(bool relaxed);
    bool isRelaxed() const { return m_relaxed; }

    /// The link is up, but a question is not answered: what is known is old. The link is kept.
    bool isOverdue() const { return m_overdue; }
    /// When the last answer came, UTC; before the first one, when the link came up.
    QDateTime answeredAt() const { return m_answeredAt; }

signals:
    /// The node is another one than before, or was started anew: nothing that is known holds any
    /// more.
    void nodeChanged();
    void listingStarted();
    void pageReceived(const Landline::Admin::ConnectionPage &page);
    /// The pages since listingStarted() named all connections. Does not come when the link ends
    /// before, or the node does not go on.
    void listingFinished();
    void changesReceived(const Landline::Admin::Changes &changes);
    /// The node could not answer a question, for the reason in \a text; it is asked again later.
    void failed(const QString &text);
    void overdueChanged(bool overdue);

private:
    enum class Step { List, Page, Poll };

    void follow(Admin::Client::State state);
    void take(Step step);
    void list();
    void askPage();
    void takePage(const Admin::ConnectionPage &page);
    void stall(std::chrono::milliseconds delay);
    void poll();
    void takeChanges(const Admin::Changes &changes);
    template<typename Answer>
    void ask(const Admin::RequestBody &question, void (NodeWatcher::*takeAnswer)(const Answer &));
    void retryLater(const Admin::ReplyBody &reply);
    void schedule(Step step, std::chrono::milliseconds delay);
    void countSecond();
    void setOverdue(bool overdue);
    std::chrono::milliseconds interval() const { return m_relaxed ? RelaxedInterval : Interval; }

    Admin::Client *m_client;
    QTimer m_timer; ///< until m_next
    QTimer m_seconds; ///< while a question waits for its answer
    QDateTime m_answeredAt;
    QString m_nodeIdentity;
    std::optional<quint64>
            m_event; ///< up to where the events are known; none for a node that is new
    std::optional<Admin::ChangePosition> m_position; ///< none before the first page of a listing
    qint64 m_afterFd = 0; ///< up to where the connections are listed
    Step m_next = Step::List;
    int m_stalls = 0; ///< answers in a row that did not lead on in the listing
    int m_resyncs = 0; ///< in a row
    int m_waited = 0; ///< seconds since the question
    bool m_overdue = false;
    bool m_relaxed = false;
};

} // namespace Landline::Gui

#endif
