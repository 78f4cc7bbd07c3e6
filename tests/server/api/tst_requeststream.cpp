// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/httproute.h"
#include "api/requeststream.h"

#include <QtCore/qpromise.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <stdexcept>

using namespace Landline;

namespace {

class FakeSource final : public RequestStream::Source
{
public:
    void bodyOpened() override { ++opened; }
    void bodyUsed() override { ++used; }

    int opened = 0;
    int used = 0;
};

using Error = RequestStream::Error;

} // namespace

class tst_RequestStream : public QObject
{
    Q_OBJECT

private slots:
    void empty();
    void whole();
    void read_data();
    void read();
    void room();
    void news();
    void functionsThatAreSetLate();
    void ends_data();
    void ends();
    void closing();
    void exceptions_data();
    void exceptions();
    void functionsAreDropped();
    void handlerOfARoute();
    void answersOfARoute_data();
    void answersOfARoute();
};

void tst_RequestStream::empty()
{
    const RequestStream body;
    QVERIFY(body.isNull() && body.isFinished() && body.error() == Error::None && !body.isWaiting());
    QCOMPARE(body.bytesAvailable(), 0);
    QCOMPARE(body.readAll(), QByteArray());
    QVERIFY(!body.context());
    body.onReadyRead([] { });
    body.onFinished([] { });
    body.close();
}

/// Nobody has to call goOn() for a body that is here.
void tst_RequestStream::whole()
{
    const RequestStream body("hello");
    QVERIFY(!body.isNull() && body.isFinished());
    QByteArray received;
    bool isFinished = false;
    body.onReadyRead([&] { received += body.readAll(); });
    body.onFinished([&] { isFinished = true; });
    QVERIFY(received.isEmpty()); // not from within
    QTRY_VERIFY(isFinished);
    QCOMPARE(received, "hello");
}

void tst_RequestStream::read_data()
{
    QTest::addColumn<QByteArrayList>("pieces");
    QTest::addColumn<QList<qint64>>("sizes");
    QTest::addColumn<QByteArrayList>("expected");
    const QByteArrayList pieces{"abc", "de", "f"};
    QTest::newRow("nothing") << QByteArrayList() << QList<qint64>{5} << QByteArrayList{""};
    QTest::newRow("pieces") << pieces << QList<qint64>{3, 2, 1, 1} << QByteArrayList{"abc", "de", "f", ""};
    QTest::newRow("parts") << pieces << QList<qint64>{2, 2, 2, 2} << QByteArrayList{"ab", "cd", "ef", ""};
    QTest::newRow("more than there is") << pieces << QList<qint64>{100, 1} << QByteArrayList{"abcdef", ""};
    QTest::newRow("none") << pieces << QList<qint64>{0, -1, 4, 4} << QByteArrayList{"", "", "abcd", "ef"};
}

void tst_RequestStream::read()
{
    QFETCH(const QByteArrayList, pieces);
    QFETCH(const QList<qint64>, sizes);
    QFETCH(const QByteArrayList, expected);
    FakeSource source;
    const RequestStream body(&source);
    for (const QByteArray &piece : pieces)
        body.append(piece);
    for (qsizetype i = 0; i < sizes.size(); ++i)
        QCOMPARE(body.read(sizes.at(i)), expected.at(i));
    QCOMPARE(body.bytesAvailable(), 0);
    QVERIFY(pieces.isEmpty() || source.used > 0);
    body.close();
}

void tst_RequestStream::room()
{
    FakeSource source;
    const RequestStream body(&source);
    body.append(QByteArray(RequestStream::Limit, 'x'));
    QVERIFY(body.hasRoom());
    body.append("x");
    QVERIFY(!body.hasRoom());
    body.read(1);
    QVERIFY(body.hasRoom());
    QCOMPARE(source.used, 1);
    body.close();
}

void tst_RequestStream::news()
{
    FakeSource source;
    const RequestStream body(&source);
    int calls = 0;
    body.onReadyRead([&calls] { ++calls; });
    QVERIFY(!body.isWaiting());
    body.append("a");
    body.append("b");
    QVERIFY(body.isWaiting());
    body.goOn();
    body.goOn();
    QCOMPARE(calls, 1); // what is left is no news
    body.append("c");
    body.goOn();
    QCOMPARE(calls, 2);
    body.append("d");
    QCOMPARE(body.readAll(), "abcd");
    QVERIFY(!body.isWaiting()); // it has been read already
    body.close();
}

void tst_RequestStream::functionsThatAreSetLate()
{
    FakeSource source;
    const RequestStream body(&source);
    body.append("hello");
    body.finish();
    QVERIFY(!body.isWaiting());
    QByteArrayList calls;
    body.onFinished([&] { calls.append("finished"); });
    QCOMPARE(source.used, 1);
    QVERIFY(body.isWaiting());
    body.goOn();
    body.onReadyRead([&] { calls.append(body.readAll()); });
    QCOMPARE(source.used, 2);
    body.goOn();
    QCOMPARE(calls, QByteArrayList({"finished", "hello"}));
    QVERIFY(!body.isWaiting());
    body.close();
}

void tst_RequestStream::ends_data()
{
    QTest::addColumn<Error>("error");
    QTest::newRow("whole") << Error::None;
    QTest::newRow("early") << Error::Disconnected;
}

