// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "testing/client.h"

#include "testing/framereader.h"
#include "testing/headerfields.h"
#include "testing/node.h"
#include "testing/responsereader.h"
#include "testing/testsocket.h"
#include "websocket/frameheader.h"
#include "websocket/masking.h"
#include "websocket/upgradeanswer.h"

#include <QtCore/qendian.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qrandom.h>

#include <algorithm>

namespace Landline::Test {

static Q_LOGGING_CATEGORY(lcTestClient, "landline.test")

namespace {

QByteArray maskedFrame(Opcode opcode, const QByteArray &payload)
{
    std::array<char, 4> mask = {};
    qToBigEndian(QRandomGenerator::global()->generate(), mask.data());
    QByteArray frame(FrameHeader::MaxSize + payload.size(), Qt::Uninitialized);
    const qsizetype size = FrameHeader::encode(opcode, quint64(payload.size()), frame.data());
    frame[1] = static_cast<char>(frame.at(1) | 0x80);
    std::copy(mask.cbegin(), mask.cend(), frame.begin() + size);
    applyMask(frame.data() + size + 4, payload.constData(), payload.size(), mask);
    frame.truncate(size + 4 + payload.size());
    return frame;
}

QByteArray randomKey()
{
    std::array<quint32, 4> bytes = {};
    QRandomGenerator::global()->fillRange(bytes.data(), qsizetype(bytes.size()));
    return QByteArray::fromRawData(reinterpret_cast<const char *>(bytes.data()), sizeof bytes).toBase64();
}

QString describe(const Frame &message)
{
    constexpr qsizetype most = 80;
    const QString ellipsis = message.size() > most ? QStringLiteral("...") : QString();
    if (message.isText())
        return QStringLiteral("the text \"%1%2\"").arg(QString::fromUtf8(message.data().left(most)), ellipsis);
    return QStringLiteral("%1 binary bytes: %2%3")
            .arg(message.size())
            .arg(QString::fromLatin1(message.data().left(most).toHex(' ')), ellipsis);
}

} // namespace

/// The connection, and what is known of it. Driven by the event loop.
class ClientPrivate : public QObject
{
public:
    ClientPrivate(const Node &ofNode, const QString &pathOfNode);
    explicit ClientPrivate(const QUrl &target);

    void startOpening();
    void sendHandshake();
    void read();
    void readResponse();
    QString handshakeError() const;
    void readFrames();
    void answerClose();
    void violate(quint16 code, const QString &error);
    void end();

    void sendClose(quint16 code, const QString &reason);
    bool setError(const QString &expectation, const QString &instead);
    bool fail(const QString &expectation, const QString &instead);
    QString timeout(const QString &otherwise) const;
    QString stateText() const;

    enum class State { Idle, Opening, Open, Closing, Ended };

    const Node *node = nullptr;
    QString path; ///< of the node
    QUrl url; ///< without a host before the node was asked
    HeaderFields headers;
    QStringList subprotocols;
    QSslConfiguration sslConfiguration = QSslConfiguration::defaultConfiguration();
    std::chrono::milliseconds patience = defaultTimeout();

