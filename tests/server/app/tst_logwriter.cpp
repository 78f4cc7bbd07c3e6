// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/logwriter.h"

#include "support/patience.h"

#include <QtCore/qfile.h>
#include <QtCore/qscopeguard.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <cerrno>
#include <csignal>
#include <cstring>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <pty.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

using namespace Landline;

class tst_LogWriter : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();

    void writesWholeLines_data();
    void writesWholeLines();
    void severalThreads();
    void nobodyReads_data();
    void nobodyReads();
    void largerThanTheQueue();
    void noReader();
    void readerComesBack();
    void fullDevice();
    void fullFileSystem();
    void fileSizeLimit();
    void endsWithStuckReader_data();
    void endsWithStuckReader();
    void withoutThread();
};

namespace {

/// What this test logs: a number a line, so that the gap of a notice is seen.
QByteArray lineOf(qint64 number)
{
    return "line " + QByteArray::number(number).rightJustified(8, '0') + " of this test\n";
}

QByteArray notice(qint64 dropped, int error)
{
    return "dropped " + QByteArray::number(dropped) + ' ' + QByteArray::number(error) + '\n';
}

/// Both ends of a pipe or a pair of sockets.
struct Ends
{
    Ends() = default;
    ~Ends()
    {
        closeReader();
        closeWriter();
    }
    Q_DISABLE_COPY_MOVE(Ends)

