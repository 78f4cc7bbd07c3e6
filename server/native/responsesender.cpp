// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/responsesender.h"

#include "api/response.h"

namespace Landline {

void ResponseSender::writeContinue()
{
    m_queue.append(QByteArrayLiteral("HTTP/1.1 100 Continue\r\n\r\n"));
}

bool ResponseSender::write(const Response &response)
{
    m_queue.append(m_exchange.write(response));
    if (!m_exchange.bodyFollows())
        return true;
    if (response.isStream())
        m_stream = ResponseStream(this, response.opened()); // whoever settles goes on with it
    else
        m_queue.append(response.openFile());
    return !response.isStream();
}

ResponseStream ResponseSender::takeStream()
{
    setLast();
    return std::exchange(m_stream, {});
}

bool ResponseSender::flush(Transport &transport)
{
    if (!m_isCut)
        return m_queue.flush(transport);
    transport.resetAtClose();
    return false;
}

void ResponseSender::streamWritten(const QByteArray &piece)
{
    m_queue.append(m_exchange.writePiece(piece));
    m_owner->streamMoved();
}

void ResponseSender::streamEnded(bool isWhole)
{
    m_stream = {};
    if (isWhole) {
        m_queue.append(m_exchange.writeEnd());
    } else {
        setLast();
        m_isCut = !m_exchange.isChunked();
    }
    m_owner->streamEnded();
}

} // namespace Landline
