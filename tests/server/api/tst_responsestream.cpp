// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/response.h"

#include <QtCore/qpointer.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <stdexcept>

using namespace Landline;

namespace {

class FakeSink final : public ResponseStream::Sink
{
public:
    void streamWritten(const QByteArray &piece) override
    {
        written += piece;
        unsent += piece.size();
    }
    void streamEnded(bool isWhole) override { end = isWhole ? "end" : "abort"; }
    qint64 unsentOfStream() const override { return unsent; }

    QByteArray written;
    QByteArray end;
    qint64 unsent = 0;
};

std::shared_ptr<const ResponseStream::Opened> toDo(const ResponseStream::Opened &opened)
{
    return std::make_shared<const ResponseStream::Opened>(opened);
}

const QByteArray large(ResponseStream::Limit - 1, 'x');

} // namespace

class tst_ResponseStream : public QObject
{
    Q_OBJECT

private slots:
    void closed();
    void writeAndEnd();
    void bounded();
    void producer();
    void endsInItsOwnFunctions_data();
    void endsInItsOwnFunctions();
    void exceptions_data();
    void exceptions();
    void connectionThatEnds();
    void bodyOfAStream();
    void whatRunsToItsEnd();
};

void tst_ResponseStream::closed()
{
    const ResponseStream stream;
    QVERIFY(!stream.isOpen() && !stream.hasRoom() && !stream.write("a") && !stream.isWaiting());
    QVERIFY(!stream.context());
    stream.end();
    stream.close();
}

void tst_ResponseStream::writeAndEnd()
{
    FakeSink sink;
    int calls = 0;
    const ResponseStream stream(&sink, toDo([&](const ResponseStream &opened) {
        ++calls;
        QVERIFY(opened.write("a"));
    }));
    QVERIFY(stream.isOpen() && stream.isWaiting());
    stream.goOn();
    stream.goOn();
    QCOMPARE(calls, 1);
    QVERIFY(!stream.isWaiting());
    const QSignalSpy destroyed(stream.context(), &QObject::destroyed);
    const ResponseStream copy(stream);
    QVERIFY(copy.write("") && copy.write("b"));
    copy.end();
    stream.abort();
    QVERIFY(!stream.isOpen() && !stream.write("c"));
    QCOMPARE(sink.written, "ab");
    QCOMPARE(sink.end, "end");
    QCoreApplication::sendPostedEvents(nullptr, QEvent::DeferredDelete);
    QCOMPARE(destroyed.size(), 1);
}

void tst_ResponseStream::bounded()
{
    FakeSink sink;
    int drained = 0;
    const ResponseStream stream(&sink, toDo([&drained](const ResponseStream &opened) {
        opened.onDrained([&drained] { ++drained; });
    }));
    stream.goOn();
    QVERIFY(stream.write(large) && stream.hasRoom() && stream.write(large));
    QVERIFY(!stream.hasRoom() && !stream.write("a") && !stream.isWaiting());
    QCOMPARE(sink.written.size(), 2 * large.size());
    sink.unsent = ResponseStream::Limit - 1;
    QVERIFY(stream.isWaiting());
    stream.goOn();
    QCOMPARE(drained, 1);
    QVERIFY(!stream.isWaiting());
}

