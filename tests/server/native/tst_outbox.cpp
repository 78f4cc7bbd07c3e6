// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/outbox.h"

#include "io/descriptortransport.h"
#include "io/loopclock.h"
#include "native/iocontext.h"
#include "runtime/backendhost.h"

#include <QtTest/qtest.h>

#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using Appended = Outbox::Appended;
using Progress = SendQueue::Progress;

namespace {

/// Watches nothing.
class FakePoller final : public DescriptorPoller
{
public:
    bool watch(int, Interests, DescriptorHandler *, Sharing) override { return true; }
    void setInterests(int, Interests) override { }
    void unwatch(int) override { }
    void close(int descriptor) override { ::close(descriptor); }
    void callAtTurnEnd(TurnEndHandler *) override { }
    void forgetTurnEnd(TurnEndHandler *) override { }
};

class FakeHost final : public BackendHost
{
public:
    void descriptorClosed() override { }
    void drained() override { }
    bool isClosing() const override { return false; }
    qint64 issueFd() override { return 0; }
    QString nodeId() const override { return {}; }
    int workerNumber() const override { return 0; }
    Statistics &statistics() override { return m_statistics; }
    void keepPlace(qint64, const std::shared_ptr<Admission::Place> &) override { }
    void entered(Connection *) override { }
    void opened(Connection *) override { }
    void left(Connection *, const CloseInfo &) override { }

private:
    Statistics m_statistics;
};

constexpr qint64 muchPayload = 300 * 1024;

} // namespace

/// What a connection sends, on one end of a pair of sockets; the test reads the other.
class tst_Outbox : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void corked();
    void queued();
    void theCorkOfAnother();
    void whatDoesNotFitTheCork();
    void behindTheQueueNothingIsCorked();
    void muchLeavesAtOnce();
    void aPeerThatDoesNotRead();
    void aPeerThatIsGone();
    void marks();
    void droppedAndCleared();

private:
    QByteArray received() const;
    /// Appends until the kernel takes no more.
    void block();

    std::array<int, 2> m_ends = {-1, -1};
    FakeHost m_host;
    FakePoller m_poller;
    std::unique_ptr<IoContext> m_io;
    std::unique_ptr<Outbox> m_outbox;
};

void tst_Outbox::init()
{
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_ends.data()), 0);
    m_io = std::make_unique<IoContext>(&m_host, &m_poller);
    m_outbox = std::make_unique<Outbox>(m_io.get(), std::make_unique<DescriptorTransport>(m_ends[0], &m_poller));
}

void tst_Outbox::cleanup()
{
    m_outbox.reset(); // closes its end
    m_io.reset();
    if (m_ends[1] >= 0)
        ::close(m_ends[1]);
}

QByteArray tst_Outbox::received() const
{
    QByteArray bytes;
    QByteArray part(64 * 1024, '\0');
    ssize_t size = 0;
    while ((size = ::recv(m_ends[1], part.data(), static_cast<size_t>(part.size()), MSG_DONTWAIT)) > 0)
        bytes += part.left(size);
    return bytes;
}

void tst_Outbox::block()
{
    while (m_outbox->append(Opcode::Binary, QByteArray(muchPayload, 'x')) != Appended::Blocked)
        m_outbox->flush();
    QVERIFY(m_outbox->isBlocked());
}

void tst_Outbox::corked()
{
    m_io->cork().setOwner(m_outbox.get());
    QCOMPARE(m_outbox->append(Opcode::Text, "one"), Appended::Corked);
    QCOMPARE(m_outbox->appendFrame("\x81\x03two"), Appended::Corked);
    QCOMPARE(m_outbox->append("three"), Appended::Corked);
    QCOMPARE(m_outbox->size(), 15);
    QCOMPARE(m_outbox->queuedSize(), 0);
    QVERIFY(received().isEmpty());
    QCOMPARE(m_outbox->flush(), Progress::Done);
    QCOMPARE(received(), "\x81\x03one\x81\x03twothree");
    QCOMPARE(m_outbox->size(), 0);
}

void tst_Outbox::queued()
{
    QCOMPARE(m_outbox->append(Opcode::Text, "one"), Appended::Queued);
    QCOMPARE(m_outbox->append(Opcode::Pong, ""), Appended::Queued);
    QCOMPARE(m_outbox->queuedSize(), 7);
    QVERIFY(received().isEmpty());
    QCOMPARE(m_outbox->flush(), Progress::Done);
    QCOMPARE(received(), QByteArray("\x81\x03one\x8a\0", 7));
}

