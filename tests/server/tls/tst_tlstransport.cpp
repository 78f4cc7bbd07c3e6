// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tls/tlstransport.h"

#include "runtime/epolleventdispatcher.h"
#include "support/descriptors.h"
#include "support/patience.h"
#include "support/testauthority.h"
#include "support/tlsclient.h"
#include "tls/tlscredentials.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qrandom.h>
#include <QtCore/qtemporaryfile.h>
#include <QtTest/qtest.h>

#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;
using Version = TlsClient::Version;
using Handshake = TlsTransport::Handshake;

namespace {

constexpr auto Readable = DescriptorPoller::Readable;
constexpr auto Writable = DescriptorPoller::Writable;

QByteArray randomBytes(qsizetype size)
{
    QByteArray bytes(size, Qt::Uninitialized);
    QRandomGenerator random(7);
    std::generate(bytes.begin(), bytes.end(), [&random] { return char(random.generate()); });
    return bytes;
}

/// The server's end: shakes hands, receives all that comes, and sends what it is to.
class End final : public DescriptorHandler
{
public:
    End(int descriptor, const std::shared_ptr<const TlsCredentials> &credentials)
        : transport(std::make_unique<TlsTransport>(descriptor, DescriptorPoller::ofThisThread(), credentials))
    {
        transport->watch(Readable, this);
    }

    void descriptorReady(DescriptorPoller::Readiness ready) override
    {
        ++calls;
        if (handshake == Handshake::NotYet) {
            handshake = transport->shakeHands();
            if (handshake == Handshake::Failed)
                error = transport->handshakeError();
            if (handshake != Handshake::Done)
                return;
            transport->watch(Readable, this); // as the next owner does
            return;
        }
        if (ready & Readable && isReceiving)
            receive();
        if (transport && ready & Writable)
            sendRest();
    }

    void receive()
    {
        std::vector<char> buffer(bufferSize);
        const Transport::Result result = transport->receive(buffer);
        received.append(buffer.data(), result.size);
        isEnded = isEnded || result.state == Transport::State::Ended;
        isBroken = isBroken || result.state == Transport::State::Broken;
        if (isEnded || isBroken)
            isReceiving = false;
        if (destroyWhenReceived) {
            transport.reset();
            return;
        }
        updateInterests();
    }

    void send(const QByteArray &bytes)
    {
        toSend += bytes;
        sendRest();
    }

    void sendRest()
    {
        while (sent < toSend.size()) {
            const Transport::Result result = sendPieces();
            state = result.state;
            if (result.state != Transport::State::Moved)
                break;
            sent += result.size;
        }
        if (sent == toSend.size())
            state = transport->flush();
        if (sent == toSend.size() && state == Transport::State::Moved && endsBehindIt)
            transport->endSending();
        updateInterests();
    }

    /// In one piece, or in such that are \a pieceSize long, with an empty one among them.
    Transport::Result sendPieces()
    {
        if (pieceSize == 0)
            return transport->send(QByteArrayView(toSend).sliced(sent));
        std::vector<iovec> pieces{{toSend.data(), 0}};
        for (qsizetype at = sent; at < toSend.size() && pieces.size() < 64; at += pieceSize)
            pieces.push_back({toSend.data() + at, size_t(qMin(pieceSize, toSend.size() - at))});
        return transport->send(pieces);
    }

    void updateInterests()
    {
        DescriptorPoller::Interests interests;
        interests.setFlag(Readable, isReceiving);
        interests.setFlag(Writable, state == Transport::State::NotNow);
        transport->setInterests(interests);
    }

    std::unique_ptr<TlsTransport> transport;
    Handshake handshake = Handshake::NotYet;
    QString error;
    QByteArray received;
    QByteArray toSend;
    qsizetype sent = 0; ///< of that
    size_t bufferSize = 64 * 1024;
    qsizetype pieceSize = 0;
    Transport::State state = Transport::State::Moved;
    int calls = 0;
    bool isReceiving = true;
    bool isEnded = false;
    bool isBroken = false;
    bool endsBehindIt = false;
    bool destroyWhenReceived = false;
};

/// The lengths of the records in \a bytes, which begin with one; only application data on TLS 1.3.
QList<qsizetype> recordSizes(QByteArrayView bytes)
{
    QList<qsizetype> sizes;
    while (bytes.size() >= 5) {
        const qsizetype size = quint8(bytes[3]) << 8 | quint8(bytes[4]);
        sizes.append(size);
        bytes = bytes.sliced(qMin(5 + size, bytes.size()));
    }
    return sizes;
}

} // namespace

