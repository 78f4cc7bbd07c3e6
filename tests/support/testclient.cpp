// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/testclient.h"

#include "support/patience.h"

#include <QtCore/qjsondocument.h>
#include <QtCore/qjsonobject.h>
#include <QtWebSockets/qwebsockethandshakeoptions.h>

namespace Landline {

TestClient::TestClient(QObject *parent)
    : QObject(parent)
{
    connect(&m_socket, &QWebSocket::textMessageReceived, this,
            [this](const QString &text) { m_frames.append(Frame(text)); });
    connect(&m_socket, &QWebSocket::binaryMessageReceived, this,
            [this](const QByteArray &bytes) { m_frames.append(Frame::fromBinary(bytes)); });
    connect(&m_socket, &QWebSocket::aboutToClose, this, [this] { m_closeSeen = true; });
    connect(&m_socket, &QWebSocket::disconnected, this, [this] { m_ended = true; });
}

void TestClient::setHeader(const QByteArray &name, const QByteArray &value)
{
    m_request.setRawHeader(name, value);
}

void TestClient::startOpening(const QUrl &url)
{
    m_request.setUrl(url);
    QWebSocketHandshakeOptions options;
    options.setSubprotocols(m_subprotocols);
    m_socket.open(m_request, options);
}

bool TestClient::open(const QUrl &url)
{
    startOpening(url);
    eventually([this] { return isOpen() || m_ended; });
    return isOpen();
}

void TestClient::close(quint16 code, const QString &reason)
{
    m_socket.close(static_cast<QWebSocketProtocol::CloseCode>(code), reason);
}

QStringList TestClient::texts() const
{
    QStringList texts;
    for (const Frame &frame : m_frames)
        texts.append(frame.text());
    return texts;
}

bool TestClient::waitForFrames(qsizetype count) const
{
    return eventually([this, count] { return m_frames.size() >= count; });
}

QString TestClient::ask(const QString &text)
{
    const qsizetype before = m_frames.size();
    send(text);
    return waitForFrames(before + 1) ? m_frames.at(before).text() : QString();
}

qint64 TestClient::fd() const
{
    if (!waitForFrames(1))
        return 0;
    return QJsonDocument::fromJson(m_frames.constFirst().data())
            .object()
            .value(QStringLiteral("fd"))
            .toInteger();
}

bool TestClient::waitForEnd() const
{
    return eventually([this] { return m_ended; });
}

quint16 TestClient::closeCode() const
{
    return m_closeSeen ? static_cast<quint16>(m_socket.closeCode()) : quint16(1006);
}

} // namespace Landline