    State state = State::Idle;
    QByteArray key;
    quint16 localPort = 0; ///< kept when the connection has ended
    TestSocket socket;
    ResponseReader responseReader{"GET"};
    FrameReader frameReader;
    HttpResponse response;
    QList<Frame> messages;
    QList<QByteArray> pongs;
    quint32 pingsSent = 0;
    int pingsReceived = 0;
    bool hasSentClose = false;
    bool hasReceivedClose = false;
    int closeCode = CloseCode::Abnormal;
    QString closeReason;
    QString failure; ///< why the connection or its handshake failed
    QString errorString;
};

ClientPrivate::ClientPrivate(const Node &ofNode, const QString &pathOfNode) : ClientPrivate(QUrl(pathOfNode))
{
    node = &ofNode;
    path = pathOfNode;
    sslConfiguration.setPeerVerifyMode(QSslSocket::VerifyNone);
}

ClientPrivate::ClientPrivate(const QUrl &target) : url(target)
{
    connect(&socket, &TestSocket::ready, this, &ClientPrivate::sendHandshake);
    connect(&socket, &TestSocket::received, this, &ClientPrivate::read);
    connect(&socket, &TestSocket::ended, this, &ClientPrivate::end);
}

void ClientPrivate::startOpening()
{
    if (state != State::Idle)
        return;
    errorString.clear();
    const QUrl target = node ? node->url(path) : url;
    if (!target.isValid() || target.host().isEmpty()) {
        failure = node ? QStringLiteral("the node does not run") : QStringLiteral("the URL is not valid");
        state = State::Ended;
        return;
    }
    url = target;
    state = State::Opening;
    socket.open(url, sslConfiguration);
}

void ClientPrivate::sendHandshake()
{
    key = randomKey();
    localPort = socket.localPort();
    QList<QPair<QByteArray, QByteArray>> fields = {{"Host", TestSocket::hostOf(url)},
                                                   {"Connection", "Upgrade"},
                                                   {"Upgrade", "websocket"},
                                                   {"Sec-WebSocket-Version", "13"},
                                                   {"Sec-WebSocket-Key", key}};
    if (!subprotocols.isEmpty())
        fields.append({"Sec-WebSocket-Protocol", subprotocols.join(QStringLiteral(", ")).toUtf8()});
    socket.send("GET " + TestSocket::targetOf(url) + " HTTP/1.1\r\n" + headers.lines(fields) + "\r\n");
}

void ClientPrivate::read()
{
    if (state == State::Opening)
        readResponse();
    if (state == State::Open || state == State::Closing)
        readFrames();
}

void ClientPrivate::readResponse()
{
    const ResponseReader::Result result = responseReader.read(&socket.input(), socket.hasEnded());
    if (result == ResponseReader::Result::NeedMore)
        return;
    response = responseReader.response();
    if (result == ResponseReader::Result::Malformed)
        failure = responseReader.error();
    else if (response.status != 101)
        failure = QStringLiteral("the server answered ") + response.summary();
    else
        failure = handshakeError();
    state = failure.isEmpty() ? State::Open : State::Ended;
    if (state == State::Ended)
        socket.finish();
}

/// What RFC 6455 section 4.1 wants a client to reject in a 101; empty if nothing.
QString ClientPrivate::handshakeError() const
{
    const auto differs = [this](const char *name, const QByteArray &expected) {
        return QStringLiteral("the 101 has %1: \"%2\" instead of \"%3\" (RFC 6455 section 4.1)")
                .arg(QLatin1String(name), QString::fromUtf8(response.header(name)), QString::fromUtf8(expected));
    };
    const QByteArray accepted = acceptKey(key);
    if (response.header("Sec-WebSocket-Accept") != accepted)
        return differs("Sec-WebSocket-Accept", accepted);
    if (response.header("Upgrade").compare("websocket", Qt::CaseInsensitive) != 0)
        return differs("Upgrade", "websocket");
    if (response.header("Connection").compare("upgrade", Qt::CaseInsensitive) != 0)
        return differs("Connection", "Upgrade");
    if (!response.header("Sec-WebSocket-Extensions").isEmpty())
        return differs("Sec-WebSocket-Extensions", {});
    const QByteArray chosen = response.header("Sec-WebSocket-Protocol");
    if (!chosen.isNull() && !subprotocols.contains(QString::fromUtf8(chosen)))
        return QStringLiteral("the server chose the subprotocol \"%1\", which was not offered").arg(QString::fromUtf8(chosen));
    return {};
}

void ClientPrivate::readFrames()
{
    while (!hasReceivedClose && state != State::Ended) {
        switch (frameReader.next(&socket.input())) {
        case FrameReader::Event::NeedMore: return;
        case FrameReader::Event::Message:
            messages.append(frameReader.type() == FrameType::Text ? Frame(frameReader.payload())
                                                                  : Frame::fromBinary(frameReader.payload()));
            break;
        case FrameReader::Event::Ping:
            ++pingsReceived;
            if (!hasSentClose)
                socket.send(maskedFrame(Opcode::Pong, frameReader.payload()));
            break;
        case FrameReader::Event::Pong: pongs.append(frameReader.payload()); break;
        case FrameReader::Event::Close: answerClose(); break;
        case FrameReader::Event::Violation: violate(frameReader.code(), frameReader.error()); break;
        }
    }
}

void ClientPrivate::answerClose()
{
    hasReceivedClose = true;
    closeCode = frameReader.code();
    closeReason = QString::fromUtf8(frameReader.payload());
    if (!hasSentClose)
        sendClose(frameReader.code(), {});
}

void ClientPrivate::violate(quint16 code, const QString &error)
{
    failure = QStringLiteral("the server broke RFC 6455: ") + error;
    if (!hasSentClose)
        sendClose(code, {});
    state = State::Ended;
    socket.finish();
}

void ClientPrivate::end()
{
    if (state == State::Opening && socket.errorString().isEmpty())
        readResponse();
    else if (state == State::Opening)
        failure = socket.errorString();
    state = State::Ended;
}

void ClientPrivate::sendClose(quint16 code, const QString &reason)
{
    QByteArray payload;
    if (code != CloseCode::NoStatus) {
        payload.resize(2);
        qToBigEndian(code, payload.data());
        payload += reason.toUtf8();
    }
    hasSentClose = true;
    state = State::Closing;
    socket.send(maskedFrame(Opcode::Close, payload));
}

/// "ws://HOST/: expected this, but that".
bool ClientPrivate::setError(const QString &expectation, const QString &instead)
{
    errorString = QStringLiteral("%1: expected %2, but %3").arg(url.toString(), expectation, instead);
    return false;
}

bool ClientPrivate::fail(const QString &expectation, const QString &instead)
{
    setError(expectation, instead);
    qCWarning(lcTestClient, "%ls", qUtf16Printable(errorString));
    return false;
}

/// Why nothing came: the connection has ended, or the time is over and \a otherwise.
QString ClientPrivate::timeout(const QString &otherwise) const
{
    if (state == State::Ended || state == State::Idle)
        return stateText();
    return QStringLiteral("%1 within %2; %3").arg(otherwise, durationText(patience), stateText());
}

QString ClientPrivate::stateText() const
{
    if (!failure.isEmpty())
        return failure;
    switch (state) {
    case State::Idle: return QStringLiteral("open() was not called");
    case State::Opening: return QStringLiteral("the handshake has not ended");
    case State::Open: return QStringLiteral("the connection is open");
    case State::Closing:
        return hasReceivedClose ? QStringLiteral("the server has closed the connection with %1 and not ended TCP").arg(closeCode)
                                : QStringLiteral("the server has not answered the close frame");
    case State::Ended: break;
    }
    if (!hasReceivedClose)
        return QStringLiteral("the connection ended without a close frame (1006)");
    return QStringLiteral("the server closed the connection with %1%2")
            .arg(closeCode)
            .arg(closeReason.isEmpty() ? QString() : QStringLiteral(" \"%1\"").arg(closeReason));
}

Client::Client(const Node &node, const QString &path) : d(std::make_unique<ClientPrivate>(node, path)) { }

Client::Client(const QUrl &url) : d(std::make_unique<ClientPrivate>(url)) { }

Client::Client(Client &&other) noexcept = default;

Client::~Client() = default;

void Client::setHeader(const QByteArray &name, const QByteArray &value)
{
    d->headers.set(name, value);
}

void Client::setCookie(const QByteArray &name, const QByteArray &value)
{
    d->headers.setCookie(name, value);
}

void Client::setSubprotocols(const QStringList &subprotocols)
{
    d->subprotocols = subprotocols;
}

void Client::setSslConfiguration(const QSslConfiguration &configuration)
{
    d->sslConfiguration = configuration;
}

void Client::setTimeout(std::chrono::milliseconds timeout)
{
    d->patience = timeout;
}

bool Client::open()
{
    if (d->state != ClientPrivate::State::Idle)
        return d->fail(QStringLiteral("a client that was not opened before"), QStringLiteral("open() was called twice"));
    startOpening();
    return waitForOpen();
}

void Client::startOpening()
{
    d->startOpening();
}

bool Client::waitForOpen()
{
    waitFor([this] { return d->state != ClientPrivate::State::Opening; }, d->patience);
    // A server that closes at once has opened the connection before.
    return d->response.status == 101 && d->failure.isEmpty()
            ? true
            : d->setError(QStringLiteral("an open connection"), d->timeout(QStringLiteral("there is none")));
}

bool Client::isOpen() const
{
    return d->state == ClientPrivate::State::Open;
}

int Client::httpStatus() const
{
    return d->response.status;
}

HttpResponse Client::httpResponse() const
{
    return d->response;
}

QString Client::subprotocol() const
{
    return QString::fromUtf8(d->response.header("Sec-WebSocket-Protocol"));
}

quint16 Client::localPort() const
{
    return d->localPort;
}

bool Client::send(const Frame &message)
{
    if (!isOpen())
        return d->fail(QStringLiteral("an open connection to send to"), d->stateText());
    if (!message.isValid())
        return d->fail(QStringLiteral("a text in UTF-8 to send"), QStringLiteral("it is not UTF-8. Use sendBinary()"));
    d->socket.send(maskedFrame(message.isText() ? Opcode::Text : Opcode::Binary, message.data()));
    return true;
}

bool Client::sendBinary(const QByteArray &bytes)
{
    return send(Frame::fromBinary(bytes));
}

bool Client::sendJson(const QJsonObject &object)
{
    return send(QJsonDocument(object).toJson(QJsonDocument::Compact));
}

std::optional<Frame> Client::nextMessage()
{
    waitFor([this] { return !d->messages.isEmpty() || d->state == ClientPrivate::State::Ended; }, d->patience);
    if (!d->messages.isEmpty())
        return d->messages.takeFirst();
    d->fail(QStringLiteral("a message"), d->timeout(QStringLiteral("none came")));
    return {};
}

QString Client::nextText()
{
    const std::optional<Frame> message = nextMessage();
    if (message && message->isText())
        return QLatin1String("") + message->text(); // an empty message is not null
    if (message)
        d->fail(QStringLiteral("a text message"), QStringLiteral("got ") + describe(*message));
    return {};
}

QByteArray Client::nextBinary()
{
    const std::optional<Frame> message = nextMessage();
    if (message && message->isBinary())
        return QByteArray("") + message->data();
    if (message)
        d->fail(QStringLiteral("a binary message"), QStringLiteral("got ") + describe(*message));
    return {};
}

QJsonObject Client::nextJson()
{
    const std::optional<Frame> message = nextMessage();
    if (!message)
        return {};
    const QJsonDocument document = message->isText() ? QJsonDocument::fromJson(message->data()) : QJsonDocument();
    if (!document.isObject())
        d->fail(QStringLiteral("a text message with a JSON object"), QStringLiteral("got ") + describe(*message));
    return document.object();
}

qsizetype Client::pendingMessages() const
{
    return d->messages.size();
}

bool Client::ping()
{
    const QString expectation = QStringLiteral("a pong");
    if (!isOpen())
        return d->fail(expectation, d->stateText());
    const QByteArray payload = "landline-test-" + QByteArray::number(++d->pingsSent);
    d->socket.send(maskedFrame(Opcode::Ping, payload));
    waitFor([&] { return d->pongs.contains(payload) || d->state == ClientPrivate::State::Ended; }, d->patience);
    return d->pongs.removeOne(payload) || d->fail(expectation, d->timeout(QStringLiteral("none came")));
}

int Client::pingsReceived() const
{
    return d->pingsReceived;
}

bool Client::close(quint16 code, const QString &reason)
{
    const QString expectation = QStringLiteral("the server to answer a close frame");
    if (!isOpen())
        return d->fail(expectation, d->stateText());
    if (!CloseCode::isValidReason(reason))
        return d->fail(QStringLiteral("a reason of at most %1 bytes").arg(CloseCode::MaxReasonBytes),
                       QStringLiteral("it has %1").arg(reason.toUtf8().size()));
    d->sendClose(code, reason);
    waitFor([this] { return d->state == ClientPrivate::State::Ended; }, d->patience);
    return (d->state == ClientPrivate::State::Ended && d->hasReceivedClose)
            || d->fail(expectation, d->timeout(QStringLiteral("it did not")));
}

void Client::abort()
{
    d->socket.abort();
    d->state = ClientPrivate::State::Ended;
}

bool Client::waitForClosed()
{
    waitFor([this] { return d->state == ClientPrivate::State::Ended; }, d->patience);
    return d->state == ClientPrivate::State::Ended
            || d->fail(QStringLiteral("the end of the connection"), d->timeout(QStringLiteral("it did not end")));
}

int Client::closeCode()
{
    return waitForClosed() ? d->closeCode : 0;
}

QString Client::closeReason()
{
    return waitForClosed() ? d->closeReason : QString();
}

QString Client::errorString() const
{
    return d->errorString;
}

} // namespace Landline::Test
