// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/democontroller.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_DemoController : public QObject
{
    Q_OBJECT

private slots:
    void opening_data();
    void opening();
    void answers_data();
    void answers();

private:
    Route m_route{"ws", "/demo", nullptr};
    DemoController m_controller;
};

void tst_DemoController::opening_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QVariant>("label");

    QTest::newRow("no name") << QByteArray("/demo") << QVariant();
    QTest::newRow("empty name") << QByteArray("/demo?name=") << QVariant();
    QTest::newRow("name") << QByteArray("/demo?name=Ann+B") << QVariant("Ann B");
    QTest::newRow("UTF-8") << QByteArray("/demo?name=%E4%B8%AD") << QVariant(QString(QChar(0x4e2d)));
    QTest::newRow("long") << "/demo?name=" + QByteArray(1000, 'x') << QVariant(QString(64, 'x'));
}

void tst_DemoController::opening()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QVariant, label);
    Request request;
    request.setTarget(target);
    FakeConnection connection(&m_route, 1234567890123, request);
    connection.open(request);
    m_controller.onOpen(&connection, request);

    QCOMPARE(connection.sent, QList<Frame>({"{\"fd\": 1234567890123}"}));
    QCOMPARE(connection.context().get("label"), label);
    QCOMPARE(connection.context().get("name"), label);
}

void tst_DemoController::answers_data()
{
    QTest::addColumn<Frame>("frame");
    QTest::addColumn<Frame>("answer");

    QTest::newRow("text") << Frame("hi") << Frame("Recv: hi");
    QTest::newRow("empty") << Frame("") << Frame("Recv: ");
    QTest::newRow("UTF-8") << Frame("\xc3\xa9") << Frame("Recv: \xc3\xa9");
    QTest::newRow("binary") << Frame::fromBinary("\xff") << Frame::fromBinary("\xff");
}

void tst_DemoController::answers()
{
    QFETCH(const Frame, frame);
    QFETCH(const Frame, answer);
    FakeConnection connection(&m_route, 1);
    connection.open({});
    m_controller.onMessage(&connection, frame);

    QCOMPARE(connection.sent, QList<Frame>{answer});
}

QTEST_GUILESS_MAIN(tst_DemoController)
#include "tst_democontroller.moc"
