// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/logging.h"

#include <QtCore/qfile.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <functional>
#include <thread>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// Each case logs in a process of its own, whose stdout and stderr are pipes.
class tst_Logging : public QObject
{
    Q_OBJECT

private slots:
    void records_data();
    void records();
    void printsBehindTheLog();
    void keepsTheOrderOfOneFile();
    void threadsDoNotMix();
    void exitFlushes_data();
    void exitFlushes();
    void fatalMessageGetsOut_data();
    void fatalMessageGetsOut();
};

namespace {

enum class Reader { Reads, Sleeps, IsGone };

struct Ended
{
    int status = -1;
    QByteArray output;
    QByteArray errorOutput;
};

QByteArray readAll(int descriptor)
{
    QFile file;
    return file.open(descriptor, QIODevice::ReadOnly, QFile::AutoCloseHandle) ? file.readAll() : QByteArray();
}

/// Fills a pipe, so that the next write to it blocks.
void fill(int writer)
{
    ::fcntl(writer, F_SETFL, O_NONBLOCK);
    const QByteArray page(4096, '\n');
    while (::write(writer, page.constData(), 4096) > 0) { }
    ::fcntl(writer, F_SETFL, 0);
}

/// Runs \a body in a child, which then ends by exit().
Ended run(const std::function<void()> &body, Reader reader = Reader::Reads, bool isOneFile = false)
{
    std::array<std::array<int, 2>, 2> pipes = {};
    for (auto &ends : pipes) {
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            return {};
        if (reader == Reader::Sleeps)
            fill(ends[1]);
    }
    const pid_t child = ::fork();
    if (child == 0) {
        ::signal(SIGABRT, SIG_DFL); // QTest's handler starts a debugger
        const rlimit noCore = {};
        ::setrlimit(RLIMIT_CORE, &noCore);
        ::dup2(pipes[isOneFile ? 1 : 0][1], STDOUT_FILENO);
        ::dup2(pipes[1][1], STDERR_FILENO);
        for (const auto &ends : pipes) {
            ::close(ends[1]);
            ::close(ends[0]);
        }
        installLogging();
        body();
        std::exit(0);
    }
    for (auto &ends : pipes) {
        ::close(ends[1]);
        if (reader == Reader::IsGone)
            ::close(std::exchange(ends[0], -1));
    }
    Ended ended;
    if (reader == Reader::Reads) {
        std::thread other([&] { ended.output = readAll(pipes[0][0]); });
        ended.errorOutput = readAll(pipes[1][0]);
        other.join();
    }
    ::waitpid(child, &ended.status, 0);
    if (reader == Reader::Sleeps) {
        ::close(pipes[0][0]);
        ::close(pipes[1][0]);
    }
    return ended;
}

} // namespace

void tst_Logging::records_data()
{
    QTest::addColumn<QtMsgType>("type");
    QTest::addColumn<QString>("message");
    QTest::addColumn<QByteArray>("expected");
    QTest::newRow("debug") << QtDebugMsg << u"a"_s << QByteArray("[DEBUG] a");
    QTest::newRow("info") << QtInfoMsg << u"a b"_s << QByteArray("[INFO] a b");
    QTest::newRow("warning") << QtWarningMsg << u"~"_s << QByteArray("[WARNING] ~");
    QTest::newRow("error") << QtCriticalMsg << QString() << QByteArray("[ERROR] ");
    QTest::newRow("umlaut") << QtInfoMsg << u"\u00e4"_s << QByteArray("[INFO] \xc3\xa4");
    QTest::newRow("Chinese") << QtInfoMsg << u"a\u4e2d"_s << QByteArray("[INFO] a\xe4\xb8\xad");
    QTest::newRow("two lines") << QtInfoMsg << u"a\nb"_s << QByteArray("[INFO] a\\u000ab");
    QTest::newRow("escape sequence") << QtInfoMsg << u"\u001b[2J\u007f"_s << QByteArray("[INFO] \\u001b[2J\\u007f");
    QTest::newRow("right to left") << QtInfoMsg << u"\u202e"_s << QByteArray("[INFO] \\u202e");
    QTest::newRow("surrogates") << QtInfoMsg << u"\U0001f600"_s << QByteArray("[INFO] ??");
}