class tst_TlsTransport : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void cleanup();
    void bothWays_data() { versions(); }
    void bothWays();
    void handshakeInPieces_data() { versions(); }
    void handshakeInPieces();
    void failedHandshakes_data();
    void failedHandshakes();
    void bytesBehindTheHandshake();
    void tinyRecords_data();
    void tinyRecords();
    void splitRecords_data() { versions(); }
    void splitRecords();
    void sizesOfRecords_data() { versions(); }
    void sizesOfRecords();
    void largeTransfers_data();
    void largeTransfers();
    void bothWaysAtOnce_data() { versions(); }
    void bothWaysAtOnce();
    void whatIsAcceptedIsSent();
    void leavesByItself();
    void file();
    void halfClose_data();
    void halfClose();
    void endOfSending_data() { versions(); }
    void endOfSending();
    void endBehindALongQueue();
    void truncation_data();
    void truncation();
    void reset();
    void nonsense_data() { versions(); }
    void nonsense();
    void keyUpdates();
    void floodOfKeyUpdates();
    void renegotiation();
    void shutDown();
    void resetAtClose();
    void closeWithUnreadBytes();
    void hasMore();
    void interests();
    void destroyedInItsHandler();
    void peerCertificate();
    void resumed_data() { versions(); }
    void resumed();

private:
    static void versions()
    {
        QTest::addColumn<Version>("version");
        QTest::newRow("1.2") << Version::Tls12;
        QTest::newRow("1.3") << Version::Tls13;
    }

    void connectPair(const TlsClient::Terms &terms = {}, int bufferSize = 0);
    bool shakeHands() { return m_client->shakeHands() && eventually([this] { return m_end->handshake == Handshake::Done; }); }
    TlsTransport &transport() { return *m_end->transport; }

    TestAuthority m_authority;
    std::shared_ptr<const TlsCredentials> m_credentials;
    std::unique_ptr<End> m_end;
    std::unique_ptr<TlsClient> m_client;
};

void tst_TlsTransport::initTestCase()
{
    QVERIFY2(m_authority.issue(u"a"_s, {u"localhost"_s}), m_authority.error());
    QVERIFY2(m_authority.issue(u"ann"_s, {u"ann"_s}), m_authority.error());
    TlsConfig config = m_authority.tls({u"a"_s});
    config.clientCertificates = TlsConfig::ClientCertificates::Optional;
    config.clientCa = m_authority.caFile();
    m_credentials = TlsCredentials::load(config, u"x"_s).credentials;
    QVERIFY(m_credentials);
}

void tst_TlsTransport::cleanup()
{
    m_end.reset();
    m_client.reset();
}

/// \a bufferSize is that of the kernel in each direction; 0 for what it has.
void tst_TlsTransport::connectPair(const TlsClient::Terms &terms, int bufferSize)
{
    std::array<int, 2> ends;
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0, ends.data()), 0);
    for (const int end : ends) {
        if (bufferSize > 0)
            ::setsockopt(end, SOL_SOCKET, SO_SNDBUF, &bufferSize, sizeof bufferSize);
    }
    m_end = std::make_unique<End>(ends[0], m_credentials);
    m_client = std::make_unique<TlsClient>(terms);
    m_client->setDescriptor(ends[1]);
}

void tst_TlsTransport::bothWays()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    QVERIFY(transport().isSecure());
    QVERIFY(!transport().isResumed());
    m_client->write("hello");
    TRY_COMPARE(m_end->received, "hello");
    m_end->send("and hello");
    TRY_COMPARE(m_client->received(), "and hello");
    QCOMPARE(transport().unsent(), 0);
}

void tst_TlsTransport::handshakeInPieces()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    m_client->hold();
    m_client->startHandshake();
    while (!m_client->isDone()) {
        const QByteArray bytes = m_client->takeOutput();
        QVERIFY(!bytes.isEmpty());
        const qsizetype before = m_client->receivedRaw().size();
        for (const char byte : bytes) {
            QVERIFY(m_end->handshake == Handshake::NotYet);
            const int calls = m_end->calls;
            m_client->sendRaw(QByteArray(1, byte));
            QVERIFY(promptly([&] { return m_end->calls > calls; }));
        }
        TRY_VERIFY(m_client->receivedRaw().size() > before);
    }
    m_client->sendRaw(m_client->takeOutput());
    TRY_COMPARE(m_end->handshake, Handshake::Done);
}

