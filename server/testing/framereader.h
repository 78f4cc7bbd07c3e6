// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_FRAMEREADER_H
#define LANDLINE_TEST_FRAMEREADER_H

#include "shared/namespace.h"
#include "websocket/opcode.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline::Test {

/// Reads what a server sends after its handshake, as strictly as RFC 6455 permits a client to. Pure: no I/O.
class FrameReader
{
public:
    enum class Event {
        NeedMore,
        Message, ///< type() and payload()
        Ping, ///< payload()
        Pong, ///< payload()
        Close, ///< code() and payload(), the reason
        Violation, ///< the server broke the RFC: close with code(); error() says how. Read no more.
    };

    /// Larger messages are a violation with 1009.
    static constexpr qint64 MaxMessageSize = 256 * 1024 * 1024;

    /// Takes one frame after the other off \a input until there is something to tell.
    Event next(QByteArray *input);

    FrameType type() const { return m_type; }
    QByteArray payload() const { return m_payload; }
    quint16 code() const { return m_code; } ///< of a Close without a code: 1005
    QString error() const { return m_error; }

private:
    struct Head
    {
        bool isFinal = false;
        Opcode opcode = Opcode::Continuation;
        qsizetype size = 0; ///< of the head itself; 0 if more bytes are needed
        quint64 payloadSize = 0;
    };

    bool readHead(const QByteArray &input, Head *head);
    bool checkSequence(const Head &head);
    Event takeControl(Opcode opcode, const QByteArray &payload);
    Event takeClose(const QByteArray &payload);
    Event takePart(const Head &head, const QByteArray &payload);
    Event endMessage();
    bool violate(quint16 code, const QString &error);

    QByteArray m_parts; ///< of the unfinished message
    QByteArray m_payload;
    QString m_error;
    FrameType m_type = FrameType::Text;
    quint16 m_code = 0;
    bool m_isInMessage = false;
};

} // namespace Landline::Test

#endif
