// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/adminserver.h"

#include "admin/adminservice.h"
#include "admin/adminsession.h"
#include "admin/adminsocket.h"
#include "admin/eventring.h"
#include "admin/socketfolder.h"
#include "node_p.h"
#include "shared/adminsocketpath.h"

#include <QtCore/qloggingcategory.h>

#include <algorithm>
#include <unistd.h>

using namespace Qt::StringLiterals;
using Landline::Admin::Error;
using Landline::Admin::Event;

namespace Landline {

static Q_LOGGING_CATEGORY(lcAdmin, "landline.admin")

namespace {

/// Those that are refused stay until they have closed; more of them than this are cut at once.
constexpr qsizetype maxRefused = 8;

} // namespace

class AdminServerPrivate
{
public:
    AdminServerPrivate(Node *node, AdminServer *server);

    void admit(int descriptor);
    AdminSession *addSession(int descriptor, const PeerCredentials &peer);
    void note(Event::Kind kind, const AdminSession &session);
    void forget(AdminSession *session);
    void sayGoodbye();

    AdminServer *q;
    EventRing log;
    AdminService service;
    QList<AdminSession *> sessions;
    AdminSocket socket;
    QStringList reasons; ///< why default places are not used
    bool goodbyeSaid = false; ///< and nobody new is let in
};

AdminServerPrivate::AdminServerPrivate(Node *node, AdminServer *server)
    : q(server)
    , log(NodePrivate::get(node)->history())
    , service(node, &log)
{
    QObject::connect(&socket, &AdminSocket::accepted, q,
                     [this](int descriptor) { admit(descriptor); });
}

void AdminServerPrivate::admit(int descriptor)
{
    const PeerCredentials peer = PeerCredentials::of(descriptor);
    const auto refused
            = std::count_if(sessions.cbegin(), sessions.cend(),
                            [](const AdminSession *session) { return session->isRefused(); });
    const bool isFull = sessions.size() - refused >= AdminServer::MaxSessions;
    if ((isFull || !peer.isTrusted()) && refused >= maxRefused) {
        ::close(descriptor);
        return;
    }
    AdminSession *session = addSession(descriptor, peer);
    if (!peer.isTrusted()) {
        session->refuse(Error::Kind::PermissionDenied,
                        u"This node belongs to uid %1; you are %2."_s.arg(::geteuid())
                                .arg(peer.toString()));
    } else if (isFull) {
        session->refuse(Error::Kind::TooManySessions,
                        u"There are %1 consoles already, which is the most."_s.arg(
                                AdminServer::MaxSessions));
    } else {
        session->start();
    }
}

AdminSession *AdminServerPrivate::addSession(int descriptor, const PeerCredentials &peer)
{
    auto *session = new AdminSession(descriptor, peer, &service, q);
    sessions.append(session);
    QObject::connect(session, &AdminSession::welcomed, q,
                     [this, session] { note(Event::Kind::ConsoleConnected, *session); });
    QObject::connect(session, &AdminSession::ended, q, [this, session] { forget(session); });
    return session;
}

void AdminServerPrivate::note(Event::Kind kind, const AdminSession &session)
{
    Event event;
    event.kind = kind;
    event.peer = session.peer().toString();
    event.detail = session.product();
    log.append(event);
}

void AdminServerPrivate::forget(AdminSession *session)
{
    sessions.removeOne(session);
    if (session->isWelcomed())
        note(Event::Kind::ConsoleLeft, *session);
    session->deleteLater();
    if (std::none_of(sessions.cbegin(), sessions.cend(), [](const AdminSession *other) { return other->isWelcomed(); }))
        service.rest();
}

void AdminServerPrivate::sayGoodbye()
{
    if (std::exchange(goodbyeSaid, true))
        return;
    // A console that comes again must not find a node that is about to go.
    socket.stopListening();
    const QDateTime now = QDateTime::currentDateTimeUtc();
    const QList<AdminSession *> all = sessions;
    for (AdminSession *session : all)
        session->sayGoodbye(now);
}

AdminServer::AdminServer(Node *node, QObject *parent)
    : QObject(parent)
    , d(std::make_unique<AdminServerPrivate>(node, this))
{ }

AdminServer::~AdminServer()
{
    d->sayGoodbye();
    // The sessions' ends are nobody's news any more.
    qDeleteAll(std::exchange(d->sessions, {}));
}

bool AdminServer::listen(const QString &path)
{
    if (!d->socket.listen(path))
        return false;
    qCInfo(lcAdmin, "Consoles may connect to %ls", qUtf16Printable(path));
    return true;
}

bool AdminServer::listenAtDefault(const QString &name)
{
    QStringList paths = Admin::defaultSocketPaths(name);
    const QString wrong = runtimeFolderProblem();
    if (!wrong.isEmpty() && !Admin::runtimeFolder().isNull())
        paths.removeFirst();
    d->reasons = wrong.isEmpty() ? QStringList() : QStringList(wrong);
    const bool listens = d->socket.listen(paths);
    d->reasons += d->socket.obstacles();
    if (!listens)
        return false;
    if (!d->reasons.isEmpty())
        qCWarning(lcAdmin, "The admin socket is at %ls, since %ls", qUtf16Printable(socketPath()),
                  qUtf16Printable(d->reasons.join(u"; "_s)));
    qCInfo(lcAdmin, "Consoles may connect to %ls", qUtf16Printable(socketPath()));
    return true;
}

QString AdminServer::errorString() const
{
    return d->reasons.isEmpty() || exitCode() == CannotListen ? d->socket.errorString() : d->reasons.join(u"; "_s);
}

AdminServer::ExitCode AdminServer::exitCode() const
{
    return d->socket.exitCode();
}

QString AdminServer::socketPath() const
{
    return d->socket.path();
}

void AdminServer::sayGoodbye()
{
    d->sayGoodbye();
}

} // namespace Landline
