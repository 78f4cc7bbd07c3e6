// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/clienthello.h"

#include "tls/servername.h"

#include <optional>

namespace Landline {

namespace {

constexpr quint8 handshakeRecord = 22;
constexpr quint8 clientHello = 1;
constexpr quint16 serverNameExtension = 0;
constexpr quint16 protocolExtension = 16;
constexpr qsizetype recordHeaderSize = 5;
constexpr qsizetype messageHeaderSize = 4;
constexpr qsizetype largestRecord = 16 * 1024; // RFC 8446 section 5.1
constexpr qsizetype randomSize = 32;
constexpr qsizetype longestSessionId = 32;

/// Reads what TLS is made of from the front of some bytes: numbers, and vectors with their length before them. After the
/// first thing that is not there everything is empty, and isGood() is false.
class Reader
{
public:
    explicit Reader(QByteArrayView bytes) : m_bytes(bytes) { }

    bool isGood() const { return m_good; }
    bool atEnd() const { return m_bytes.isEmpty(); }

    QByteArrayView take(qsizetype size)
    {
        if (size > m_bytes.size())
            m_good = false;
        if (!m_good)
            return {};
        const QByteArrayView taken = m_bytes.first(size);
        m_bytes = m_bytes.sliced(size);
        return taken;
    }

    qsizetype number(qsizetype size)
    {
        qsizetype number = 0;
        for (const char byte : take(size))
            number = number << 8 | static_cast<quint8>(byte);
        return number;
    }

    QByteArrayView vector(qsizetype lengthSize) { return take(number(lengthSize)); }

private:
    QByteArrayView m_bytes;
    bool m_good = true;
};

/// Whether the \a extension ALPN names protocols, and not ours.
bool offersOthers(QByteArrayView extension)
{
    Reader names(Reader(extension).vector(2));
    bool isOffered = false;
    while (names.isGood() && !names.atEnd())
        isOffered = names.vector(1) == QByteArrayView("http/1.1") || isOffered;
    return names.isGood() && !isOffered;
}

/// False if it is malformed.
bool readExtensions(QByteArrayView bytes, ClientHello *hello)
{
    Reader extensions(bytes);
    bool seen = false;
    while (extensions.isGood() && !extensions.atEnd()) {
        const qsizetype type = extensions.number(2);
        const QByteArrayView extension = extensions.vector(2);
        if (type == protocolExtension && extensions.isGood())
            hello->offersOtherProtocols = offersOthers(extension);
        if (type != serverNameExtension || !extensions.isGood())
            continue;
        const std::optional<QByteArray> name = readServerName(extension);
        if (!name || std::exchange(seen, true))
            return false;
        hello->serverName = *name;
    }
    return extensions.isGood();
}

/// The body of a ClientHello; RFC 5246 section 7.4.1.2 allows one without extensions.
ClientHello readBody(QByteArrayView body)
{
    Reader reader(body);
    reader.take(2); // the version; which one is OpenSSL's business
    reader.take(randomSize);
    const QByteArrayView sessionId = reader.vector(1);
    const QByteArrayView ciphers = reader.vector(2);
    const QByteArrayView compressions = reader.vector(1);
    ClientHello hello;
    bool good = reader.isGood() && sessionId.size() <= longestSessionId && !ciphers.isEmpty()
            && ciphers.size() % 2 == 0 && !compressions.isEmpty();
    if (good && !reader.atEnd()) {
        const QByteArrayView extensions = reader.vector(2);
        good = reader.isGood() && reader.atEnd() && readExtensions(extensions, &hello);
    }
    if (!good)
        return {ClientHello::State::Malformed, {}};
    hello.state = ClientHello::State::Complete;
    return hello;
}

/// What is decided by the part of a message that has come.
ClientHello readMessage(QByteArrayView message)
{
    if (!message.isEmpty() && static_cast<quint8>(message.front()) != clientHello)
        return {ClientHello::State::Malformed, {}};
    if (message.size() < messageHeaderSize)
        return {};
    const qsizetype size = Reader(message.sliced(1)).number(3);
    if (size > ClientHello::MaxSize)
        return {ClientHello::State::Malformed, {}};
    if (message.size() < messageHeaderSize + size)
        return {};
    return readBody(message.sliced(messageHeaderSize, size));
}

bool beginsLikeTls(QByteArrayView bytes)
{
    // The major version of SSL 3.0 and of every TLS.
    return static_cast<quint8>(bytes[0]) == handshakeRecord && (bytes.size() < 2 || bytes[1] == 3);
}

} // namespace

ClientHello ClientHello::parse(QByteArrayView bytes)
{
    const QByteArrayView seen = bytes.first(qMin(bytes.size(), MaxSize));
    if (seen.isEmpty())
        return {};
    if (!beginsLikeTls(seen))
        return {State::NotTls, {}};
    QByteArray message;
    for (qsizetype begin = 0; begin < seen.size();) {
        const QByteArrayView record = seen.sliced(begin);
        if (!beginsLikeTls(record))
            return {State::Malformed, {}};
        if (record.size() < recordHeaderSize)
            break;
        const qsizetype size = Reader(record.sliced(3)).number(2);
        if (size == 0 || size > largestRecord)
            return {State::Malformed, {}};
        message += record.sliced(recordHeaderSize, qMin(size, record.size() - recordHeaderSize));
        if (const ClientHello hello = readMessage(message); hello.state != State::Incomplete)
            return hello;
        begin += recordHeaderSize + size;
    }
    return {seen.size() < MaxSize ? State::Incomplete : State::Malformed, {}};
}

} // namespace Landline
