// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "server/api/fakeconnection.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

#include <stdexcept>

using namespace Landline;

class tst_Route : public QObject
{
    Q_OBJECT

private slots:
    void handlersRunInTheOrderGiven();
    void whatThrowsEndsItsConnectionOnly_data();
    void whatThrowsEndsItsConnectionOnly();
    void messagesForNobody();
    void middlewareInOrder();
    void subprotocol_data();
    void subprotocol();
};

void tst_Route::handlersRunInTheOrderGiven()
{
    Route route("ws", "/", nullptr);
    QStringList calls;
    route.onOpen([&](Connection *connection, const Request &request) {
             calls << "open " + QString::number(connection->fd()) + ' ' + request.path();
         })
            .onMessage([&](Connection *, const Frame &frame) { calls << "first " + frame.text(); })
            .onMessage([&](Connection *, const Frame &frame) { calls << "second " + frame.text(); })
            .onClose([&](Connection *, const CloseInfo &close) { calls << "close " + QString::number(close.code); });
    FakeConnection connection(&route, 5);
    Request request;
    request.setTarget("/a");
    connection.open(request);
    connection.receive("m");
    connection.finish({});

    QCOMPARE(calls, QStringList({"open 5 /a", "first m", "second m", "close 1006"}));
}

void tst_Route::whatThrowsEndsItsConnectionOnly_data()
{
    QTest::addColumn<QString>("where");
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("closes");

    QTest::newRow("onOpen") << "onOpen" << "an error" << 1;
    QTest::newRow("onMessage") << "onMessage" << "an error" << 1;
    QTest::newRow("onMessage, a number") << "onMessage" << "a number" << 1;
    QTest::newRow("onClose") << "onClose" << "an error" << 0; // it has ended anyway
}

void tst_Route::whatThrowsEndsItsConnectionOnly()
{
    QFETCH(const QString, where);
    QFETCH(const QString, what);
    const auto complain = [&](const QString &here, Connection *connection) {
        if (here != where || connection->fd() != 1)
            return;
        if (what == "a number")
            throw 42;
        throw std::runtime_error("no luck");
    };
    Route route("ws", "/chat", nullptr);
    route.onOpen([&](Connection *c, const Request &) { complain("onOpen", c); });
    route.onMessage([&](Connection *c, const Frame &) { complain("onMessage", c); });
    route.onClose([&](Connection *c, const CloseInfo &) { complain("onClose", c); });
    const QString reason = what == "a number" ? "an unknown exception" : "no luck";
    QTest::ignoreMessage(QtCriticalMsg, qPrintable("fd 1 on /chat: " + where + " threw: " + reason));
    FakeConnection unlucky(&route, 1);
    FakeConnection other(&route, 2);
    for (FakeConnection *connection : {&unlucky, &other}) {
        connection->open({});
        connection->receive("m");
    }
    QVERIFY(other.isOpen());
    unlucky.finish({});

    QTEST(int(unlucky.closes.size()), "closes");
    for (const CloseInfo &close : std::as_const(unlucky.closes)) {
        QCOMPARE(close.code, CloseCode::InternalError);
        QVERIFY(!close.reason.contains("luck"));
    }
}

void tst_Route::messagesForNobody()
{
    Route route("ws", "/", nullptr);
    route.warnOfMessages("Silent");
    FakeConnection connection(&route, 9);
    connection.open({});
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression("fd 9: Silent has no onMessage.*5 bytes"));
    connection.receive("hello");
    QTest::failOnWarning(QRegularExpression("no onMessage"));
    connection.receive("once more"); // nobody fills the log with it

    QVERIFY(connection.isOpen());
}

void tst_Route::middlewareInOrder()
{
    class Nothing : public Middleware
    {
    public:
        explicit Nothing(int id) : number(id) { }
        Reply process(Request request, const Next &next) override { return next(request); }
        int number;
    };
    Route route("ws", "/", nullptr);
    route.use<Nothing>(1).use(std::make_shared<Nothing>(2));

    QList<int> numbers;
    for (const auto &middleware : route.middleware())
        numbers << std::static_pointer_cast<Nothing>(middleware)->number;
    QCOMPARE(numbers, QList<int>({1, 2}));
}

void tst_Route::subprotocol_data()
{
    QTest::addColumn<QList<Request::Field>>("headers");
    QTest::addColumn<QStringList>("spoken");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *name, const QList<Request::Field> &headers, const QStringList &spoken,
                        const QString &expected) { QTest::newRow(name) << headers << spoken << expected; };
    row("none offered", {}, {"chat"}, "");
    row("none supported", {{"Sec-WebSocket-Protocol", "chat"}}, {}, "");
    row("none in common", {{"Sec-WebSocket-Protocol", "chat"}}, {"mqtt"}, "");
    row("one", {{"Sec-WebSocket-Protocol", "chat"}}, {"chat"}, "chat");
    row("the client's order", {{"Sec-WebSocket-Protocol", "b, a"}}, {"a", "b"}, "b");
    row("first that is supported", {{"Sec-WebSocket-Protocol", "x,,chat.v1 , a"}}, {"a", "chat.v1"}, "chat.v1");
    row("several lines", {{"Sec-WebSocket-Protocol", "x"}, {"sec-websocket-protocol", "a"}}, {"a"}, "a");
    row("case counts", {{"Sec-WebSocket-Protocol", "Chat, chat"}}, {"chat"}, "chat");
    row("spelling is kept", {{"Sec-WebSocket-Protocol", "MQTT"}}, {"MQTT"}, "MQTT");
}

void tst_Route::subprotocol()
{
    QFETCH(const QList<Request::Field>, headers);
    QFETCH(const QStringList, spoken);
    Request request;
    request.setHeaders(headers);
    Route route("ws", "/", nullptr);
    route.setSubprotocols(spoken);

    QTEST(route.chosenSubprotocol(request.offeredSubprotocols()), "expected");
}

QTEST_GUILESS_MAIN(tst_Route)
#include "tst_route.moc"
