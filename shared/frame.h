// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_FRAME_H
#define LANDLINE_FRAME_H

#include <Landline/landline_export.h>
#include <Landline/namespace.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qmetatype.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringbuilder.h>

namespace Landline {

/// One whole message, reassembled from its fragments: text or binary, and its bytes.
///
/// The counterpart of Swoole's Frame. A text stays UTF-8 bytes on its way through Landline: data() costs nothing,
/// text() converts. Implicitly shared by its QByteArray; may be handed to any thread.
class LANDLINE_EXPORT Frame
{
public:
    /// An empty text.
    Frame() = default;

    /// A text message of \a text. Converts implicitly, as do the next three, so that push("Opened") needs no ceremony.
    Frame(const QString &text); // NOLINT: meant to convert
    /// A text message of bytes that must be UTF-8; if they are not, isValid() is false and every push answers Rejected.
    Frame(const QByteArray &utf8); // NOLINT
    Frame(const char *utf8); // NOLINT
    /// A text message of a concatenation, where QT_USE_QSTRINGBUILDER makes one of "Recv: " + frame.data().
    template<typename A, typename B>
    Frame(const QStringBuilder<A, B> &text) // NOLINT
        : Frame(static_cast<typename QConcatenable<QStringBuilder<A, B>>::ConvertTo>(text))
    {
    }
    /// A text message of bytes that are known to be UTF-8: nothing is checked. For a backend that validated them
    /// while they came in; an application has no use for it.
    static Frame fromValidUtf8(const QByteArray &utf8);
    static Frame fromValidUtf8(QByteArray &&utf8) { return Frame(FrameType::Text, std::move(utf8)); }
    /// A binary message of any bytes.
    static Frame fromBinary(const QByteArray &bytes);
    static Frame fromBinary(QByteArray &&bytes) { return Frame(FrameType::Binary, std::move(bytes)); }

    FrameType type() const { return m_type; }
    bool isText() const { return m_type == FrameType::Text; }
    bool isBinary() const { return m_type == FrameType::Binary; }

    /// The payload as it is on the wire: UTF-8 for a text.
    const QByteArray &data() const { return m_data; }
    /// Moves the payload out.
    QByteArray takeData() && { return std::move(m_data); }
    /// The payload as a string, decoded at each call.
    QString text() const { return QString::fromUtf8(m_data); }
    qsizetype size() const { return m_data.size(); }

    /// False only for a text whose bytes are not UTF-8 (RFC 6455 section 8.1): it cannot be sent.
    bool isValid() const { return m_valid; }

    friend bool operator==(const Frame &, const Frame &) = default;

private:
    Frame(FrameType type, const QByteArray &data, bool valid);
    Frame(FrameType type, QByteArray &&data) : m_data(std::move(data)), m_type(type)
    {
        if (m_data.capacity() == 0)
            own();
    }
    void own();

    QByteArray m_data;
    FrameType m_type = FrameType::Text;
    bool m_valid = true;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::Frame)

#endif
