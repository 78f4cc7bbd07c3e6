// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/responsequeue.h"

#include "api/responsefile_p.h"

#include <QtCore/qtemporaryfile.h>
#include <QtTest/qtest.h>

#include <unistd.h>

using namespace Landline;

namespace {

/// Takes as much as it is told to. Files are read and sent, as by every Transport that has no better way.
class FakeTransport final : public Transport
{
public:
    bool watch(Interests, DescriptorHandler *) override { return true; }
    void setInterests(Interests) override { }
    Result receive(std::span<char>) override { return {}; }
    Result send(QByteArrayView bytes) override
    {
        const qsizetype size = qMin(bytes.size(), takes);
        if (size == 0)
            return {State::NotNow};
        takes -= size;
        sent += bytes.first(size);
        largest = qMax(largest, bytes.size());
        return {State::Moved, size};
    }
    Result send(std::span<const iovec> pieces) override
    {
        return send(QByteArrayView(static_cast<const char *>(pieces[0].iov_base), qsizetype(pieces[0].iov_len)));
    }
    bool hasMore() const override { return false; }
    qint64 unacknowledged() const override { return kept; }
    State flush() override { return kept > 0 ? State::NotNow : State::Moved; }
    qint64 unsent() const override { return kept; }
    void endSending() override { }
    void shutDown() override { }
    void resetAtClose() override { }
    void close() override { }

    QByteArray sent;
    qsizetype takes = 1'000'000'000;
    qint64 kept = 0; ///< accepted, and not taken by the system
    qsizetype largest = 0; ///< that was offered at once
};

constexpr qint64 slice = ResponseQueue::SliceSize;

} // namespace

class tst_ResponseQueue : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void slices();
    void blocked();
    void leaving_data();
    void leaving();
    void emptyFile();
    void shorterFile();

private:
    std::shared_ptr<const ResponseFile> file(qint64 offset, qint64 size)
    {
        return std::make_shared<const ResponseFile>(::dup(m_file->handle()), offset, size);
    }

    std::unique_ptr<QTemporaryFile> m_file;
    QByteArray m_bytes;
};

void tst_ResponseQueue::init()
{
    m_bytes.clear();
    for (int i = 0; m_bytes.size() < 3 * slice; ++i)
        m_bytes += QByteArray::number(i);
    m_file = std::make_unique<QTemporaryFile>();
    QVERIFY(m_file->open());
    QCOMPARE(m_file->write(m_bytes), m_bytes.size());
    QVERIFY(m_file->flush());
}

/// However much the transport takes: the others of the thread have their turn.
void tst_ResponseQueue::slices()
{
    FakeTransport transport;
    ResponseQueue queue;
    queue.append("earlier");
    queue.append("head");
    queue.append(file(10, 2 * slice + 5));
    for (const qint64 sent : {slice, 2 * slice, 2 * slice + 5}) {
        QVERIFY(queue.hasFile() && !queue.isEmpty() && !queue.isBlocked());
        QVERIFY(queue.flush(transport));
        QCOMPARE(transport.sent.size(), 11 + sent);
    }
    QVERIFY(queue.isEmpty() && !queue.hasFile());
    QVERIFY(transport.sent == "earlierhead" + m_bytes.mid(10, 2 * slice + 5));
    QVERIFY(transport.largest <= 64 * 1024);
}

void tst_ResponseQueue::blocked()
{
    FakeTransport transport;
    ResponseQueue queue;
    queue.append("head");
    queue.append(file(0, 1000));
    for (const qsizetype takes : {3, 0, 1, 100, 899, 1}) {
        transport.takes = takes;
        queue.setWritable();
        QVERIFY(queue.flush(transport));
        QVERIFY(queue.isBlocked() == !queue.isEmpty());
    }
    QVERIFY(queue.isEmpty());
    QCOMPARE(transport.sent, "head" + m_bytes.first(1000));
}

void tst_ResponseQueue::leaving_data()
{
    QTest::addColumn<bool>("isFile");
    QTest::newRow("bytes") << false;
    QTest::newRow("a file") << true;
}

/// A response is sent when the system has it, not when the transport has accepted it.
void tst_ResponseQueue::leaving()
{
    QFETCH(bool, isFile);
    FakeTransport transport;
    ResponseQueue queue;
    if (isFile)
        queue.append(file(0, 1000));
    else
        queue.append("bytes");
    transport.kept = 20;
    while (!queue.isBlocked())
        QVERIFY(queue.flush(transport));
    QVERIFY(!queue.isEmpty());
    for (const qint64 kept : {10, 1, 0}) {
        transport.kept = kept;
        queue.setWritable();
        QVERIFY(queue.flush(transport));
        QCOMPARE(queue.isBlocked(), kept > 0);
        QCOMPARE(queue.isEmpty(), kept == 0);
    }
    QCOMPARE(queue.size(), 0);
}

void tst_ResponseQueue::emptyFile()
{
    ResponseQueue queue;
    queue.append(file(0, 0));
    QVERIFY(queue.isEmpty() && !queue.hasFile());
}

void tst_ResponseQueue::shorterFile()
{
    FakeTransport transport;
    ResponseQueue queue;
    queue.append(file(0, 2 * slice));
    QVERIFY(queue.flush(transport));
    QVERIFY(m_file->resize(slice + 7));
    QVERIFY(!queue.flush(transport));
    QCOMPARE(transport.sent.size(), slice + 7);
    queue.clear();
    QVERIFY(queue.isEmpty());
}

QTEST_APPLESS_MAIN(tst_ResponseQueue)
#include "tst_responsequeue.moc"
