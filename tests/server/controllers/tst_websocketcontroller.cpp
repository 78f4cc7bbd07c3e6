// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/echocontroller.h"
#include "controllers/websocketcontroller.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;

/// The page's controller, and the one that is even simpler.
class tst_WebSocketController : public QObject
{
    Q_OBJECT

private slots:
    void life();
    void echo_data();
    void echo();

private:
    Route m_route{"ws", "/", nullptr};
};

void tst_WebSocketController::life()
{
    WebSocketController controller;
    FakeConnection connection(&m_route, 1);
    connection.open({});
    controller.onOpen(&connection, {});
    controller.onMessage(&connection, "hello");
    controller.onMessage(&connection, Frame());
    controller.onClose(&connection, {});

    QCOMPARE(connection.sent, QList<Frame>({"Opened", "Recv: hello", "Recv: "}));
    QVERIFY(connection.isOpen());
}

void tst_WebSocketController::echo_data()
{
    QTest::addColumn<Frame>("frame");

    QTest::newRow("text") << Frame("h\xc3\xa9");
    QTest::newRow("empty") << Frame();
    QTest::newRow("binary") << Frame::fromBinary("\xff");
    QTest::newRow("empty binary") << Frame::fromBinary({});
}

void tst_WebSocketController::echo()
{
    QFETCH(const Frame, frame);
    EchoController controller;
    FakeConnection connection(&m_route, 1);
    connection.open({});
    controller.onMessage(&connection, frame);

    QCOMPARE(connection.sent, QList<Frame>{frame});
}

QTEST_GUILESS_MAIN(tst_WebSocketController)
#include "tst_websocketcontroller.moc"
