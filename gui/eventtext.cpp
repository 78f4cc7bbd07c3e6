// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/eventtext.h"

#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreapplication.h>

#include <algorithm>
#include <limits>

namespace Landline::Gui {

using namespace Admin;
using Kind = Event::Kind;

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::EventText)
};

QString joined(const QStringList &parts)
{
    QStringList present;
    std::copy_if(parts.begin(), parts.end(), std::back_inserter(present),
                 [](const QString &part) { return !part.isEmpty(); });
    return present.join(QStringLiteral(" \u00b7 "));
}

QString fdText(qint64 fd)
{
    return Words::tr("fd %1").arg(fd);
}

QString whatText(Kind kind)
{
    switch (kind) {
    case Kind::Opened:
        return Words::tr("Opened");
    case Kind::Closed:
        return Words::tr("Closed");
    case Kind::Pushed:
        return Words::tr("Pushed");
    case Kind::Disconnected:
        return Words::tr("Disconnected");
    case Kind::ConsoleConnected:
        return Words::tr("Console connected");
    case Kind::ConsoleLeft:
        return Words::tr("Console left");
    }
    return {};
}

QString iconName(Kind kind)
{
    switch (kind) {
    case Kind::Opened:
        return QStringLiteral("list-add");
    case Kind::Closed:
        return QStringLiteral("list-remove");
    case Kind::Pushed:
        return QStringLiteral("document-send");
    case Kind::Disconnected:
        return QStringLiteral("network-disconnect");
    case Kind::ConsoleConnected:
    case Kind::ConsoleLeft:
        return QStringLiteral("computer");
    }
    return {};
}

QString closeText(quint16 code, const QString &by, const QString &reason)
{
    const QString words = joined({closeCodeText(code), by});
    return reason.isEmpty() ? words
                            : Words::tr("%1: %2", "how a connection ended, and the reason given")
                                      .arg(words, visibleText(reason));
}

QString detailText(const Event &event)
{
    switch (event.kind) {
    case Kind::Closed:
        return closeText(event.code,
                         event.by == ClosedBy::Client ? Words::tr("by the client")
                                                      : Words::tr("by the server"),
                         event.detail);
    case Kind::Opened:
        return Words::tr("from %1").arg(visibleText(event.peer));
    default:
        return joined({visibleText(event.detail), visibleText(event.peer)});
    }
}
} // namespace

QString closeCodeText(quint16 code)
{
    switch (code) {
    case CloseCode::Normal:
        return Words::tr("1000 normal closure");
    case CloseCode::GoingAway:
        return Words::tr("1001 going away");
    case CloseCode::ProtocolError:
        return Words::tr("1002 protocol error");
    case CloseCode::UnsupportedData:
        return Words::tr("1003 unsupported data");
    case CloseCode::NoStatus:
        return Words::tr("1005 no code given");
    case CloseCode::Abnormal:
        return Words::tr("1006 without a close frame");
    case CloseCode::InvalidPayload:
        return Words::tr("1007 invalid payload");
    case CloseCode::PolicyViolation:
        return Words::tr("1008 policy violation");
    case CloseCode::MessageTooBig:
        return Words::tr("1009 message too big");
    case CloseCode::InternalError:
        return Words::tr("1011 internal error");
    case CloseCode::ServiceRestart:
        return Words::tr("1012 service restart");
    case CloseCode::TryAgainLater:
        return Words::tr("1013 try again later");
    default:
        return QString::number(code);
    }
}

EventText describe(const Event &event)
{
    EventText text;
    text.time = event.time;
    text.what = whatText(event.kind);
    text.icon = iconName(event.kind);
    text.fd = event.fd;
    text.detail = detailText(event);
    if (event.fd > 0) {
        text.connection = joined(
                {fdText(event.fd),
                 visibleText(QStringLiteral("%1 %2").arg(event.server, event.route).trimmed()),
                 visibleText(event.label)});
    }
    return text;
}

EventText describe(const ActionResult &result)
{
    EventText text;
    text.time = result.time;
    text.failed = !result.failed().isEmpty();
    text.detail = joined({result.summary(), visibleText(result.error)});
    const int targets = int(result.targets());
    if (result.kind == ActionResult::Kind::Push) {
        text.what = Words::tr("Push");
        text.icon = QStringLiteral("document-send");
        text.detail = Words::tr("%1 — %2", "outcome of a push, and the message")
                              .arg(text.detail, result.what);
    } else {
        text.what = Words::tr("Disconnect");
        text.icon = QStringLiteral("network-disconnect");
        text.detail = Words::tr("%1 — %2", "outcome of a disconnect, and its code and reason")
                              .arg(text.detail, closeText(result.code, {}, result.what));
    }
    const qint64 only = targets == 1
            ? result.outcomes.isEmpty() ? result.unanswered.first() : result.outcomes.first().fd
            : 0;
    text.fd = only;
    text.connection = only ? fdText(only) : Words::tr("%Ln connection(s)", nullptr, targets);
    return text;
}

EventText describeSkipped(quint64 count)
{
    EventText text;
    text.what = Words::tr("Skipped");
    text.icon = QStringLiteral("dialog-warning");
    const int shown = int(qMin(count, quint64(std::numeric_limits<int>::max())));
    text.detail = Words::tr("%Ln event(s) skipped", nullptr, shown);
    return text;
}

std::vector<EventText> describeTargets(const ActionResult &result, int limit)
{
    std::vector<EventText> targets;
    const auto add = [&](qint64 fd, const QString &outcome, const QString &why, bool failed) {
        EventText target;
        target.fd = fd;
        target.connection = fdText(fd);
        target.what = outcome;
        target.detail = why;
        target.failed = failed;
        target.icon = failed ? QStringLiteral("dialog-warning") : QStringLiteral("dialog-ok");
        targets.push_back(target);
    };
    for (const bool wantFailed : {true, false}) {
        for (const Outcome &outcome : result.outcomes) {
            const bool failed = outcome.result != PushResult::Queued;
            if (failed == wantFailed && targets.size() < size_t(limit))
                add(outcome.fd, resultText(result.kind, outcome.result),
                    resultReason(outcome.result), failed);
        }
        for (qint64 fd : wantFailed ? result.unanswered : QList<qint64>()) {
            if (targets.size() < size_t(limit))
                add(fd, Words::tr("no answer"), Words::tr("nobody knows whether it happened"),
                    true);
        }
    }
    if (const qsizetype more = result.targets() - qsizetype(targets.size()); more > 0) {
        EventText rest;
        rest.what = Words::tr("and %Ln more", nullptr, int(more));
        targets.push_back(rest);
    }
    return targets;
}

bool isOwnAction(const Event &event)
{
    const bool isAction = event.kind == Kind::Pushed || event.kind == Kind::Disconnected;
    return isAction
            && event.peer.endsWith(
                    QStringLiteral("pid %1").arg(QCoreApplication::applicationPid()));
}

} // namespace Landline::Gui
