// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/nodeactions.h"

#include "gui/visibletext.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qset.h>

#include <algorithm>
#include <array>
#include <iterator>

namespace Landline::Gui {

using namespace Admin;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::ActionResult)
};

constexpr std::array Results{PushResult::Queued, PushResult::Rejected, PushResult::Gone,
                             PushResult::Unknown, PushResult::Stopped};

// An fd takes at most 9 bytes in CBOR.
constexpr qint64 BytesPerTarget = 9;
constexpr qint64 BytesOfEnvelope = 4096;

qsizetype targetsPerRequest(qint64 payload)
{
    const qint64 fitting = (MaxRequestBytes - BytesOfEnvelope - payload) / BytesPerTarget;
    return qsizetype(qBound(qint64(1), fitting, qint64(MaxTargets)));
}

/// Those of \a fds that have no outcome.
QList<qint64> missing(const QList<qint64> &fds, const QList<Outcome> &outcomes)
{
    if (outcomes.size() >= fds.size())
        return {};
    QSet<qint64> answered;
    for (const Outcome &outcome : outcomes)
        answered.insert(outcome.fd);
    QList<qint64> missing;
    std::copy_if(fds.begin(), fds.end(), std::back_inserter(missing),
                 [&answered](qint64 fd) { return !answered.contains(fd); });
    return missing;
}

QString countText(ActionResult::Kind kind, PushResult result, int count)
{
    switch (result) {
    case PushResult::Queued:
        return kind == ActionResult::Kind::Push ? Words::tr("%Ln queued", nullptr, count)
                                                : Words::tr("%Ln disconnected", nullptr, count);
    case PushResult::Rejected:
        return Words::tr("%Ln rejected", nullptr, count);
    case PushResult::Gone:
        return Words::tr("%Ln gone", nullptr, count);
    case PushResult::Unknown:
        return Words::tr("%Ln unknown", nullptr, count);
    case PushResult::Stopped:
        return Words::tr("%Ln not sent, the node stops", nullptr, count);
    }
    return {};
}
} // namespace

QString resultText(ActionResult::Kind kind, PushResult result)
{
    switch (result) {
    case PushResult::Queued:
        return kind == ActionResult::Kind::Push ? Words::tr("queued") : Words::tr("disconnected");
    case PushResult::Rejected:
        return Words::tr("rejected");
    case PushResult::Gone:
        return Words::tr("gone");
    case PushResult::Unknown:
        return Words::tr("unknown");
    case PushResult::Stopped:
        return Words::tr("not sent");
    }
    return {};
}

QString resultReason(PushResult result)
{
    switch (result) {
    case PushResult::Queued:
        break;
    case PushResult::Rejected:
        return Words::tr("its send queue is full");
    case PushResult::Gone:
        return Words::tr("it was closed before");
    case PushResult::Unknown:
        return Words::tr("the node never had it");
    case PushResult::Stopped:
        return Words::tr("the node stops");
    }
    return {};
}

QString ActionResult::summary() const
{
    QStringList parts;
    for (PushResult result : Results) {
        const auto count
                = std::count_if(outcomes.begin(), outcomes.end(), [result](const Outcome &outcome) {
                      return outcome.result == result;
                  });
        if (count > 0)
            parts.append(countText(kind, result, int(count)));
    }
    if (!unanswered.isEmpty())
        parts.append(Words::tr("%Ln without an answer", nullptr, int(unanswered.size())));
    return parts.join(Words::tr(", ", "between the parts of '3 queued, 1 gone'"));
}

QList<qint64> ActionResult::failed() const
{
    QList<qint64> fds = unanswered;
    for (const Outcome &outcome : outcomes) {
        if (outcome.result != PushResult::Queued)
            fds.append(outcome.fd);
    }
    return fds;
}

struct NodeActions::Action
{
    QList<qint64> fds;
    Frame frame;
    QString reason;
    qsizetype sent = 0;
    qsizetype perRequest = 1;
    ActionResult result;
};

NodeActions::NodeActions(Client *client, QObject *parent)
    : QObject(parent)
    , m_client(client)
{ }

bool NodeActions::push(const QList<qint64> &fds, const Frame &frame)
{
    if (frame.size() > MaxMessageBytes)
        return false;
    const auto action = std::make_shared<Action>();
    action->fds = fds;
    action->frame = frame;
    action->perRequest = targetsPerRequest(frame.size());
    action->result.kind = ActionResult::Kind::Push;
    action->result.what = frame.isText()
            ? visibleText(QString::fromUtf8(frame.data().left(400)).simplified(), 80)
            : QString::fromLatin1(frame.data().left(24).toHex(' '));
    return run(action);
}

bool NodeActions::disconnectClients(const QList<qint64> &fds, quint16 code, const QString &reason)
{
    const auto action = std::make_shared<Action>();
    action->fds = fds;
    action->reason = reason;
    action->perRequest = targetsPerRequest(0);
    action->result.kind = ActionResult::Kind::Disconnect;
    action->result.code = code;
    action->result.what = visibleText(reason, 80);
    return run(action);
}

bool NodeActions::run(const std::shared_ptr<Action> &action)
{
    if (action->fds.isEmpty())
        return false;
    action->result.time = QDateTime::currentDateTimeUtc();
    action->result.outcomes.reserve(action->fds.size());
    return sendNext(action);
}

bool NodeActions::sendNext(const std::shared_ptr<Action> &action)
{
    const QList<qint64> piece = action->fds.mid(action->sent, action->perRequest);
    const RequestBody request = action->result.kind == ActionResult::Kind::Push
            ? RequestBody(Push{piece, action->frame})
            : RequestBody(Disconnect{piece, action->result.code, action->reason});
    return m_client->request(request, this, [this, action, piece](const ReplyBody *reply) {
        take(action, piece, reply);
    });
}

void NodeActions::take(const std::shared_ptr<Action> &action, const QList<qint64> &piece,
                       const ReplyBody *reply)
{
    const auto *outcomes = reply ? std::get_if<Outcomes>(reply) : nullptr;
    if (outcomes) {
        action->sent += piece.size();
        action->result.outcomes.append(outcomes->outcomes);
        action->result.unanswered.append(missing(piece, outcomes->outcomes));
    } else if (const auto *error = reply ? std::get_if<Error>(reply) : nullptr) {
        action->result.error = error->text;
    }
    if (outcomes && action->sent < action->fds.size() && sendNext(action))
        return;
    action->result.unanswered.append(action->fds.mid(action->sent));
    emit finished(action->result);
}

} // namespace Landline::Gui
