// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/adminsession.h"

#include "admin/adminservice.h"
#include "admin/brief.h"
#include "shared/adminchannel.h"
#include "shared/admincodec.h"

#include <QtCore/qloggingcategory.h>
#include <QtCore/qpointer.h>
#include <QtNetwork/qlocalsocket.h>

#include <sys/socket.h>

using namespace Qt::StringLiterals;

namespace Landline {

static Q_LOGGING_CATEGORY(lcAdminSession, "landline.admin")

using namespace Admin;

namespace {

/// \a reply as bytes. The service keeps pages shorter than a console reads; an answer that is not would cost the link.
QByteArray fitting(const Reply &reply)
{
    const QByteArray message = encode(reply);
    if (message.size() <= MaxReplyBytes)
        return message;
    const QString text
            = u"The answer would have %1 bytes, but %2 is the most; ask for fewer rows."_s
                      .arg(message.size())
                      .arg(MaxReplyBytes);
    return encode(Reply{reply.id, AdminService::error(Error::Kind::BadRequest, text)});
}

} // namespace

AdminSession::AdminSession(int descriptor, const PeerCredentials &peer, AdminService *service,
                           QObject *parent)
    : QObject(parent)
    , m_peer(peer)
    , m_service(service)
    , m_socket(new QLocalSocket)
{
    m_socket->setSocketDescriptor(descriptor);
    m_channel = new Channel(m_socket, MaxRequestBytes, this);
    m_channel->setHeld(true);
    connect(m_channel, &Channel::messageReceived, this, &AdminSession::receive);
    connect(m_channel, &Channel::violated, this,
            [this](const QString &reason) { refuse(Error::Kind::Violation, reason); });
    connect(m_channel, &Channel::closed, this, &AdminSession::ended);
    m_patience.setSingleShot(true);
    connect(&m_patience, &QTimer::timeout, this, &AdminSession::runOutOfPatience);
}

AdminSession::~AdminSession()
{
    m_channel->disconnect(this);
    m_channel->close();
}

void AdminSession::start()
{
    m_state = State::Greeting;
    m_patience.start(Patience);
    m_channel->setHeld(false);
}

void AdminSession::refuse(Error::Kind kind, const QString &text, quint64 id)
{
    if (m_state == State::Refused)
        return;
    qCWarning(lcAdminSession).noquote()
            << u"console (%1) refused:"_s.arg(m_peer.toString()) << quotedBrief(text);
    m_state = State::Refused;
    m_channel->setHeld(true);
    send(id, AdminService::error(kind, text));
    m_patience.start(Patience);
    connect(m_socket, &QLocalSocket::bytesWritten, this, &AdminSession::endWriting);
    endWriting();
}

/// Only our half is closed: were all of it, what the console is just sending could cost it the
/// reason.
void AdminSession::endWriting()
{
    m_socket->flush();
    if (m_channel->isOpen() && m_channel->bytesToWrite() == 0)
        ::shutdown(static_cast<int>(m_channel->socketDescriptor()), SHUT_WR);
}

void AdminSession::sayGoodbye(const QDateTime &stoppedAt)
{
    if (m_state == State::Refused)
        return;
    send(0, Goodbye{stoppedAt});
    m_socket->flush();
}

void AdminSession::runOutOfPatience()
{
    if (m_state == State::Greeting)
        refuse(Error::Kind::Violation,
               u"No hello came within %1 s."_s.arg(Patience / std::chrono::seconds(1)));
    else
        m_channel->abort();
}

void AdminSession::receive(const QByteArray &message)
{
    if (m_state == State::Refused)
        return;
    QString error;
    const std::optional<Request> request = decodeRequest(message, &error);
    if (!request)
        refuse(Error::Kind::Violation, error);
    else if (m_state == State::Greeting)
        greet(request->id, request->body);
    else
        serve(request->id, request->body);
}

void AdminSession::greet(quint64 id, const RequestBody &body)
{
    const auto *hello = std::get_if<Hello>(&body);
    if (!hello)
        return refuse(Error::Kind::Violation, u"The first message must be a hello."_s, id);
    m_product = brief(hello->product);
    if (hello->protocol != ProtocolVersion) {
        return refuse(Error::Kind::WrongProtocol,
                      u"%1 speaks version %2 of the admin protocol, %3 version %4."_s.arg(
                              m_product, QString::number(hello->protocol), AdminService::product(),
                              QString::number(ProtocolVersion)),
                      id);
    }
    m_patience.stop();
    m_state = State::Serving;
    m_welcomed = true;
    send(id, m_service->welcome());
    emit welcomed();
}

void AdminSession::serve(quint64 id, const RequestBody &body)
{
    if (std::holds_alternative<Hello>(body))
        return refuse(Error::Kind::Violation, u"A second hello came."_s, id);
    if (m_channel->bytesToWrite() > MaxUnreadBytes) {
        qCWarning(lcAdminSession).noquote()
                << u"console (%1) is too slow: it asks, but has not read %2 bytes of answers; "
                   "it is dropped"_s.arg(m_peer.toString())
                           .arg(m_channel->bytesToWrite());
        m_channel->abort();
        return;
    }
    m_channel->setHeld(true);
    m_service->execute(body, m_peer.toString(),
                        [guard = QPointer(this), id](const ReplyBody &reply) {
                            if (guard)
                                guard->answer(id, reply);
                        });
}

void AdminSession::answer(quint64 id, const ReplyBody &body)
{
    send(id, body);
    m_channel->setHeld(false);
}

void AdminSession::send(quint64 id, const ReplyBody &body)
{
    m_channel->send(fitting({id, body}));
}

} // namespace Landline
