// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "adminclient.h"
#include "adminlink.h"
#include "adminsocketpath.h"

#include <QtCore/qelapsedtimer.h>
#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <chrono>
#include <utility>

namespace Landline::Admin {

static Q_LOGGING_CATEGORY(lcAdminClient, "landline.adminclient", QtInfoMsg)

using namespace std::chrono_literals;

static constexpr std::chrono::milliseconds FirstDelay = 250ms;
static constexpr std::chrono::milliseconds LongestDelay = 5s;
static constexpr std::chrono::milliseconds SteadyAfter = 5s;

class ClientPrivate
{
public:
    ClientPrivate(Client *client, const QString &productName);

    void begin();
    void attempt();
    void welcomed(const Welcome &welcome);
    void ended(Client::Problem newProblem, const QString &text, const QDateTime &nodeStoppedAt);
    Client::State stateAfter(Client::Problem newProblem) const;
    void retryAfter(Client::State newState);
    void leave(Client::State newState);
    void noteLoss();
    Link *takeLink();

    Client *q;
    const QString product;
    QStringList paths;
    QString path; ///< one of them
    Client::State state = Client::State::Idle;
    Client::Problem problem = Client::Problem::None;
    QString errorString;
    QDateTime lostAt;
    QDateTime stoppedAt;
    Welcome node;

    Link *link = nullptr;
    bool hadSession = false; ///< with this path
    QElapsedTimer session; ///< since the last Welcome
    int shortSessions = 0; ///< that came one after the other and were not steady
    QTimer retry;
    std::chrono::milliseconds delay = 0ms; ///< before the next attempt
};

ClientPrivate::ClientPrivate(Client *client, const QString &productName)
    : q(client), product(productName)
{
    retry.setSingleShot(true);
    QObject::connect(&retry, &QTimer::timeout, q, [this] { attempt(); });
}

void ClientPrivate::begin()
{
    delay = 0ms;
    shortSessions = 0;
    // From the event loop, so that the caller hears of a failure after his call and not within it.
    retry.start(0ms);
    leave(Client::State::Connecting);
}

void ClientPrivate::attempt()
{
    if (paths.size() > 1)
        path = liveSocketPath(paths);
    link = new Link(path, product, q);
    QObject::connect(link, &Link::welcomed, q,
                     [this](const Welcome &welcome) { welcomed(welcome); });
    QObject::connect(link, &Link::ended, q,
                     [this](Client::Problem newProblem, const QString &text, const QDateTime &at) {
                         ended(newProblem, text, at);
                     });
    link->open();
}

void ClientPrivate::welcomed(const Welcome &welcome)
{
    node = welcome;
    hadSession = true;
    state = Client::State::Connected;
    problem = Client::Problem::None;
    errorString.clear();
    lostAt = QDateTime::currentDateTimeUtc();
    session.start();
    emit q->stateChanged(state);
}

void ClientPrivate::ended(Client::Problem newProblem, const QString &text,
                          const QDateTime &nodeStoppedAt)
{
    qCDebug(lcAdminClient) << text;
    noteLoss();
    if (hadSession && newProblem == Client::Problem::Violation)
        newProblem = Client::Problem::Lost;
    const Client::State newState = stateAfter(newProblem);
    retryAfter(newState);

    // While a node merely stays away, why it went is still the better answer.
    const bool staysAway = hadSession && state != Client::State::Connected
            && (newProblem == Client::Problem::Lost || newProblem == Client::Problem::NotFound
                || newProblem == Client::Problem::NodeStopped)
            && (problem == Client::Problem::Lost || problem == Client::Problem::NodeStopped);
    const bool isNews = !staysAway && (problem != newProblem || errorString != text);
    if (isNews) {
        problem = newProblem;
        errorString = text;
        stoppedAt = nodeStoppedAt;
    }
    if (isNews || state != newState)
        leave(newState);
    else
        takeLink();
}

Client::State ClientPrivate::stateAfter(Client::Problem newProblem) const
{
    switch (newProblem) {
    case Client::Problem::PermissionDenied:
    case Client::Problem::WrongProtocol:
        return Client::State::Refused;
    case Client::Problem::Rejected:
    case Client::Problem::Violation:
    case Client::Problem::TooManySessions:
        return hadSession ? Client::State::Waiting : Client::State::Refused;
    default:
        return Client::State::Waiting;
    }
}

void ClientPrivate::retryAfter(Client::State newState)
{
    if (newState == Client::State::Refused) {
        retry.start(LongestDelay);
        return;
    }
    if (state == Client::State::Connected) {
        shortSessions = session.hasExpired(SteadyAfter.count()) ? 0 : std::min(shortSessions + 1, 10);
        delay = shortSessions < 2 ? 0ms : FirstDelay * (1 << (shortSessions - 2));
    } else {
        delay = std::max(delay, FirstDelay);
    }
    retry.start(std::min(delay, LongestDelay));
    delay = std::min(delay * 2, LongestDelay);
}

/// Lets go of the link, if there is one, and says so. Must be the last thing that its callers do: a slot or a
/// callback may do anything, deleting the client included.
void ClientPrivate::leave(Client::State newState)
{
    const QPointer<Link> former = takeLink();
    state = newState;
    emit q->stateChanged(newState);
    if (former)
        former->giveUp();
}

void ClientPrivate::noteLoss()
{
    if (state == Client::State::Connected)
        lostAt = QDateTime::currentDateTimeUtc();
}

Link *ClientPrivate::takeLink()
{
    if (link) {
        link->disconnect(q);
        link->deleteLater(); // its signal may be what called us
    }
    return std::exchange(link, nullptr);
}

Client::Client(const QString &product, QObject *parent)
    : QObject(parent), d(std::make_unique<ClientPrivate>(this, product))
{
}

Client::~Client() = default;

void Client::start(const QStringList &socketPaths)
{
    d->paths = socketPaths;
    d->path = socketPaths.constFirst();
    d->hadSession = false;
    d->problem = Problem::None;
    d->errorString.clear();
    d->lostAt = QDateTime();
    d->stoppedAt = QDateTime();
    d->node = Welcome();
    d->begin();
}

void Client::stop()
{
    if (d->state == State::Idle)
        return;
    d->retry.stop();
    d->noteLoss();
    d->problem = Problem::None;
    d->errorString.clear();
    d->leave(State::Idle);
}

void Client::reconnect()
{
    if (d->state == State::Idle)
        return;
    d->noteLoss();
    d->begin();
}

QString Client::socketPath() const
{
    return d->path;
}

Client::State Client::state() const
{
    return d->state;
}

Client::Problem Client::problem() const
{
    return d->problem;
}

QString Client::errorString() const
{
    return d->errorString;
}

QDateTime Client::lostAt() const
{
    return d->lostAt;
}

QDateTime Client::stoppedAt() const
{
    return d->stoppedAt;
}

Welcome Client::node() const
{
    return d->node;
}

bool Client::request(const RequestBody &body, QObject *context,
                     std::function<void(const ReplyBody *)> callback)
{
    Q_ASSERT(context);
    if (d->state != State::Connected)
        return false;
    d->link->request(body, context, std::move(callback));
    return true;
}

} // namespace Landline::Admin
