// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/standardstreams.h"

#include <QtTest/qtest.h>

#include <csignal>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace Landline;

class tst_StandardStreams : public QObject
{
    Q_OBJECT

private slots:
    void opensClosedOnes_data();
    void opensClosedOnes();
    void ignoresBrokenPipes_data();
    void ignoresBrokenPipes();
};

namespace {

struct stat statusOf(int descriptor)
{
    struct stat status = {};
    ::fstat(descriptor, &status);
    return status;
}

bool isNullDevice(int descriptor)
{
    struct stat null = {};
    return ::stat("/dev/null", &null) == 0 && S_ISCHR(statusOf(descriptor).st_mode)
            && statusOf(descriptor).st_rdev == null.st_rdev;
}

/// In a process of its own: 0 if all is well, or which check failed.
int tryWithout(int closed)
{
    struct stat before[3];
    for (int stream = 0; stream < 3; ++stream) {
        before[stream] = statusOf(stream);
        if (closed & 1 << stream)
            ::close(stream);
    }
    openClosedStandardStreams();
    for (int stream = 0; stream < 3; ++stream) {
        if (closed & 1 << stream ? !isNullDevice(stream) : statusOf(stream).st_ino != before[stream].st_ino)
            return 1;
        char byte = 0;
        if (closed & 1 << stream && (::read(stream, &byte, 1) != 0 || ::write(stream, "x", 1) != 1))
            return 2;
        // The streams are for the programs that this one starts as well.
        if (::fcntl(stream, F_GETFD) != 0)
            return 3;
    }
    return ::open("/dev/null", O_RDONLY) > 2 ? 0 : 4;
}

quintptr brokenPipeAction()
{
    struct sigaction action = {};
    ::sigaction(SIGPIPE, nullptr, &action);
    return quintptr(action.sa_handler);
}

} // namespace

void tst_StandardStreams::opensClosedOnes_data()
{
    QTest::addColumn<int>("closed");
    QTest::newRow("none") << 0;
    QTest::newRow("stdin") << 1;
    QTest::newRow("stdout") << 2;
    QTest::newRow("stdin and stdout") << 3;
    QTest::newRow("stderr") << 4;
    QTest::newRow("stdin and stderr") << 5;
    QTest::newRow("stdout and stderr") << 6;
    QTest::newRow("all") << 7;
}

void tst_StandardStreams::opensClosedOnes()
{
    QFETCH(int, closed);
    const pid_t child = ::fork();
    QVERIFY(child != -1);
    if (child == 0)
        ::_exit(tryWithout(closed));
    int status = -1;
    QCOMPARE(::waitpid(child, &status, 0), child);
    QVERIFY(WIFEXITED(status));
    QCOMPARE(WEXITSTATUS(status), 0);
}

void tst_StandardStreams::ignoresBrokenPipes_data()
{
    QTest::addColumn<quintptr>("before");
    QTest::addColumn<quintptr>("after");
    const auto handler = quintptr(+[](int) { });
    QTest::newRow("default") << quintptr(SIG_DFL) << quintptr(SIG_IGN);
    QTest::newRow("ignored") << quintptr(SIG_IGN) << quintptr(SIG_IGN);
    QTest::newRow("own handler") << handler << handler;
}

void tst_StandardStreams::ignoresBrokenPipes()
{
    QFETCH(quintptr, before);
    QFETCH(quintptr, after);
    const auto original = std::signal(SIGPIPE, reinterpret_cast<void (*)(int)>(before));
    ignoreBrokenPipes();
    QCOMPARE(brokenPipeAction(), after);
    std::signal(SIGPIPE, original);
}

QTEST_GUILESS_MAIN(tst_StandardStreams)
#include "tst_standardstreams.moc"