    bool openPipe(int flags = 0)
    {
        int ends[2];
        const bool ok = ::pipe2(ends, flags) == 0;
        reader = ends[0];
        writer = ends[1];
        return ok && ::fcntl(reader, F_SETFL, 0) == 0;
    }
    bool openSockets()
    {
        int ends[2];
        const bool ok = ::socketpair(AF_UNIX, SOCK_STREAM, 0, ends) == 0;
        reader = ends[0];
        writer = ends[1];
        return ok;
    }
    void closeReader() { ::close(std::exchange(reader, -1)); }
    void closeWriter() { ::close(std::exchange(writer, -1)); }
    /// What is there now.
    QByteArray readAvailable() const
    {
        QByteArray read;
        char buffer[4096];
        ::fcntl(reader, F_SETFL, O_NONBLOCK);
        for (ssize_t size; (size = ::read(reader, buffer, sizeof buffer)) > 0;)
            read.append(buffer, size);
        ::fcntl(reader, F_SETFL, 0);
        return read;
    }
    /// Everything until all writers have closed.
    QByteArray readAll() const
    {
        QFile file;
        return file.open(reader, QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    }

    int reader = -1;
    int writer = -1;
};

QByteArray contentOf(const QString &path)
{
    QFile file(path);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

struct Account
{
    qint64 written = 0;
    qint64 dropped = 0;
    QList<int> reasons;
    QByteArray wrong; ///< the first line that is not whole or not in its place
};

/// Reads what lineOf(0), lineOf(1) ... and notice() have become: each notice has to stand for exactly those numbers that are
/// missing, whether before it (a full queue) or, after an error, somewhere since the last notice.
Account accountOf(const QByteArray &text)
{
    Account account;
    qint64 next = 0;
    qint64 owed = 0; // skipped and not yet explained
    QList<QByteArray> lines = text.split('\n');
    if (!lines.takeLast().isEmpty())
        account.wrong = "the last line is cut";
    for (const QByteArray &line : std::as_const(lines)) {
        const QList<QByteArray> words = line.split(' ');
        if (words.size() == 3 && words.at(0) == "dropped") {
            account.dropped += words.at(1).toLongLong();
            account.reasons.append(words.at(2).toInt());
            next += words.at(1).toLongLong() - owed;
            owed = 0;
            continue;
        }
        const qint64 number = words.value(1).toLongLong();
        if (account.wrong.isEmpty() && (line + '\n' != lineOf(number) || number < next))
            account.wrong = line + " where " + QByteArray::number(next) + " was expected";
        owed += number - next;
        next = number + 1;
        ++account.written;
    }
    if (account.wrong.isEmpty() && owed != 0)
        account.wrong = QByteArray::number(owed) + " lines are missing without a notice";
    return account;
}

bool isEmptied(LogWriter &log)
{
    return log.flush(patience);
}

} // namespace

void tst_LogWriter::initTestCase()
{
    // The default would end this process if the writer's thread did not see to it.
    std::signal(SIGPIPE, SIG_DFL);
    std::signal(SIGXFSZ, SIG_DFL);
}

void tst_LogWriter::writesWholeLines_data()
{
    QTest::addColumn<QList<QByteArray>>("writes");
    QTest::addColumn<QByteArray>("expected");
    const QByteArray longLine = QByteArray(200'000, 'x') + '\n';
    QTest::newRow("one") << QList<QByteArray>{"a\n"} << QByteArray("a\n");
    QTest::newRow("nothing") << QList<QByteArray>{"", "a\n"} << QByteArray("a\n");
    QTest::newRow("no newline") << QList<QByteArray>{"a", "b\n"} << QByteArray("a\nb\n");
    QTest::newRow("several at once") << QList<QByteArray>{"a\nb\n", "c\n"} << QByteArray("a\nb\nc\n");
    QTest::newRow("empty line") << QList<QByteArray>{"\n", "a\n"} << QByteArray("\na\n");
    QTest::newRow("longer than the pipe") << QList<QByteArray>{"a\n", longLine, "b\n"} << "a\n" + longLine + "b\n";
}

void tst_LogWriter::writesWholeLines()
{
    QFETCH(QList<QByteArray>, writes);
    QFETCH(QByteArray, expected);
    Ends ends;
    QVERIFY(ends.openPipe());
    QByteArray read;
    std::thread reader([&] { read = ends.readAll(); });
    {
        LogWriter log(ends.writer);
        for (const QByteArray &text : std::as_const(writes))
            log.write(text);
        QVERIFY(isEmptied(log));
    }
    ends.closeWriter();
    reader.join();
    QCOMPARE(read, expected);
}

void tst_LogWriter::severalThreads()
{
    constexpr int threadCount = 8;
    constexpr int lineCount = 2000; // all of them fit into the queue
    Ends ends;
    QVERIFY(ends.openPipe());
    QByteArray read;
    std::thread reader([&] { read = ends.readAll(); });
    {
        LogWriter log(ends.writer, notice);
        std::vector<std::thread> threads;
        for (int thread = 0; thread < threadCount; ++thread) {
            threads.emplace_back([&log, thread] {
                for (int line = 0; line < lineCount; ++line)
                    log.write("thread " + QByteArray::number(thread) + " line " + QByteArray::number(line) + '\n');
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(isEmptied(log));
    }
    ends.closeWriter();
    reader.join();

    int next[threadCount] = {};
    QList<QByteArray> lines = read.split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(lines.size(), threadCount * lineCount);
    for (const QByteArray &line : std::as_const(lines)) {
        const int thread = line.split(' ').value(1).toInt();
        QCOMPARE(line, "thread " + QByteArray::number(thread) + " line " + QByteArray::number(next[thread]++));
    }
}

void tst_LogWriter::nobodyReads_data()
{
    QTest::addColumn<QByteArray>("kind");
    QTest::newRow("pipe") << QByteArray("pipe");
    QTest::newRow("non-blocking pipe") << QByteArray("non-blocking");
    QTest::newRow("socket") << QByteArray("socket");
}

void tst_LogWriter::nobodyReads()
{
    QFETCH(QByteArray, kind);
    constexpr int threadCount = 4;
    constexpr int lineCount = 20'000;
    Ends ends;
    QVERIFY(kind == "socket" ? ends.openSockets() : ends.openPipe(kind == "non-blocking" ? O_NONBLOCK : 0));
    const int flags = ::fcntl(ends.writer, F_GETFL);
    QByteArray read;
    std::thread reader;
    {
        LogWriter log(ends.writer, notice, 64 * 1024);
        std::vector<std::thread> threads;
        std::mutex mutex;
        qint64 number = 0;
        for (int thread = 0; thread < threadCount; ++thread) {
            threads.emplace_back([&] {
                for (int i = 0; i < lineCount; ++i) {
                    const std::lock_guard lock(mutex);
                    log.write(lineOf(number++));
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QVERIFY(!log.flush(std::chrono::milliseconds(1)));
        reader = std::thread([&] { read = ends.readAll(); });
        QVERIFY(isEmptied(log));
        QCOMPARE(::fcntl(ends.writer, F_GETFL), flags);
        // And goes on.
        log.write(lineOf(number));
        QVERIFY(isEmptied(log));
    }
    ends.closeWriter();
    reader.join();
    const Account account = accountOf(read);
    QCOMPARE(account.wrong, QByteArray());
    QVERIFY(account.dropped > 0);
    QCOMPARE(account.written + account.dropped, threadCount * lineCount + 1);
    QCOMPARE(account.reasons.count(0), account.reasons.size());
}

void tst_LogWriter::largerThanTheQueue()
{
    Ends ends;
    QVERIFY(ends.openPipe());
    {
        LogWriter log(ends.writer, notice, 100);
        log.write(QByteArray(100, 'x') + "\ny\n");
        QVERIFY(isEmptied(log));
        log.write("z\n");
    }
    ends.closeWriter();
    QCOMPARE(ends.readAll(), QByteArray("dropped 2 0\nz\n"));
}

void tst_LogWriter::noReader()
{
    Ends ends;
    QVERIFY(ends.openPipe());
    ends.closeReader();
    LogWriter log(ends.writer, notice);
    for (int i = 0; i < 1000; ++i)
        log.write(lineOf(i));
    QVERIFY(isEmptied(log));
}

void tst_LogWriter::readerComesBack()
{
    const QTemporaryDir folder;
    const QByteArray path = QFile::encodeName(folder.filePath(QStringLiteral("fifo")));
    QCOMPARE(::mkfifo(path.constData(), 0600), 0);
    Ends ends;
    ends.reader = ::open(path.constData(), O_RDONLY | O_NONBLOCK);
    ends.writer = ::open(path.constData(), O_WRONLY);
    {
        LogWriter log(ends.writer, notice);
        log.write(lineOf(0));
        QVERIFY(isEmptied(log));
        ends.closeReader();
        for (int i = 1; i < 4; ++i) {
            log.write(lineOf(i));
            QVERIFY(isEmptied(log));
        }
        ends.reader = ::open(path.constData(), O_RDONLY | O_NONBLOCK);
        log.write(lineOf(4));
        QVERIFY(isEmptied(log));
    }
    ends.closeWriter();
    QCOMPARE(ends.readAll(), lineOf(0) + notice(3, EPIPE) + lineOf(4));
}

void tst_LogWriter::fullDevice()
{
    const int descriptor = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    QVERIFY(descriptor != -1);
    qint64 reported = 0;
    int reason = 0;
    {
        LogWriter log(descriptor, [&](qint64 dropped, int error) {
            reported = dropped;
            reason = error;
            return notice(dropped, error);
        });
        for (int i = 0; i < 5000; ++i)
            log.write(lineOf(i));
        QVERIFY(isEmptied(log));
        QVERIFY(isEmptied(log));
    }
    QCOMPARE(reported, 5000);
    QCOMPARE(reason, ENOSPC);
    ::close(descriptor);
}

void tst_LogWriter::fullFileSystem()
{
    const QTemporaryDir folder;
    const QByteArray mountPoint = QFile::encodeName(folder.path());
    // In a namespace of this process, so that nothing stays mounted whatever happens.
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount("tmpfs", mountPoint.constData(), "tmpfs", MS_NODEV | MS_NOSUID, "size=64k") != 0)
        QSKIP(qPrintable(QStringLiteral("no tmpfs can be mounted: %1").arg(QString::fromLocal8Bit(std::strerror(errno)))));
    const auto unmount = qScopeGuard([&] { ::umount2(mountPoint.constData(), MNT_DETACH); });
    QFile filler(folder.filePath(QStringLiteral("filler")));
    QVERIFY(filler.open(QIODevice::WriteOnly) && filler.write(QByteArray(32 * 1024, 'x')) && filler.flush());
    QFile file(folder.filePath(QStringLiteral("log")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    constexpr int lineCount = 3000; // more than twice what is left
    {
        LogWriter log(file.handle(), notice);
        for (int i = 0; i < lineCount; ++i)
            log.write(lineOf(i));
        QVERIFY(isEmptied(log));
        QVERIFY(filler.resize(0));
        log.write(lineOf(lineCount));
        QVERIFY(isEmptied(log));
    }
    const Account account = accountOf(contentOf(file.fileName()));
    QCOMPARE(account.wrong, QByteArray());
    QVERIFY(account.dropped > 0);
    QVERIFY(account.written > 1000);
    QCOMPARE(account.written + account.dropped, lineCount + 1);
    QVERIFY(account.reasons.contains(ENOSPC));
}

void tst_LogWriter::fileSizeLimit()
{
    const QTemporaryDir folder;
    QFile file(folder.filePath(QStringLiteral("log")));
    QVERIFY(file.open(QIODevice::WriteOnly));
    rlimit before{};
    QCOMPARE(::getrlimit(RLIMIT_FSIZE, &before), 0);
    // The limit is in the middle of a line.
    const rlimit low = {static_cast<rlim_t>(lineOf(0).size() * 2500 + 7), before.rlim_max};
    constexpr int lineCount = 5000;
    {
        LogWriter log(file.handle(), notice);
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &low), 0);
        bool isWritten = true;
        for (int i = 0; i < lineCount; ++i) {
            log.write(lineOf(i));
            if (i % 100 == 0)
                isWritten = isEmptied(log) && isWritten;
        }
        isWritten = isEmptied(log) && isWritten;
        QCOMPARE(::setrlimit(RLIMIT_FSIZE, &before), 0);
        QVERIFY(isWritten);
        log.write(lineOf(lineCount));
        QVERIFY(isEmptied(log));
    }
    const Account account = accountOf(contentOf(file.fileName()));
    QCOMPARE(account.wrong, QByteArray());
    QCOMPARE(account.written, 2502); // the one that was cut is completed
    QCOMPARE(account.written + account.dropped, lineCount + 1);
    QCOMPARE(account.reasons, QList<int>{EFBIG});
}

void tst_LogWriter::endsWithStuckReader_data()
{
    QTest::addColumn<bool>("isTerminal");
    QTest::newRow("pipe") << false;
    QTest::newRow("terminal") << true; // says that it is ready and then blocks in the middle of a write
}

void tst_LogWriter::endsWithStuckReader()
{
    QFETCH(bool, isTerminal);
    Ends ends;
    QVERIFY(isTerminal ? ::openpty(&ends.reader, &ends.writer, nullptr, nullptr, nullptr) == 0 : ends.openPipe());
    LogWriter log(ends.writer, notice);
    for (int i = 0; i < 20'000; ++i)
        log.write(lineOf(i));
    QVERIFY(!log.flush(std::chrono::milliseconds(1)));
    // The destructor comes back although nobody ever reads.
}

void tst_LogWriter::withoutThread()
{
    pthread_attr_t before;
    QCOMPARE(::pthread_getattr_default_np(&before), 0);
    pthread_attr_t impossible;
    ::pthread_attr_init(&impossible);
    ::pthread_attr_setstacksize(&impossible, size_t(1) << 50);
    QCOMPARE(::pthread_setattr_default_np(&impossible), 0);
    Ends ends;
    QVERIFY(ends.openPipe());
    constexpr int lineCount = 10'000;
    QByteArray read;
    {
        LogWriter log(ends.writer, notice);
        QCOMPARE(::pthread_setattr_default_np(&before), 0);
        for (int i = 0; i < lineCount; ++i)
            log.write(lineOf(i));
        QVERIFY(log.flush());
        read = ends.readAvailable();
        log.write(lineOf(lineCount));
    }
    ends.closeWriter();
    read += ends.readAll();
    ::pthread_attr_destroy(&impossible);
    ::pthread_attr_destroy(&before);
    const Account account = accountOf(read);
    QCOMPARE(account.wrong, QByteArray());
    QVERIFY(account.written > 1000);
    QVERIFY(account.dropped > 0);
    QCOMPARE(account.written + account.dropped, lineCount + 1);
}

QTEST_GUILESS_MAIN(tst_LogWriter)
#include "tst_logwriter.moc"
