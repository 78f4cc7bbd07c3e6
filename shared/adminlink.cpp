// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "adminlink.h"
#include "adminchannel.h"
#include "admincodec.h"
#include "adminsocketpath.h"

#include <QtCore/qfile.h>

#include <utility>

namespace Landline::Admin {

using namespace Qt::StringLiterals;
using namespace std::chrono_literals;
using Problem = Client::Problem;

static constexpr auto Patience = 5s; // from open() to the Welcome

static QString violationText(const QString &path, const QString &reason)
{
    return u"Malformed message from %1: %2"_s.arg(path, reason);
}

Link::Link(const QString &socketPath, const QString &product, QObject *parent)
    : QObject(parent), m_path(socketPath), m_product(product), m_socket(new QLocalSocket(this))
{
    connect(m_socket, &QLocalSocket::connected, this, &Link::greet);
    connect(m_socket, &QLocalSocket::errorOccurred, this, &Link::unreachable);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, [this] {
        end(Problem::Lost,
            u"The node on %1 did not answer within %2 s."_s.arg(m_path).arg(Patience.count()));
    });
}

void Link::open()
{
    if (QFile::encodeName(m_path).size() > MaxSocketPathBytes) {
        end(Problem::NotFound,
            u"No node: the path %1 is longer than the %2 bytes that a local socket can have."_s
                    .arg(m_path).arg(MaxSocketPathBytes));
        return;
    }
    m_patience.start(Patience);
    m_socket->connectToServer(m_path);
}

void Link::request(const RequestBody &body, QObject *context, Callback callback)
{
    const Request request = {++m_lastId, body};
    const QByteArray message = encode(request);
    if (message.size() <= MaxRequestBytes) {
        m_unanswered.insert(request.id, {context, std::move(callback)});
        m_channel->send(message);
        return;
    }
    const ReplyBody error = Error{Error::Kind::BadRequest,
                                  u"The request has %1 bytes, but %2 is the most."_s
                                          .arg(message.size()).arg(MaxRequestBytes),
                                  ProtocolVersion, m_product};
    QMetaObject::invokeMethod(
            context, [callback = std::move(callback), error] { callback(&error); },
            Qt::QueuedConnection);
}

void Link::giveUp()
{
    // A local, since a callback may do anything, deleting this included.
    const auto unanswered = std::exchange(m_unanswered, {});
    for (const Unanswered &request : unanswered) {
        if (request.context)
            request.callback(nullptr);
    }
}

void Link::unreachable(QLocalSocket::LocalSocketError error)
{
    switch (error) {
    case QLocalSocket::ServerNotFoundError:
        return end(Problem::NotFound, u"No node: there is no socket %1."_s.arg(m_path));
    case QLocalSocket::ConnectionRefusedError:
        return end(Problem::NotFound, u"No node: nobody listens on the socket %1."_s.arg(m_path));
    case QLocalSocket::SocketAccessError:
        return end(Problem::PermissionDenied,
                   u"No permission to use the socket %1."_s.arg(m_path));
    default:
        return end(Problem::Lost,
                   u"No link to the socket %1: %2."_s.arg(m_path, m_socket->errorString()));
    }
}

void Link::greet()
{
    // From here on the channel reports what becomes of the socket.
    m_socket->disconnect(this);
    m_channel = new Channel(m_socket, MaxReplyBytes, this);
    connect(m_channel, &Channel::messageReceived, this, &Link::receive);
    connect(m_channel, &Channel::violated, this, [this](const QString &reason) {
        end(Problem::Violation, violationText(m_path, reason));
    });
    connect(m_channel, &Channel::closed, this, [this] {
        end(Problem::Lost, u"The link to the node on %1 broke."_s.arg(m_path));
    });
    m_channel->send(encode(Request{++m_lastId, Hello{ProtocolVersion, m_product}}));
    // At once: a node that refuses closes, and a write after that would lose the reason it gave.
    m_socket->flush();
}

void Link::receive(const QByteArray &message)
{
    if (m_hasEnded)
        return;
    QString error;
    const std::optional<Reply> reply = decodeReply(message, &error);
    if (!reply)
        return end(Problem::Violation, violationText(m_path, error));
    if (const auto *goodbye = std::get_if<Goodbye>(&reply->body)) {
        const QDateTime stoppedAt = goodbye->stoppedAt.isValid() ? goodbye->stoppedAt
                                                                 : QDateTime::currentDateTimeUtc();
        return end(Problem::NodeStopped,
                   u"The node on %1 stopped at %2."_s.arg(m_path, stoppedAt.toString(Qt::ISODate)),
                   stoppedAt);
    }
    if (m_isWelcomed)
        receiveAnswer(reply->id, reply->body);
    else
        receiveFirst(reply->body);
}

void Link::receiveFirst(const ReplyBody &reply)
{
    if (const auto *error = std::get_if<Error>(&reply))
        return refused(*error);
    const auto *node = std::get_if<Welcome>(&reply);
    if (!node)
        return end(Problem::Violation,
                   violationText(m_path, u"The first message is no welcome."_s));
    if (node->protocol != ProtocolVersion)
        return refused({Error::Kind::WrongProtocol, {}, node->protocol, node->product});
    m_patience.stop();
    m_isWelcomed = true;
    emit welcomed(*node);
}

void Link::receiveAnswer(quint64 id, const ReplyBody &reply)
{
    const QPointer<Link> alive(this);
    // An id that nobody waits for is passed over.
    const Unanswered request = m_unanswered.take(id);
    if (request.context)
        request.callback(&reply);
    const auto *error = std::get_if<Error>(&reply);
    if (alive && error && error->kind != Error::Kind::BadRequest)
        refused(*error);
}

void Link::refused(const Error &error)
{
    switch (error.kind) {
    case Error::Kind::WrongProtocol:
        return end(Problem::WrongProtocol,
                   u"The node on %1 (%2) speaks version %3 of the admin protocol, "
                   "this %4 version %5."_s
                           .arg(m_path, error.product, QString::number(error.protocol), m_product,
                                QString::number(ProtocolVersion)));
    case Error::Kind::PermissionDenied:
        return end(Problem::PermissionDenied,
                   u"The node on %1 denies permission: %2"_s.arg(m_path, error.text));
    case Error::Kind::TooManySessions:
        return end(Problem::TooManySessions,
                   u"The node on %1 has too many consoles: %2"_s.arg(m_path, error.text));
    case Error::Kind::BadRequest:
    case Error::Kind::Violation:
        return end(Problem::Rejected,
                   u"The node on %1 did not understand %2: %3"_s
                           .arg(m_path, m_product, error.text));
    }
}

void Link::end(Problem problem, const QString &text, const QDateTime &stoppedAt)
{
    if (std::exchange(m_hasEnded, true))
        return;
    m_patience.stop();
    emit ended(problem, text, stoppedAt);
}

} // namespace Landline::Admin