void tst_Logging::records()
{
    QFETCH(QtMsgType, type);
    QFETCH(QString, message);
    QFETCH(QByteArray, expected);
    const Ended ended = run([&] { qt_message_output(type, QMessageLogContext(), message); });
    QCOMPARE(ended.status, 0);
    QCOMPARE(ended.output, QByteArray());
    static const QRegularExpression time(u"^\\[\\d{4}-\\d\\d-\\d\\d \\d\\d:\\d\\d:\\d\\d\\.\\d{3}\\] "_s);
    const QString line = QString::fromUtf8(ended.errorOutput);
    const QRegularExpressionMatch match = time.match(line);
    QVERIFY2(match.hasMatch(), ended.errorOutput);
    QCOMPARE(line.mid(match.capturedLength()).toUtf8(), expected + '\n');
}

void tst_Logging::printsBehindTheLog()
{
    const Ended ended = run([] {
        qWarning("first");
        printError(u"landline.toml:1:1: wrong\nlandline.toml:2:1: wrong too"_s);
        printLine(u"[INFO] Worker#0 started."_s);
        printLine(u"with its line end\n"_s);
    });
    QCOMPARE(ended.output, QByteArray("[INFO] Worker#0 started.\nwith its line end\n"));
    QVERIFY2(ended.errorOutput.endsWith("] [WARNING] first\nlandline.toml:1:1: wrong\nlandline.toml:2:1: wrong too\n"),
             ended.errorOutput);
}

void tst_Logging::keepsTheOrderOfOneFile()
{
    constexpr int count = 500;
    const Ended ended = run(
            [] {
                for (int i = 0; i < count; ++i) {
                    printLine(QString::number(2 * i));
                    printError(QString::number(2 * i + 1));
                }
            },
            Reader::Reads, true);
    QByteArray expected;
    for (int i = 0; i < 2 * count; ++i)
        expected += QByteArray::number(i) + '\n';
    QCOMPARE(ended.errorOutput, expected);
}

void tst_Logging::threadsDoNotMix()
{
    constexpr int threadCount = 4;
    constexpr int lineCount = 500;
    const Ended ended = run([] {
        std::vector<std::thread> threads;
        for (int thread = 0; thread < threadCount; ++thread) {
            threads.emplace_back([thread] {
                for (int line = 0; line < lineCount; ++line)
                    qInfo("%d: %d", thread, line);
            });
        }
        for (std::thread &thread : threads)
            thread.join();
    });
    int next[threadCount] = {};
    QList<QByteArray> lines = ended.errorOutput.split('\n');
    QCOMPARE(lines.takeLast(), QByteArray());
    QCOMPARE(lines.size(), threadCount * lineCount);
    for (const QByteArray &line : std::as_const(lines)) {
        const QByteArray text = line.mid(line.indexOf("[INFO] ") + 7);
        const int thread = text.left(1).toInt();
        QCOMPARE(text, QByteArray::number(thread) + ": " + QByteArray::number(next[thread]++));
    }
}

void tst_Logging::exitFlushes_data()
{
    QTest::addColumn<int>("reader");
    QTest::newRow("who reads") << int(Reader::Reads);
    QTest::newRow("who does not read") << int(Reader::Sleeps);
    QTest::newRow("who is gone") << int(Reader::IsGone);
}

void tst_Logging::exitFlushes()
{
    QFETCH(int, reader);
    const Ended ended = run(
            [] {
                for (int i = 0; i < 2000; ++i) {
                    qInfo("%d", i);
                    printLine(QString::number(i));
                }
            },
            Reader(reader));
    QCOMPARE(ended.status, 0);
    if (Reader(reader) == Reader::Reads) {
        QVERIFY(ended.errorOutput.endsWith(" 1999\n"));
        QVERIFY(ended.output.endsWith("\n1999\n"));
    }
}

void tst_Logging::fatalMessageGetsOut_data()
{
    exitFlushes_data();
}

void tst_Logging::fatalMessageGetsOut()
{
    QFETCH(int, reader);
    const Ended ended = run(
            [] {
                for (int i = 0; i < 2000; ++i)
                    qInfo("%d", i);
                qFatal("the end");
            },
            Reader(reader));
    QVERIFY(WIFSIGNALED(ended.status));
    QCOMPARE(WTERMSIG(ended.status), SIGABRT);
    if (Reader(reader) == Reader::Reads)
        QVERIFY(ended.errorOutput.endsWith("] [FATAL] the end\n"));
}

QTEST_GUILESS_MAIN(tst_Logging)
#include "tst_logging.moc"
