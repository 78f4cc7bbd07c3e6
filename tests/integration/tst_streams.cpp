// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/landlineprocess.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"

#include <QtCore/qfile.h>
#include <QtCore/qscopeguard.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qtcpserver.h>
#include <QtTest/qtest.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sched.h>
#include <sys/mount.h>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// The program `landline` on standard streams that are closed, full or broken: it serves and ends as ever.
class tst_Streams : public QObject
{
    Q_OBJECT

private slots:
    void closedStreams_data();
    void closedStreams();
    void brokenStreams_data();
    void brokenStreams();
    void readerThatLeaves();
    void readerThatStopsAndGoesOn();
    void fullFileSystem();
    void errorsAtTheStart_data();
    void errorsAtTheStart();
    void manyWorkers();
};

namespace {

quint16 freePort()
{
    QTcpServer server;
    return server.listen(QHostAddress::LocalHost) ? server.serverPort() : quint16(0);
}

/// Logs a line for each request and each handshake. The port has to be known where stdout cannot be read.
QByteArray config(quint16 port)
{
    return "[node]\nworkers = 4\nwebsocket_backend = \"@BACKEND@\"\n"
           "[[server]]\nname = \"ws\"\ntype = \"websocket\"\nport = "
            + QByteArray::number(port)
            + "\nmiddleware = [\"RequestLog\"]\n"
              "[[server.route]]\npath = \"/\"\ncontroller = \"EchoController\"\n"
              "[[server.route]]\nmethod = \"GET\"\npath = \"/re/{x}\"\ncontroller = \"RouteEcho\"\n";
}

bool listens(quint16 port)
{
    return eventually([port] {
        QTcpSocket socket;
        socket.connectToHost(QHostAddress::LocalHost, port);
        return socket.waitForConnected();
    });
}

QUrl url(quint16 port)
{
    return QUrl(u"ws://127.0.0.1:%1/"_s.arg(port));
}

/// Both ends of a pipe; no other process has them unless it gets them by dup2().
struct Pipe
{
    Pipe()
    {
        std::array<int, 2> ends = {-1, -1};
        if (::pipe2(ends.data(), O_CLOEXEC) != 0)
            qFatal("no pipe");
        reader = ends[0];
        writer = ends[1];
    }
    ~Pipe()
    {
        closeReader();
        closeWriter();
    }
    Q_DISABLE_COPY_MOVE(Pipe)

    void closeReader() { ::close(std::exchange(reader, -1)); }
    void closeWriter() { ::close(std::exchange(writer, -1)); }
    /// The next write to it blocks.
    void fill() const
    {
        ::fcntl(writer, F_SETFL, O_NONBLOCK);
        const QByteArray page(4096, '\n');
        while (::write(writer, page.constData(), 4096) > 0) { }
        ::fcntl(writer, F_SETFL, 0);
    }
    /// Reads what there is until all who write have ended; runs the event loop meanwhile.
    QByteArray readToTheEnd() const
    {
        QByteArray read;
        ::fcntl(reader, F_SETFL, O_NONBLOCK);
        eventually([&] {
            std::array<char, 65536> buffer;
            ssize_t size = 0;
            while ((size = ::read(reader, buffer.data(), buffer.size())) > 0)
                read.append(buffer.data(), size);
            return size == 0;
        });
        return read;
    }

    int reader = -1;
    int writer = -1;
};

/// Sends \a count requests in one go and waits for as many answers.
bool request(quint16 port, int count, const QByteArray &path = "/re/" + QByteArray(150, 'x'))
{
    RawClient client(port);
    client.send(Wire::get(path).repeated(count));
    for (int i = 0; i < count; ++i) {
        if (client.answer().status != 200)
            return false;
    }
    return true;
}

qint64 droppedIn(const QByteArray &log)
{
    qint64 dropped = 0;
    const QByteArray words = "Log lines dropped: ";
    for (qsizetype at = 0; (at = log.indexOf(words, at)) >= 0; at += words.size())
        dropped += log.mid(at + words.size(), 20).split(' ').constFirst().toLongLong();
    return dropped;
}

} // namespace

void tst_Streams::closedStreams_data()
{
    QTest::addColumn<QList<int>>("closed");
    QTest::newRow("stdin") << QList<int>{0};
    QTest::newRow("stdout") << QList<int>{1};
    QTest::newRow("stderr") << QList<int>{2};
    QTest::newRow("stdin and stdout") << QList<int>{0, 1};
    QTest::newRow("stdin and stderr") << QList<int>{0, 2};
    QTest::newRow("stdout and stderr") << QList<int>{1, 2};
    QTest::newRow("all") << QList<int>{0, 1, 2};
}

