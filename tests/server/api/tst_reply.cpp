// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/reply.h"

#include <QtCore/qpromise.h>
#include <QtCore/qthread.h>
#include <QtTest/qtest.h>

#include <optional>
#include <stdexcept>

using namespace Landline;

namespace {

/// Waits for what \a reply delivers.
std::optional<Response> delivered(const Reply &reply)
{
    QObject context;
    std::optional<Response> received;
    reply.deliver(&context, [&received](const Response &response) { received = response; });
    [[maybe_unused]] const bool came = QTest::qWaitFor([&received] { return received.has_value(); }, 30000);
    return received;
}

Response created(Response response)
{
    response.setStatus(201);
    response.addHeader("X-Changed", "yes");
    return response;
}

/// A future in one of the states that a handler may leave it in.
QFuture<Response> futureThat(const QString &ends)
{
    QPromise<Response> promise;
    promise.start();
    const QFuture<Response> future = promise.future();
    if (ends == "succeeds") {
        promise.addResult(Response::text("later"));
        promise.finish();
    } else if (ends == "fails") {
        promise.setException(std::make_exception_ptr(std::runtime_error("no luck")));
        promise.finish();
    } else if (ends == "fails with a number") {
        promise.setException(std::make_exception_ptr(42));
        promise.finish();
    } else if (ends == "has no result") {
        promise.finish();
    } // else the promise is broken, which cancels the future
    return future;
}

} // namespace

class tst_Reply : public QObject
{
    Q_OBJECT

private slots:
    void ready_data();
    void ready();
    void later_data();
    void later();
    void laterWithAChange_data();
    void laterWithAChange();
    void aChangeThatThrows();
    void aDefaultFuture();
    void isDeliveredInTheContextsThread();
    void aDeadContextIsNotCalled();
};

void tst_Reply::ready_data()
{
    QTest::addColumn<Reply>("reply");
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<QByteArray>("body");

    QTest::newRow("nothing") << Reply() << QByteArray() << QByteArray();
    QTest::newRow("response") << Reply(Response::html("<p>")) << QByteArray("text/html; charset=utf-8")
                              << QByteArray("<p>");
    QTest::newRow("literal") << Reply("h\xc3\xa9") << QByteArray("text/plain; charset=utf-8")
                             << QByteArray("h\xc3\xa9");
    QTest::newRow("string") << Reply(QString("hi")) << QByteArray("text/plain; charset=utf-8") << QByteArray("hi");
    QTest::newRow("object") << Reply(QJsonObject{{"a", 1}}) << QByteArray("application/json")
                            << QByteArray("{\"a\":1}");
    QTest::newRow("array") << Reply(QJsonArray{1, 2}) << QByteArray("application/json") << QByteArray("[1,2]");
}

void tst_Reply::ready()
{
    QFETCH(const Reply, reply);
    QVERIFY(reply.isReady());
    std::optional<Response> received;
    reply.deliver(this, [&received](const Response &response) { received = response; });

    QVERIFY(received); // at once
    QCOMPARE(received->status(), 200);
    QTEST(received->header("Content-Type"), "type");
    QTEST(received->body(), "body");
    QCOMPARE(delivered(reply.then(created))->status(), 201);
}

void tst_Reply::later_data()
{
    QTest::addColumn<QString>("ends");
    QTest::addColumn<int>("status");

    QTest::newRow("succeeds") << "succeeds" << 200;
    QTest::newRow("fails") << "fails" << 500;
    QTest::newRow("fails with a number") << "fails with a number" << 500;
    QTest::newRow("is cancelled") << "is cancelled" << 500;
    QTest::newRow("has no result") << "has no result" << 500;
}

void tst_Reply::later()
{
    QFETCH(const QString, ends);
    const Reply reply(futureThat(ends));
    QVERIFY(!reply.isReady());
    const std::optional<Response> response = delivered(reply);

    QVERIFY(response);
    QTEST(response->status(), "status");
    if (ends.startsWith("fails"))
        QVERIFY(!response->body().contains("no luck")); // what went wrong is not the client's business
}

void tst_Reply::laterWithAChange_data()
{
    later_data();
}

void tst_Reply::laterWithAChange()
{
    QFETCH(const QString, ends);
    QFETCH(const int, status);
    int seen = 0;
    const Reply changed = Reply(futureThat(ends)).then([&seen](const Response &response) {
        seen = response.status();
        return created(response);
    });
    const std::optional<Response> response = delivered(changed);

    QVERIFY(response);
    QCOMPARE(seen, status);
    QCOMPARE(response->status(), 201);
    QCOMPARE(response->header("X-Changed"), "yes");
}

void tst_Reply::aChangeThatThrows()
{
    const auto change = [](const Response &) -> Response { throw std::runtime_error("no"); };
    QCOMPARE(delivered(Reply(futureThat("succeeds")).then(change))->status(), 500);
    QVERIFY_THROWS_EXCEPTION(std::runtime_error, Reply("now").then(change));
}

void tst_Reply::aDefaultFuture()
{
    QCOMPARE(delivered(QFuture<Response>())->status(), 500);
}

void tst_Reply::isDeliveredInTheContextsThread()
{
    QPromise<Response> promise;
    promise.start();
    QThread *deliveredIn = nullptr;
    Reply(promise.future()).deliver(this, [&](const Response &) { deliveredIn = QThread::currentThread(); });
    const std::unique_ptr<QThread> thread(QThread::create([&promise] {
        promise.addResult(Response::text("done"));
        promise.finish();
    }));
    thread->start();

    QTRY_VERIFY(deliveredIn);
    QCOMPARE(deliveredIn, QThread::currentThread());
    QVERIFY(thread->wait());
}

void tst_Reply::aDeadContextIsNotCalled()
{
    QPromise<Response> promise;
    promise.start();
    bool called = false;
    bool bystander = false;
    {
        QObject context;
        Reply(promise.future()).deliver(&context, [&](const Response &) { called = true; });
    }
    Reply(promise.future()).deliver(this, [&](const Response &) { bystander = true; });
    promise.addResult(Response());
    promise.finish();

    QTRY_VERIFY(bystander);
    QVERIFY(!called);
}

QTEST_GUILESS_MAIN(tst_Reply)
#include "tst_reply.moc"