void tst_RequestStream::ends()
{
    QFETCH(const Error, error);
    FakeSource source;
    const RequestStream body(&source);
    QByteArrayList calls;
    body.onReadyRead([&] { calls.append(body.readAll()); });
    body.onFinished([&] { calls.append("finished"); });
    body.onFailed([&](const Response &response) { calls.append(QByteArray::number(response.status())); });
    body.append("hello");
    if (error == Error::None)
        body.finish();
    else
        body.fail(error, 400, "why");
    body.fail(Error::TimedOut, 408, "too late");
    body.goOn();
    QCOMPARE(calls, error == Error::None ? QByteArrayList({"hello", "finished"}) : QByteArrayList({"hello", "finished", "400"}));
    QCOMPARE(body.error(), error);
    QCOMPARE(body.errorString(), error == Error::None ? QString() : QString("why"));
    QVERIFY(body.context());
    body.close();
}

void tst_RequestStream::closing()
{
    FakeSource source;
    const RequestStream body(&source);
    const RequestStream copy(body);
    const QSignalSpy destroyed(body.context(), &QObject::destroyed);
    int calls = 0;
    body.onReadyRead([&calls] { ++calls; });
    body.onFinished([&calls] { ++calls; });
    body.append("hello");
    body.close();
    QCOMPARE(destroyed.size(), 1);
    QVERIFY(copy.isFinished() && !copy.context() && !copy.isWaiting());
    QCOMPARE(copy.readAll(), QByteArray());
    copy.onReadyRead([&calls] { ++calls; });
    copy.goOn();
    copy.close();
    QCOMPARE(calls, 0);
}

void tst_RequestStream::exceptions_data()
{
    QTest::addColumn<bool>("inReadyRead");
    QTest::newRow("readyRead") << true;
    QTest::newRow("finished") << false;
}

void tst_RequestStream::exceptions()
{
    QFETCH(const bool, inReadyRead);
    QTest::ignoreMessage(QtCriticalMsg, "The application threw while it read a request body, which is answered with 500");
    FakeSource source;
    const RequestStream body(&source);
    const auto throwing = [] { throw std::runtime_error("secret"); };
    int status = 0;
    body.onFailed([&status](const Response &response) { status = response.status(); });
    if (inReadyRead)
        body.onReadyRead(throwing);
    else
        body.onFinished(throwing);
    body.append("hello");
    body.finish();
    body.goOn();
    QCOMPARE(body.error(), Error::Canceled);
    QCOMPARE(status, 500);
    body.close();
}

/// They may hold the body that holds them.
void tst_RequestStream::functionsAreDropped()
{
    const auto alive = std::make_shared<int>(0);
    FakeSource source;
    {
        const RequestStream body(&source);
        body.onReadyRead([body, alive] { body.readAll(); });
        body.onFinished([body, alive] { });
        body.append("hello");
        body.finish();
        body.goOn();
        QCOMPARE(alive.use_count(), 1);
    }
    const RequestStream body(&source);
    body.onReadyRead([body, alive] { });
    body.onFinished([body, alive] { });
    body.onFailed([body, alive](const Response &) { });
    QCOMPARE(alive.use_count(), 4);
    body.close();
    QCOMPARE(alive.use_count(), 1);
}

void tst_RequestStream::handlerOfARoute()
{
    QByteArray received;
    const HttpRoute route({"POST"}, "/", [&received](const Request &, const RequestStream &body) {
        body.onReadyRead([body, &received] { received += body.readAll(); });
        return Response::status(201);
    });
    QVERIFY(route.streamsBody());
    FakeSource source;
    const RequestStream body(&source);
    Request request;
    request.setBodyStream(body);
    body.append("hello");
    const Reply reply = route.handler()(request);
    QCOMPARE(source.opened, 1);
    QCOMPARE(received, "hello");
    QVERIFY(reply.isReady());
    body.close();

    Request whole;
    whole.setBody("world"); // as on a route whose path middleware has changed
    QVERIFY(route.handler()(whole).isReady());
    QCOMPARE(received, "helloworld");
    QVERIFY(!HttpRoute({"POST"}, "/", [](const Request &) { return Response(); }).streamsBody());
}

void tst_RequestStream::answersOfARoute_data()
{
    QTest::addColumn<QByteArray>("first");
    QTest::addColumn<int>("status");
    QTest::newRow("the handler's") << QByteArray("handler") << 201;
    QTest::newRow("that to a failure") << QByteArray("failure") << 413;
}

/// The first that comes counts.
void tst_RequestStream::answersOfARoute()
{
    QFETCH(const QByteArray, first);
    QFETCH(const int, status);
    QPromise<Response> promise;
    promise.start();
    const HttpRoute route({"POST"}, "/", [&promise](const Request &, const RequestStream &) { return promise.future(); });
    FakeSource source;
    const RequestStream body(&source);
    Request request;
    request.setBodyStream(body);
    const Reply reply = route.handler()(request);
    QVERIFY(!reply.isReady());
    QObject context;
    QList<int> answers;
    reply.deliver(&context, [&answers](const Response &response) { answers.append(response.status()); });
    for (const bool isFirst : {true, false}) {
        if (isFirst == (first == "handler")) {
            promise.addResult(Response::status(201));
            promise.finish();
        } else {
            body.fail(Error::TooLarge, 413, "too large");
            body.goOn();
        }
        QTRY_COMPARE(answers.size(), 1);
    }
    QCoreApplication::sendPostedEvents();
    QCOMPARE(answers, QList<int>{status});
    body.close();
}

QTEST_GUILESS_MAIN(tst_RequestStream)
#include "tst_requeststream.moc"