void tst_Streams::closedStreams()
{
    QFETCH(QList<int>, closed);
    const quint16 port = freePort();
    LandlineProcess landline;
    landline.setConfig(config(port));
    landline.setChildSetup([&closed] {
        for (const int stream : std::as_const(closed))
            ::close(stream);
    });
    QVERIFY(landline.start(0));
    QVERIFY(listens(port));
    std::vector<std::unique_ptr<TestClient>> clients;
    for (int i = 0; i < 8; ++i) {
        clients.push_back(std::make_unique<TestClient>());
        QVERIFY(clients.back()->open(url(port)));
        QCOMPARE(clients.back()->ask(u"hello"_s), u"hello"_s);
    }
    // Each is a line of the log.
    QVERIFY(request(port, 100));
    for (int i = 0; i < 3; ++i)
        QCOMPARE(RawClient(port).ask(Wire::handshake("/", "Origin: http://evil.example\r\n")).status, 403);
    for (const auto &client : clients) {
        QCOMPARE(client->ask(u"again"_s), u"again"_s);
        QCOMPARE(client->texts(), QStringList({u"hello"_s, u"again"_s}));
    }
    for (const int stream : std::as_const(closed)) {
        QCOMPARE(QFile::symLinkTarget(u"/proc/%1/fd/%2"_s.arg(landline.processId()).arg(stream)), u"/dev/null"_s);
    }
    QVERIFY(landline.isRunning());
    landline.terminate();
    for (const auto &client : clients) {
        QVERIFY(client->waitForEnd());
        QCOMPARE(client->closeCode(), 1001);
    }
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Streams::brokenStreams_data()
{
    QTest::addColumn<QByteArray>("sink");
    QTest::addColumn<QList<int>>("streams");
    for (const char *sink : {"full pipe", "pipe without a reader", "/dev/full"}) {
        QTest::addRow("stdout: %s", sink) << QByteArray(sink) << QList<int>{1};
        QTest::addRow("stderr: %s", sink) << QByteArray(sink) << QList<int>{2};
        QTest::addRow("both: %s", sink) << QByteArray(sink) << QList<int>{1, 2};
    }
}

void tst_Streams::brokenStreams()
{
    QFETCH(QByteArray, sink);
    QFETCH(QList<int>, streams);
    const quint16 port = freePort();
    Pipe pipe;
    if (sink == "full pipe")
        pipe.fill();
    else
        pipe.closeReader();
    const int full = ::open("/dev/full", O_WRONLY | O_CLOEXEC);
    const auto closeFull = qScopeGuard([full] { ::close(full); });
    LandlineProcess landline;
    landline.setConfig(config(port));
    landline.setChildSetup([&] {
        ::signal(SIGPIPE, SIG_DFL);
        for (const int stream : std::as_const(streams))
            ::dup2(sink == "/dev/full" ? full : pipe.writer, stream);
    });
    QVERIFY(landline.start(0));
    QVERIFY2(listens(port), landline.errorOutput());
    TestClient client;
    QVERIFY(client.open(url(port)));
    QVERIFY(request(port, 1000));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    landline.terminate();
    QVERIFY(client.waitForEnd());
    QCOMPARE(client.closeCode(), 1001);
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Streams::readerThatLeaves()
{
    Pipe pipe;
    LandlineProcess landline;
    landline.setConfig(config(0));
    landline.setChildSetup([&pipe] {
        ::signal(SIGPIPE, SIG_DFL);
        ::dup2(pipe.writer, 2);
    });
    QVERIFY(landline.start(1));
    const quint16 port = landline.port(u"WebSocket"_s);
    QVERIFY(request(port, 10));
    pipe.closeReader();
    QVERIFY(request(port, 100));
    TestClient client;
    QVERIFY(client.open(url(port)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
}

void tst_Streams::readerThatStopsAndGoesOn()
{
    constexpr int count = 8000; // more than the pipe and both queues hold
    Pipe pipe;
    LandlineProcess landline;
    landline.setConfig(config(0));
    landline.setChildSetup([&pipe] { ::dup2(pipe.writer, 2); });
    QVERIFY(landline.start(1));
    pipe.closeWriter();
    const quint16 port = landline.port(u"WebSocket"_s);
    QVERIFY(request(port, count, "/re/" + QByteArray(190, 'x')));
    TestClient client;
    QVERIFY(client.open(url(port)));
    QCOMPARE(client.ask(u"hello"_s), u"hello"_s);
    client.close();
    QVERIFY(client.waitForEnd());
    landline.terminate();
    const QByteArray log = pipe.readToTheEnd();
    QCOMPARE(landline.waitForEnd(), 0);
    const qint64 dropped = droppedIn(log);
    QVERIFY2(dropped > 0, log.right(1000));
    // The handshake of the client is one more.
    QCOMPARE(log.count(" GET /") + dropped, count + 1);
    QVERIFY(log.endsWith('\n'));
}

void tst_Streams::fullFileSystem()
{
    const QTemporaryDir folder;
    const QByteArray mountPoint = QFile::encodeName(folder.path());
    // In a namespace of this process and its children, so that nothing stays mounted whatever happens.
    if (::unshare(CLONE_NEWNS) != 0 || ::mount("none", "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0
        || ::mount("tmpfs", mountPoint.constData(), "tmpfs", MS_NODEV | MS_NOSUID, "size=64k") != 0)
        QSKIP(qPrintable(u"no tmpfs can be mounted: "_s + QString::fromLocal8Bit(std::strerror(errno))));
    const auto unmount = qScopeGuard([&] { ::umount2(mountPoint.constData(), MNT_DETACH); });
    QFile filler(folder.filePath(u"filler"_s));
    QVERIFY(filler.open(QIODevice::WriteOnly) && filler.write(QByteArray(32 * 1024, 'x')) && filler.flush());
    QFile file(folder.filePath(u"log"_s));
    QVERIFY(file.open(QIODevice::WriteOnly | QIODevice::Append));
    LandlineProcess landline;
    landline.setConfig(config(0));
    landline.setChildSetup([descriptor = file.handle()] { ::dup2(descriptor, 2); });
    QVERIFY(landline.start(1));
    const quint16 port = landline.port(u"WebSocket"_s);
    QVERIFY(request(port, 1000));
    QVERIFY(filler.resize(0));
    QVERIFY(request(port, 10, "/re/after"));
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);
    QFile log(file.fileName());
    QVERIFY(log.open(QIODevice::ReadOnly));
    const QByteArray text = log.readAll();
    QVERIFY2(text.contains("No space left on device"), text.right(1000));
    QCOMPARE(text.count(" GET /re/x") + text.count(" GET /re/after") + droppedIn(text), 1010);
    QVERIFY(text.count(" GET /re/after") > 0);
}

void tst_Streams::errorsAtTheStart_data()
{
    QTest::addColumn<bool>("isFull");
    QTest::newRow("read") << false;
    QTest::newRow("full pipe") << true;
}

void tst_Streams::errorsAtTheStart()
{
    QFETCH(bool, isFull);
    QTcpServer other;
    QVERIFY(other.listen(QHostAddress::LocalHost));
    Pipe pipe;
    pipe.fill();
    LandlineProcess landline;
    landline.setConfig(config(other.serverPort()));
    if (isFull) {
        landline.setChildSetup([&pipe] { ::dup2(pipe.writer, 2); });
    }
    QCOMPARE(landline.run({u"--no-gui"_s}), 69);
    if (!isFull)
        QVERIFY2(landline.errorOutput().contains("Failed to listen server port"), landline.errorOutput());
    QCOMPARE(landline.run({u"--no-giu"_s}), 2);
    landline.setConfig("[nod]\n");
    QCOMPARE(landline.run({u"--no-gui"_s}), 78);
    QCOMPARE(landline.run({u"--check-config"_s}), 78);
}

void tst_Streams::manyWorkers()
{
    constexpr int clientCount = 8;
    constexpr int requestCount = 200;
    LandlineProcess landline;
    landline.setConfig(config(0));
    QVERIFY2(landline.start(1), landline.errorOutput());
    std::vector<std::unique_ptr<RawClient>> clients;
    for (int client = 0; client < clientCount; ++client) {
        clients.push_back(std::make_unique<RawClient>(landline.port(u"WebSocket"_s)));
        QByteArray requests;
        for (int i = 0; i < requestCount; ++i)
            requests += Wire::get("/re/" + QByteArray::number(client) + '-' + QByteArray::number(i));
        clients.back()->send(requests);
    }
    for (const auto &client : clients) {
        for (int i = 0; i < requestCount; ++i)
            QCOMPARE(client->answer().status, 200);
    }
    landline.terminate();
    QCOMPARE(landline.waitForEnd(), 0);

    std::array<int, clientCount> next = {};
    const QList<QByteArray> lines = landline.errorOutput().split('\n');
    for (const QByteArray &line : lines) {
        const qsizetype at = line.indexOf(" GET /re/");
        if (at < 0)
            continue;
        const int client = line.mid(at + 9, 1).toInt();
        QCOMPARE(line.mid(at), " GET /re/" + QByteArray::number(client) + '-'
                         + QByteArray::number(next.at(static_cast<size_t>(client))++) + " 200");
        QCOMPARE(line.count("[INFO]"), 1);
    }
    for (const int count : next)
        QCOMPARE(count, requestCount);
}

QTEST_GUILESS_MAIN(tst_Streams)
#include "tst_streams.moc"
