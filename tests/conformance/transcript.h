// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TRANSCRIPT_H
#define LANDLINE_TRANSCRIPT_H

#include <QtCore/qbytearraylist.h>

namespace Landline {
class RawDeflate;
}

namespace Landline::Conformance {

/// What a server said on one connection, in words that a test compares and a reader understands:
///
///     pong "1"; text "hello"; close 1000
///
/// text, binary, ping and pong with their payload, whole messages (a server may fragment as it
/// likes); `close` with its code, 1005 if the frame has none, and nothing behind it: TCP was ended.
/// `cut` is the end of TCP without a close frame, and `malformed: ...` is what no server may send.
/// `silence` means that something was still missing when patience ended. A message is worded as it is once inflated,
/// where permessage-deflate was agreed on.
///
/// \code
/// Transcript transcript;
/// transcript.read(&received);
/// QCOMPARE(transcript.toByteArray(), says::text("hello"));
/// \endcode
class Transcript
{
public:
    Transcript() = default;
    /// \a deflate, which lives longer, inflates the compressed messages; nullptr: there must be none.
    explicit Transcript(RawDeflate *deflate) : m_deflate(deflate) { }

    /// Takes every frame that is whole off \a bytes. What follows a close frame stays there.
    void read(QByteArray *bytes);
    /// True if the first frame in \a bytes is whole.
    static bool hasFrame(const QByteArray &bytes);
    /// True if there is a close frame among those that are whole in \a bytes.
    static bool hasClose(const QByteArray &bytes);
    /// Adds what is no frame: the end, however it came.
    void add(const QByteArray &event) { m_events.append(event); }
    /// Takes the last event off again.
    void removeLast() { m_events.removeLast(); }

    bool isClosed() const { return m_closed; }
    qsizetype size() const { return m_events.size(); }
    QByteArray last() const { return m_events.isEmpty() ? QByteArray() : m_events.constLast(); }
    QByteArray toByteArray() const { return m_events.join("; "); }

private:
    struct Head;
    void readFrame(const Head &head, const QByteArray &payload);
    void readMessage(const QByteArray &message);
    void readControl(const Head &head, const QByteArray &payload);
    void readClose(const QByteArray &payload);
    void malformed(const QByteArray &why);

    RawDeflate *m_deflate = nullptr;
    QByteArrayList m_events;
    QByteArray m_message;
    bool m_isCompressed = false;
    quint8 m_messageOpcode = 0; // 0 between messages
    bool m_closed = false; // or malformed: nothing more is read
};

/// Events as a Transcript words them.
namespace says {
QByteArray text(const QByteArray &payload);
QByteArray binary(const QByteArray &payload);
QByteArray pong(const QByteArray &payload);
QByteArray close(quint16 code);
} // namespace says

} // namespace Landline::Conformance

#endif