void tst_TlsTransport::failedHandshakes_data()
{
    QTest::addColumn<QByteArray>("bytes"); // before FIN; empty and '*' for a client of TLS 1.1
    QTest::addColumn<Handshake>("result");
    QTest::addColumn<QString>("error");
    QTest::newRow("nothing") << QByteArray() << Handshake::Left << QString();
    QTest::newRow("half a record header") << QByteArray("\x16\x03\x01", 3) << Handshake::Left << QString();
    QTest::newRow("half a hello") << QByteArray("\x16\x03\x01\x01\x00\x01\x00\x00\xfc\x03\x03", 11) << Handshake::Left << QString();
    QTest::newRow("HTTP") << QByteArray("GET / HTTP/1.1\r\n\r\n") << Handshake::NotTls << QString();
    QTest::newRow("one letter") << QByteArray("G") << Handshake::NotTls << QString();
    QTest::newRow("another version") << QByteArray("\x16\x02\x01", 3) << Handshake::NotTls << QString();
    QTest::newRow("no hello") << QByteArray("\x16\x03\x01\x00\x05\x02\x00\x00\x01x", 10) << Handshake::Failed
                              << u"unexpected message"_s;
    QTest::newRow("TLS 1.1") << QByteArray("*") << Handshake::Failed << u"unsupported protocol"_s;
}

void tst_TlsTransport::failedHandshakes()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    connectPair({.version = bytes == "*" ? Version::Tls11 : Version::Any});
    if (bytes == "*") {
        m_client->startHandshake();
    } else {
        if (!bytes.isEmpty())
            m_client->sendRaw(bytes);
        m_client->endTcp();
    }
    TRY_VERIFY(m_end->handshake != Handshake::NotYet);
    QTEST(m_end->handshake, "result");
    QCOMPARE(m_end->error, error);
    if (m_end->handshake == Handshake::Failed)
        TRY_VERIFY(m_client->receivedRaw().startsWith("\x15\x03")); // an alert
    const int descriptor = transport().takeDescriptor();
    QVERIFY(isOpenDescriptor(descriptor));
    m_end->transport.reset();
    QVERIFY(isOpenDescriptor(descriptor));
    ::close(descriptor);
}

/// The kernel does not tell of them any more.
void tst_TlsTransport::bytesBehindTheHandshake()
{
    connectPair({.version = Version::Tls13});
    m_client->hold();
    m_client->startHandshake();
    m_client->sendRaw(m_client->takeOutput());
    TRY_VERIFY(m_client->isDone());
    m_client->write("at once");
    m_client->write(" and again");
    m_client->sendRaw(m_client->takeOutput());
    TRY_COMPARE(m_end->received, "at once and again");
}

void tst_TlsTransport::tinyRecords_data()
{
    QTest::addColumn<Version>("version");
    QTest::addColumn<size_t>("bufferSize");
    for (const size_t size : {size_t(1), size_t(7), size_t(64 * 1024)}) {
        QTest::addRow("1.2, %zu at once", size) << Version::Tls12 << size;
        QTest::addRow("1.3, %zu at once", size) << Version::Tls13 << size;
    }
}

void tst_TlsTransport::tinyRecords()
{
    QFETCH(Version, version);
    QFETCH(size_t, bufferSize);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    m_end->bufferSize = bufferSize;
    const QByteArray sent = randomBytes(2000);
    for (const char byte : sent)
        m_client->write(QByteArray(1, byte));
    TRY_COMPARE(m_end->received, sent);
}

void tst_TlsTransport::splitRecords()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    m_client->hold();
    m_client->write("one record");
    m_client->write("another");
    const QByteArray bytes = m_client->takeOutput();
    const qsizetype first = 5 + recordSizes(bytes).constFirst();
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QCOMPARE(m_end->received, i < first ? QByteArray() : QByteArray("one record"));
        const int calls = m_end->calls;
        m_client->sendRaw(bytes.sliced(i, 1));
        QVERIFY(promptly([&] { return m_end->calls > calls; }));
        QVERIFY(!transport().hasMore()); // the part of a record is nothing that could be received
    }
    QCOMPARE(m_end->received, "one recordanother");
}

