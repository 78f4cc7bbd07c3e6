// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/native/sendqueue.h"

#include <QtTest/qtest.h>

#include <array>

#include <sys/socket.h>
#include <unistd.h>

using namespace Landline;
using Progress = SendQueue::Progress;

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

private:
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
    QCOMPARE(queue.flush(m_ends[0]), Progress::Done);
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
    QCOMPARE(queue.flush(m_ends[0]), Progress::Full);
    while (queue.flush(m_ends[0]) == Progress::Full) {
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
    QCOMPARE(queue.flush(m_ends[0]), Progress::Broken);
}

void tst_SendQueue::cleared()
{
    SendQueue queue;
    queue.append("a");
    queue.append("b");
    queue.clear();
    QVERIFY(queue.isEmpty());
    queue.append("c");
    QCOMPARE(queue.flush(m_ends[0]), Progress::Done);
    QCOMPARE(received(), QByteArray("c"));
}

QTEST_APPLESS_MAIN(tst_SendQueue)
#include "tst_sendqueue.moc"
