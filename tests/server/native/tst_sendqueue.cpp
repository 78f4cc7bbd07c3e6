// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/sendqueue.h"

#include "io/descriptortransport.h"

#include <QtTest/qtest.h>

#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using Progress = SendQueue::Progress;

namespace {

/// Nothing is watched here.
class NoPoller final : public DescriptorPoller
{
public:
    bool watch(int, Interests, DescriptorHandler *, Sharing) override { return false; }
    void setInterests(int, Interests) override { }
    void unwatch(int) override { }
    void close(int descriptor) override { ::close(descriptor); }
    void callAtTurnEnd(TurnEndHandler *) override { }
    void forgetTurnEnd(TurnEndHandler *) override { }
};

} // namespace

class tst_SendQueue : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void piecesInOrder_data();
    void piecesInOrder();
    void aPeerThatReadsSlowly();
    void aPeerThatIsGone();
    void cleared();
    void droppedMessages_data();
    void droppedMessages();
    void aMessageThatHasBegunIsNotDropped();

private:
    Progress flush(SendQueue &queue) const
    {
        NoPoller poller;
        DescriptorTransport transport(::dup(m_ends[0]), &poller);
        return queue.flush(transport);
    }
    QByteArray received(qsizetype most = 1 << 20) const
    {
        QByteArray bytes(most, '\0');
        const ssize_t size = ::recv(m_ends[1], bytes.data(), static_cast<size_t>(most), MSG_DONTWAIT);
        return bytes.left(qMax(ssize_t(0), size));
    }

    std::array<int, 2> m_ends = {-1, -1};
};

void tst_SendQueue::init()
{
    QCOMPARE(::socketpair(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0, m_ends.data()), 0);
}

void tst_SendQueue::cleanup()
{
    for (int &end : m_ends) {
        if (end >= 0)
            ::close(std::exchange(end, -1));
    }
}

void tst_SendQueue::piecesInOrder_data()
{
    QTest::addColumn<int>("count");
    QTest::newRow("none") << 0;
    QTest::newRow("one") << 1;
    QTest::newRow("two") << 2;
    QTest::newRow("more than one call takes") << 200;
}

void tst_SendQueue::piecesInOrder()
{
    QFETCH(const int, count);
    SendQueue queue;
    QByteArray all;
    for (int i = 0; i < count; ++i) {
        const QByteArray piece = QByteArray::number(i) + ' ';
        queue.append(piece);
        queue.append({});
        all += piece;
    }
    QCOMPARE(queue.size(), all.size());
    QCOMPARE(queue.isEmpty(), count == 0);
    QCOMPARE(flush(queue), Progress::Done);
    QVERIFY(queue.isEmpty());
    QCOMPARE(received(), all);
}

void tst_SendQueue::aPeerThatReadsSlowly()
{
    SendQueue queue;
    QByteArray all;
    for (int i = 0; i < 40; ++i) {
        const QByteArray piece(50'000 + i, static_cast<char>('a' + i % 26));
        queue.append(piece);
        all += piece;
    }
    QByteArray got;
    QCOMPARE(flush(queue), Progress::Full);
    while (flush(queue) == Progress::Full) {
        const QByteArray part = received(30'000);
        QVERIFY(!part.isEmpty());
        got += part;
        QVERIFY(queue.size() <= all.size() - got.size());
    }
    got += received(all.size());
    QVERIFY(got == all);
}

void tst_SendQueue::aPeerThatIsGone()
{
    SendQueue queue;
    queue.append("a");
    ::close(std::exchange(m_ends[1], -1));
    QCOMPARE(flush(queue), Progress::Broken);
}

void tst_SendQueue::cleared()
{
    SendQueue queue;
    queue.append("a");
    queue.append("b");
    queue.clear();
    QVERIFY(queue.isEmpty());
    queue.append("c");
    QCOMPARE(flush(queue), Progress::Done);
    QCOMPARE(received(), QByteArray("c"));
}

void tst_SendQueue::droppedMessages_data()
{
    QTest::addColumn<QByteArray>("pieces");
    QTest::addColumn<int>("bytes");
    QTest::addColumn<int>("dropped");
    QTest::addColumn<QByteArray>("left");

    // Lower case: messages of one piece; upper case: the head of one, its payload is the digits behind; '!' must leave.
    QTest::newRow("nothing to drop") << QByteArray() << 10 << 0 << QByteArray();
    QTest::newRow("nothing asked for") << QByteArray("ab") << 0 << 0 << QByteArray("ab");
    QTest::newRow("the first") << QByteArray("abc") << 1 << 1 << QByteArray("bc");
    QTest::newRow("as many as are needed") << QByteArray("abc") << 2 << 2 << QByteArray("c");
    QTest::newRow("all") << QByteArray("abc") << 100 << 3 << QByteArray();
    QTest::newRow("of two pieces") << QByteArray("A1b") << 1 << 1 << QByteArray("b");
    QTest::newRow("of two pieces, and one more") << QByteArray("aB2c") << 2 << 2 << QByteArray("c");
    QTest::newRow("of two pieces, all") << QByteArray("A1B2C3") << 100 << 3 << QByteArray();
    QTest::newRow("past what must leave") << QByteArray("!a!b!C3d") << 3 << 3 << QByteArray("!!!d");
    QTest::newRow("nothing but what must leave") << QByteArray("!!") << 1 << 0 << QByteArray("!!");
}

void tst_SendQueue::droppedMessages()
{
    QFETCH(const QByteArray, pieces);
    QFETCH(const int, bytes);
    QFETCH(const QByteArray, left);
    using Part = SendQueue::Part;
    SendQueue queue;
    for (const char piece : pieces) {
        const Part part = piece == '!' ? Part::Fixed
                : piece < 'A'          ? Part::Payload
                : piece < 'a'          ? Part::Head
                                       : Part::Message;
        queue.append(QByteArray(1, piece), part);
    }
    QTEST(queue.dropMessages(bytes), "dropped");
    QCOMPARE(queue.size(), left.size());
    queue.append("z", Part::Message); // it goes on
    QCOMPARE(flush(queue), Progress::Done);
    QCOMPARE(received(), left + 'z');
}

void tst_SendQueue::aMessageThatHasBegunIsNotDropped()
{
    using Part = SendQueue::Part;
    SendQueue queue;
    const QByteArray large(4 << 20, 'x');
    queue.append("Head", Part::Head);
    queue.append(large, Part::Payload);
    queue.append("a", Part::Message);
    QCOMPARE(flush(queue), Progress::Full);
    const qint64 before = queue.size();
    QCOMPARE(queue.dropMessages(1'000'000'000), 1);
    QCOMPARE(queue.size(), before - 1);
    QByteArray got;
    while (flush(queue) == Progress::Full)
        got += received();
    while (got.size() < 4 + large.size())
        got += received();
    QVERIFY(got == "Head" + large);
}

QTEST_APPLESS_MAIN(tst_SendQueue)
#include "tst_sendqueue.moc"
