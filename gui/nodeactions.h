// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODEACTIONS_H
#define LANDLINE_NODEACTIONS_H

#include "shared/adminclient.h"

namespace Landline::Gui {

/// What became of one push or disconnect of this console, however many requests it took.
struct ActionResult
{
    enum class Kind { Push, Disconnect };

    Kind kind = Kind::Push;
    QDateTime time; ///< when it was asked for, UTC
    QString what; ///< the beginning of the message, or the reason
    quint16 code = 0; ///< of a Disconnect
    QList<Outcome> outcomes;
    QList<qint64> unanswered; ///< the link ended, the node refused, or said what is not known here
    QString error; ///< the node's own words when it refused; not translated

    qsizetype targets() const { return outcomes.size() + unanswered.size(); }
    /// "3 queued, 1 gone"; for a Disconnect "3 disconnected, 1 gone".
    QString summary() const;
    /// The targets that it did not reach.
    QList<qint64> failed() const;
};

/// A PushResult in a word: "queued", "gone" ...
QString resultText(ActionResult::Kind kind, PushResult result);
/// Why that is; empty for Queued.
QString resultReason(PushResult result);

/// Carries out what the operator asks for. Many targets become several requests, sent one after the
/// other; finished() comes once with all outcomes together.
class NodeActions : public QObject
{
    Q_OBJECT

public:
    /// The longest message that fits into a request beside some targets.
    static constexpr qint64 MaxMessageBytes = Admin::MaxRequestBytes - 32 * 1024;

    /// \a client stays the caller's and has to outlive this.
    explicit NodeActions(Admin::Client *client, QObject *parent = nullptr);

    /// False when there is nobody to push to, the message is too long, or the link is down; then
    /// nothing happens.
    bool push(const QList<qint64> &fds, const Frame &frame);
    bool disconnectClients(const QList<qint64> &fds, quint16 code, const QString &reason);

signals:
    void finished(const Landline::Gui::ActionResult &result);

private:
    struct Action;

    bool run(const std::shared_ptr<Action> &action);
    bool sendNext(const std::shared_ptr<Action> &action);
    void take(const std::shared_ptr<Action> &action, const QList<qint64> &piece,
              const Admin::ReplyBody *reply);

    Admin::Client *m_client;
};

} // namespace Landline::Gui

Q_DECLARE_METATYPE(Landline::Gui::ActionResult)

#endif