void tst_ResponseStream::producer()
{
    FakeSink sink;
    const Response response = Response::stream("text/plain", [count = 0]() mutable {
        return ++count <= 5 ? QByteArray(100'000, char('0' + count)) : QByteArray();
    });
    const ResponseStream stream(&sink, response.opened());
    stream.goOn();
    QCOMPARE(sink.written.size(), 300'000);
    sink.unsent = 100'000;
    stream.goOn();
    QCOMPARE(sink.written.size(), 500'000);
    QCOMPARE(sink.end, "");
    QVERIFY(sink.written.endsWith('5'));
    sink.unsent = 0;
    stream.goOn();
    QCOMPARE(sink.end, "end");
}

void tst_ResponseStream::endsInItsOwnFunctions_data()
{
    QTest::addColumn<bool>("inDrained");
    QTest::newRow("opened") << false;
    QTest::newRow("drained") << true;
}

void tst_ResponseStream::endsInItsOwnFunctions()
{
    QFETCH(const bool, inDrained);
    FakeSink sink;
    std::weak_ptr<int> captured;
    {
        auto number = std::make_shared<int>(7);
        captured = number;
        const ResponseStream stream(&sink, toDo([inDrained, number](const ResponseStream &opened) {
            opened.onDrained([opened, number] {
                opened.end();
                QCOMPARE(*number, 7);
            });
            opened.write(large + large);
            if (!inDrained)
                opened.end();
            QCOMPARE(*number, 7);
        }));
        number.reset();
        stream.goOn();
        sink.unsent = 0;
        stream.goOn();
    }
    QCOMPARE(sink.end, "end");
    QVERIFY(captured.expired());
}

void tst_ResponseStream::exceptions_data()
{
    QTest::addColumn<Response>("response");
    QTest::addColumn<QByteArray>("written");
    QTest::newRow("opened") << Response::stream("a/b", [](const ResponseStream &stream) {
        stream.write("a");
        throw std::runtime_error("secret");
    }) << QByteArray("a");
    QTest::newRow("producer") << Response::stream("a/b", [count = 0]() mutable -> QByteArray {
        if (count++ > 0)
            throw 1;
        return "b";
    }) << QByteArray("b");
}

void tst_ResponseStream::exceptions()
{
    QFETCH(const Response, response);
    FakeSink sink;
    const ResponseStream stream(&sink, response.opened());
    QTest::ignoreMessage(QtCriticalMsg, "The application threw while it wrote a streamed response, which is cut");
    stream.goOn();
    QTEST(sink.written, "written");
    QCOMPARE(sink.end, "abort");
    QVERIFY(!stream.isOpen());
}

void tst_ResponseStream::connectionThatEnds()
{
    FakeSink sink;
    auto number = std::make_shared<int>(7);
    const std::weak_ptr<int> captured = number;
    std::optional<Response> response = Response::stream("text/plain", [number] { return QByteArray(100'000, 'x'); });
    const ResponseStream stream(&sink, response->opened());
    number.reset();
    response.reset();
    stream.goOn();
    QVERIFY(!captured.expired());
    const QPointer<QObject> context = stream.context();
    stream.close();
    QVERIFY(captured.expired());
    QVERIFY(!context);
    QVERIFY(!stream.isOpen() && !stream.write("a") && !stream.context());
    QCOMPARE(sink.end, "");
}

void tst_ResponseStream::whatRunsToItsEnd()
{
    FakeSink sink;
    const ResponseStream events(&sink, toDo([](const ResponseStream &) { }));
    events.goOn();
    QVERIFY(!events.runsToEnd());
    events.setRunsToEnd(true);
    QVERIFY(events.runsToEnd());
    events.close();
    const ResponseStream produced(&sink, Response::stream("text/plain", [] { return QByteArray(100'000, 'x'); }).opened());
    QVERIFY(!produced.runsToEnd()); // nobody knows before it is open
    produced.goOn();
    QVERIFY(produced.runsToEnd());
    produced.close();
}

void tst_ResponseStream::bodyOfAStream()
{
    Response response = Response::stream("text/csv", [] { return QByteArray(); });
    QVERIFY(response.isStream());
    QCOMPARE(response.status(), 200);
    QCOMPARE(response.header("Content-Type"), "text/csv");
    QCOMPARE(response.body(), "");
    response.setBody("a", "text/plain");
    QVERIFY(!response.isStream());
    QCOMPARE(response.header("Content-Type"), "text/plain");
}

QTEST_GUILESS_MAIN(tst_ResponseStream)
#include "tst_responsestream.moc"