/// Small ones first, so that each can be used when its segment is there; then as few as can be.
void tst_TlsTransport::sizesOfRecords()
{
    QFETCH(Version, version);
    connectPair({.version = version}, 1024 * 1024);
    QVERIFY2(shakeHands(), m_client->error());
    TRY_VERIFY(version == Version::Tls12 || m_client->session()); // the tickets are behind us
    const qsizetype before = m_client->receivedRaw().size();
    m_end->pieceSize = 5000;
    m_end->send(randomBytes(300 * 1024));
    TRY_COMPARE(m_client->received().size(), 300 * 1024);
    const QList<qsizetype> sizes = recordSizes(QByteArrayView(m_client->receivedRaw()).sliced(before));
    qsizetype small = 0;
    while (small < sizes.size() && sizes.at(small) <= 1400)
        ++small;
    QVERIFY(small >= 64 * 1024 / 1400 && small <= 64 * 1024 / 1200);
    for (qsizetype i = small; i + 1 < sizes.size(); ++i)
        QVERIFY2(sizes.at(i) >= 16 * 1024, QByteArray::number(sizes.at(i)));
}

void tst_TlsTransport::largeTransfers_data()
{
    QTest::addColumn<Version>("version");
    QTest::addColumn<int>("buffer"); // of the kernel
    QTest::addColumn<qsizetype>("piece"); // 0: all in one
    QTest::addColumn<qsizetype>("read"); // at once, and slowly; 0: as it comes
    QTest::addColumn<qsizetype>("size");
    for (const Version version : {Version::Tls12, Version::Tls13}) {
        const char *name = version == Version::Tls12 ? "1.2" : "1.3";
        QTest::addRow("%s, 20 MB", name) << version << 0 << qsizetype(0) << qsizetype(0) << qsizetype(20'000'000);
        QTest::addRow("%s, a small buffer", name) << version << 4096 << qsizetype(0) << qsizetype(0) << qsizetype(3'000'000);
        QTest::addRow("%s, small pieces", name) << version << 16 * 1024 << qsizetype(100) << qsizetype(0) << qsizetype(300'000);
        QTest::addRow("%s, odd pieces", name) << version << 100'000 << qsizetype(16 * 1024 + 1) << qsizetype(0) << qsizetype(5'000'000);
        QTest::addRow("%s, a slow reader", name) << version << 4096 << qsizetype(3000) << qsizetype(1000) << qsizetype(200'000);
    }
}

void tst_TlsTransport::largeTransfers()
{
    QFETCH(Version, version);
    QFETCH(int, buffer);
    QFETCH(qsizetype, piece);
    QFETCH(qsizetype, read);
    QFETCH(qsizetype, size);
    connectPair({.version = version}, buffer);
    QVERIFY2(shakeHands(), m_client->error());
    m_end->pieceSize = piece;
    m_end->endsBehindIt = true;
    const QByteArray sent = randomBytes(size);
    m_client->setReading(read == 0);
    m_end->send(sent);
    const auto isWhole = [this] { return m_client->isEnded(); };
    QTimer slowly;
    connect(&slowly, &QTimer::timeout, this, [this, read] { m_client->readSome(read); });
    if (read > 0)
        slowly.start(0);
    QVERIFY(promptly(isWhole));
    QVERIFY(m_client->received() == sent);
    QVERIFY(m_client->isClosed());
    QVERIFY(!m_client->isReset());
    QCOMPARE(transport().unsent(), 0);
}

void tst_TlsTransport::bothWaysAtOnce()
{
    QFETCH(Version, version);
    connectPair({.version = version}, 16 * 1024);
    QVERIFY2(shakeHands(), m_client->error());
    const QByteArray there = randomBytes(3'000'000);
    const QByteArray back = there.toBase64();
    m_client->write(there);
    m_end->send(back);
    QVERIFY(promptly([&] { return m_end->received.size() >= there.size(); }));
    TRY_COMPARE(m_client->received().size(), back.size());
    QVERIFY(m_end->received == there);
    QVERIFY(m_client->received() == back);
}

/// What is tried again may be something else: others have been dropped in between.
void tst_TlsTransport::whatIsAcceptedIsSent()
{
    connectPair({}, 4096);
    QVERIFY2(shakeHands(), m_client->error());
    m_client->setReading(false);
    QByteArray accepted;
    int refused = 0;
    for (int i = 0; i < 3000; ++i) {
        const QByteArray message = QByteArray::number(i) + QByteArray(i % 700, 'x') + '\n';
        const Transport::Result result = transport().send(QByteArrayView(message));
        if (result.state == Transport::State::Moved)
            accepted += message.first(result.size);
        else
            ++refused;
        if (i % 20 == 0)
            m_client->readSome(3000);
    }
    QVERIFY(refused > 100);
    QVERIFY(accepted.size() > 50'000);
    m_client->setReading(true);
    TRY_COMPARE(m_client->received().size(), accepted.size());
    QVERIFY(m_client->received() == accepted);
}

/// Even if nobody asks.
void tst_TlsTransport::leavesByItself()
{
    connectPair({}, 4096);
    QVERIFY2(shakeHands(), m_client->error());
    m_client->setReading(false);
    const QByteArray bytes = randomBytes(100'000);
    const Transport::Result result = transport().send(QByteArrayView(bytes));
    QCOMPARE(result.state, Transport::State::Moved);
    const qint64 before = transport().unsent();
    QVERIFY(before > 0);
    QVERIFY(transport().unacknowledged() > before);
    QCOMPARE(transport().flush(), Transport::State::NotNow);
    QCOMPARE(transport().send(QByteArrayView(bytes)).state, Transport::State::NotNow);
    transport().setInterests(DescriptorPoller::NoInterest);
    const int calls = m_end->calls;
    const auto isLess = [&] { return transport().unsent() < before; }; // progress, of which nobody is told
    QVERIFY(eventually([&] {
        m_client->readSome(1000);
        return isLess();
    }));
    m_client->setReading(true);
    TRY_COMPARE(transport().unsent(), 0);
    QCOMPARE(m_end->calls, calls);
    QCOMPARE(transport().flush(), Transport::State::Moved);
    TRY_COMPARE(m_client->received().size(), result.size);
    QVERIFY(bytes.startsWith(m_client->received()));
}

void tst_TlsTransport::file()
{
    QTemporaryFile file;
    QVERIFY(file.open());
    const QByteArray bytes = randomBytes(500'000);
    file.write(bytes);
    file.flush();
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    qint64 sent = 1000; // from there on
    QVERIFY(eventually([&] {
        Transport::Result result;
        do {
            result = transport().sendFile(file.handle(), sent, bytes.size() - sent);
            sent += result.size;
        } while (result.state == Transport::State::Moved && sent < bytes.size());
        return sent == bytes.size();
    }));
    QCOMPARE(transport().sendFile(file.handle(), sent, 1).state, Transport::State::Ended);
    TRY_COMPARE(m_client->received().size(), bytes.size() - 1000);
    QVERIFY(m_client->received() == bytes.sliced(1000));
}

void tst_TlsTransport::halfClose_data()
{
    QTest::addColumn<Version>("version");
    QTest::addColumn<bool>("byTls");
    QTest::addColumn<bool>("byTcp");
    for (const Version version : {Version::Tls12, Version::Tls13}) {
        const char *name = version == Version::Tls12 ? "1.2" : "1.3";
        QTest::addRow("%s, close_notify", name) << version << true << false;
        QTest::addRow("%s, FIN", name) << version << false << true;
        QTest::addRow("%s, both", name) << version << true << true;
    }
}

/// What is sent behind the client's end arrives whole, and so does our own end.
void tst_TlsTransport::halfClose()
{
    QFETCH(Version, version);
    QFETCH(bool, byTls);
    QFETCH(bool, byTcp);
    connectPair({.version = version}, 8192);
    QVERIFY2(shakeHands(), m_client->error());
    m_client->write("the last");
    if (byTls)
        m_client->endTls();
    if (byTcp)
        m_client->endTcp();
    TRY_VERIFY(m_end->isEnded);
    QCOMPARE(m_end->received, "the last");
    const QByteArray answer = randomBytes(1'000'000);
    m_end->endsBehindIt = true;
    m_end->send(answer);
    TRY_VERIFY(m_client->isEnded());
    QVERIFY(m_client->received() == answer);
    QVERIFY(m_client->isClosed());
}

void tst_TlsTransport::endOfSending()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    m_end->send("the last");
    transport().endSending();
    transport().endSending();
    TRY_VERIFY(m_client->isEnded());
    QVERIFY(m_client->isClosed());
    QCOMPARE(m_client->received(), "the last");
    QCOMPARE(transport().send(QByteArrayView("more")).state, Transport::State::Broken);
    m_client->write("but we go on");
    TRY_COMPARE(m_end->received, "but we go on");
    m_client->endTls();
    TRY_VERIFY(m_end->isEnded);
}

void tst_TlsTransport::endBehindALongQueue()
{
    connectPair({}, 4096);
    QVERIFY2(shakeHands(), m_client->error());
    m_client->setReading(false);
    const QByteArray bytes = randomBytes(60'000);
    const Transport::Result result = transport().send(QByteArrayView(bytes));
    QVERIFY(transport().unsent() > 0);
    transport().endSending();
    m_client->setReading(true);
    TRY_VERIFY(m_client->isEnded());
    QVERIFY(m_client->isClosed());
    QVERIFY(m_client->received() == bytes.first(result.size));
}

void tst_TlsTransport::truncation_data()
{
    QTest::addColumn<Version>("version");
    QTest::addColumn<int>("cut"); // of a record
    for (const int cut : {1, 4, 5, 20}) {
        QTest::addRow("1.2, %d bytes", cut) << Version::Tls12 << cut;
        QTest::addRow("1.3, %d bytes", cut) << Version::Tls13 << cut;
    }
}

/// It is an end like any other here: those who use us know what is missing.
void tst_TlsTransport::truncation()
{
    QFETCH(Version, version);
    QFETCH(int, cut);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    m_client->write("whole");
    m_client->hold();
    m_client->write("not whole");
    m_client->sendRaw(m_client->takeOutput().first(cut));
    m_client->endTcp();
    TRY_VERIFY(m_end->isEnded);
    QVERIFY(!m_end->isBroken);
    QCOMPARE(m_end->received, "whole");
    m_end->send("heard");
    TRY_COMPARE(m_client->received(), "heard");
}

void tst_TlsTransport::reset()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    m_client->write("the last");
    TRY_COMPARE(m_end->received, "the last");
    m_client->setReading(false);
    m_end->send("unread");
    m_client->reset(); // on a socket pair for the unread bytes
    TRY_VERIFY(m_end->isBroken);
    QCOMPARE(transport().send(QByteArrayView("more")).state, Transport::State::Broken);
    QCOMPARE(transport().flush(), Transport::State::Broken);
    QCOMPARE(transport().unsent(), 0);
}

void tst_TlsTransport::nonsense()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    m_client->write("good");
    m_client->sendRaw(QByteArray("\x17\x03\x03\x00\x20", 5) + QByteArray(32, 'x'));
    TRY_VERIFY(m_end->isBroken);
    QCOMPARE(m_end->received, "good");
    QCOMPARE(transport().send(QByteArrayView("more")).state, Transport::State::Broken);
    TRY_COMPARE(QByteArray(m_client->error()), version == Version::Tls12 ? "sslv3 alert bad record mac" : "sslv3 alert bad record mac");
}

void tst_TlsTransport::keyUpdates()
{
    connectPair({.version = Version::Tls13});
    QVERIFY2(shakeHands(), m_client->error());
    QByteArray sent;
    for (int i = 0; i < 20; ++i) {
        sent += "message " + QByteArray::number(i);
        m_client->write("message " + QByteArray::number(i));
        m_client->updateKeys();
        m_end->send("answer");
    }
    TRY_COMPARE(m_end->received, sent);
    TRY_COMPARE(m_client->received(), QByteArray("answer").repeated(20));
}

/// Each is answered, and nobody reads the answers: they must not pile up.
void tst_TlsTransport::floodOfKeyUpdates()
{
    connectPair({.version = Version::Tls13}, 4096);
    QVERIFY2(shakeHands(), m_client->error());
    m_client->setReading(false);
    for (int i = 0; i < 20'000; ++i)
        m_client->updateKeys();
    m_client->write("the last");
    qint64 most = 0;
    QVERIFY(eventually([&] {
        most = qMax(most, transport().unsent());
        return m_client->isSent() || most > 100'000;
    }));
    QVERIFY2(most < 200'000, QByteArray::number(most));
    m_client->setReading(true);
    TRY_COMPARE(m_end->received, "the last");
}

void tst_TlsTransport::renegotiation()
{
    connectPair({.version = Version::Tls12});
    QVERIFY2(shakeHands(), m_client->error());
    m_client->renegotiate();
    TRY_COMPARE(QByteArray(m_client->error()), "no renegotiation");
}

void tst_TlsTransport::shutDown()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    m_end->isReceiving = false;
    m_end->updateInterests();
    m_client->write("has come");
    TRY_VERIFY(transport().hasMore());
    transport().shutDown();
    QCOMPARE(transport().send(QByteArrayView("more")).state, Transport::State::Broken);
    m_end->receive();
    m_end->receive();
    QCOMPARE(m_end->received, "has come");
    QVERIFY(m_end->isEnded);
    TRY_VERIFY(m_client->isEnded());
    QVERIFY(!m_client->isClosed());
}

void tst_TlsTransport::resetAtClose()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    transport().resetAtClose();
    transport().close();
    TRY_VERIFY(m_client->isEnded());
    QVERIFY(!m_client->isClosed());
}

void tst_TlsTransport::closeWithUnreadBytes()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    m_client->setReading(false);
    m_end->send("the last");
    transport().close();
    transport().close();
    m_client->setReading(true);
    TRY_VERIFY(m_client->isEnded());
    QCOMPARE(m_client->received(), "the last");
    QVERIFY(m_client->isClosed());
}

void tst_TlsTransport::hasMore()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    QVERIFY(!transport().hasMore());
    m_end->isReceiving = false;
    m_end->updateInterests();
    m_client->write("0123456789");
    TRY_VERIFY(transport().hasMore());
    m_end->bufferSize = 4;
    m_end->receive();
    m_end->receive();
    QVERIFY(transport().hasMore()); // in OpenSSL
    m_end->receive();
    QVERIFY(!transport().hasMore());
    QCOMPARE(m_end->received, "0123456789");
    m_client->endTls();
    TRY_VERIFY(transport().hasMore());
}

/// Nobody is told of what is not wanted, and of what is wanted as long as it is there.
void tst_TlsTransport::interests()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    m_end->isReceiving = false;
    m_end->bufferSize = 1;
    m_client->write("0123456789");
    TRY_VERIFY(transport().hasMore());
    const int calls = m_end->calls;
    TRY_VERIFY(m_end->calls > calls + 5); // again and again, though nothing is received
    m_end->updateInterests();
    const int then = m_end->calls;
    m_end->receive(); // the rest of the record is in OpenSSL
    m_client->write("more");
    QVERIFY(m_client->isSent());
    QCOMPARE(m_end->calls, then);
    m_end->isReceiving = true;
    m_end->updateInterests();
    TRY_COMPARE(m_end->received, "0123456789more");
}