void tst_Outbox::theCorkOfAnother()
{
    Outbox other(m_io.get(), std::make_unique<DescriptorTransport>(::dup(m_ends[0]), &m_poller));
    m_io->cork().setOwner(&other);
    QCOMPARE(other.append(Opcode::Text, "other"), Appended::Corked);
    QCOMPARE(m_outbox->append(Opcode::Text, "one"), Appended::Queued);
    m_outbox->clear();
    QCOMPARE(m_outbox->size(), 0);
    QCOMPARE(other.size(), 7);
    other.clear();
    m_io->cork().setOwner(nullptr);
}

void tst_Outbox::whatDoesNotFitTheCork()
{
    m_io->cork().setOwner(m_outbox.get());
    QCOMPARE(m_outbox->append(Opcode::Text, "one"), Appended::Corked);
    const QByteArray large(100'000, 'x');
    QCOMPARE(m_outbox->append(Opcode::Binary, large), Appended::Queued);
    QCOMPARE(received(), "\x81\x03one"); // what was corked has left before it
    m_outbox->flush();
    QCOMPARE(received(), QByteArray("\x82\x7f\0\0\0\0\0\1\x86\xa0", 10) + large);
}

void tst_Outbox::behindTheQueueNothingIsCorked()
{
    QCOMPARE(m_outbox->append(Opcode::Text, "one"), Appended::Queued);
    m_io->cork().setOwner(m_outbox.get());
    QCOMPARE(m_outbox->append(Opcode::Text, "two"), Appended::Queued);
    m_outbox->appendToQueue(Opcode::Pong, "p");
    QVERIFY(m_io->cork().isEmpty());
    m_outbox->flush();
    QCOMPARE(received(), "\x81\x03one\x81\x03two\x8a\x01p");
}

void tst_Outbox::muchLeavesAtOnce()
{
    QCOMPARE(m_outbox->append(Opcode::Binary, QByteArray(muchPayload, 'x')), Appended::Much);
}

void tst_Outbox::aPeerThatDoesNotRead()
{
    block();
    const qint64 now = LoopClock::uptime();
    QVERIFY(m_outbox->stalledFor(now + 5000) >= std::chrono::seconds(4));
    const qint64 before = m_outbox->size();
    QCOMPARE(m_outbox->append(Opcode::Text, "last"), Appended::Blocked);
    QCOMPARE(m_outbox->flush(), Progress::Full);
    // Any progress counts, and what was accepted arrives.
    QByteArray bytes = received();
    QVERIFY(!bytes.isEmpty());
    while (m_outbox->flush() != Progress::Done)
        bytes += received();
    bytes += received();
    QVERIFY(!m_outbox->isBlocked());
    QVERIFY(bytes.size() > before);
    QVERIFY(bytes.endsWith("\x81\x04last"));
}

void tst_Outbox::aPeerThatIsGone()
{
    ::close(std::exchange(m_ends[1], -1));
    m_outbox->append(Opcode::Text, "one");
    QCOMPARE(m_outbox->flush(), Progress::Broken);
    QVERIFY(!m_outbox->isBlocked());
}

void tst_Outbox::marks()
{
    constexpr qint64 limit = 1000;
    m_outbox->append(Opcode::Binary, QByteArray(498, 'x')); // a header of 4
    QVERIFY(m_outbox->updateMarks(limit));
    QVERIFY(m_outbox->isFilled());
    QCOMPARE(m_outbox->takeMarkNews(), true);
    QVERIFY(!m_outbox->takeMarkNews());
    m_outbox->flush();
    QVERIFY(m_outbox->updateMarks(limit));
    QCOMPARE(m_outbox->takeMarkNews(), false);
}

void tst_Outbox::droppedAndCleared()
{
    m_outbox->append(Opcode::Text, "one");
    m_outbox->append(Opcode::Pong, "p");
    m_outbox->append(Opcode::Text, "two");
    QCOMPARE(m_outbox->dropMessages(1), 1);
    m_outbox->flush();
    QCOMPARE(received(), "\x8a\x01p\x81\x03two");
    m_outbox->append(Opcode::Text, "three");
    m_outbox->clear();
    QCOMPARE(m_outbox->size(), 0);
    QCOMPARE(m_outbox->flush(), Progress::Done);
    QVERIFY(received().isEmpty());
}

QTEST_APPLESS_MAIN(tst_Outbox)
#include "tst_outbox.moc"