void tst_TlsTransport::destroyedInItsHandler()
{
    for (const bool inBulk : {false, true}) { // by the poller, and at the end of a turn
        connectPair();
        QVERIFY2(shakeHands(), m_client->error());
        if (inBulk)
            m_end->bufferSize = 1;
        m_client->write("0123456789");
        TRY_VERIFY(!m_end->received.isEmpty());
        m_end->destroyWhenReceived = true;
        m_client->write("x");
        TRY_VERIFY(!m_end->transport);
        TRY_VERIFY(m_client->isEnded());
    }
}

void tst_TlsTransport::peerCertificate()
{
    connectPair();
    QVERIFY2(shakeHands(), m_client->error());
    QCOMPARE(transport().peerCertificate(), QByteArray());
    connectPair({.certificate = m_authority.path(u"ann.pem"_s), .key = m_authority.path(u"ann.key"_s)});
    QVERIFY2(shakeHands(), m_client->error());
    QCOMPARE(transport().peerCertificate(), QSslCertificate::fromPath(m_authority.path(u"ann.pem"_s)).constFirst().toDer());
}

void tst_TlsTransport::resumed()
{
    QFETCH(Version, version);
    connectPair({.version = version});
    QVERIFY2(shakeHands(), m_client->error());
    TRY_VERIFY(m_client->session());
    m_client->endTls();
    const TlsClient::Session session = m_client->session();
    connectPair({.version = version, .session = session});
    QVERIFY2(shakeHands(), m_client->error());
    QVERIFY(transport().isResumed());
    m_client->write("hello");
    TRY_COMPARE(m_end->received, "hello");
}

int main(int argc, char *argv[])
{
    QCoreApplication::setEventDispatcher(new EpollEventDispatcher);
    const QCoreApplication application(argc, argv);
    tst_TlsTransport test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_tlstransport.moc"
