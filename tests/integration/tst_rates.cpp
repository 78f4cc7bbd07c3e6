// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/backendlimits.h"
#include "support/patience.h"
#include "support/rawclient.h"
#include "support/testclient.h"
#include "support/testnode.h"

#include <QtCore/qelapsedtimer.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;
using namespace Qt::StringLiterals;

/// Clients that say more than they may in a second.
class tst_Rates : public QObject
{
    Q_OBJECT

private slots:
    void cleanup();
    void aSecondsWorthAtOnce();
    void whoSaysMoreHasToWait_data();
    void whoSaysMoreHasToWait();
    void whoKeepsOnIsClosed();
    void othersDoNotWait();
    void closedWhileItWaits();

private:
    void start(const Settings &settings);

    std::unique_ptr<TestNode> m_node;
};

void tst_Rates::start(const Settings &settings)
{
    m_node.reset();
    NodeConfig config = NodeConfig::fromToml(TestNode::twoServers, u"test.toml"_s);
    config.workers = 1;
    for (ServerConfig &server : config.servers)
        server.settings = settings;
    m_node = std::make_unique<TestNode>(config);
    (*m_node)->addRoutes(u"ws"_s, [](Router &router) {
        router.webSocket("/").onMessage([](Connection *connection, const Frame &frame) { connection->push(frame); });
    });
    QVERIFY2(m_node->start(), m_node->error());
}

void tst_Rates::cleanup()
{
    m_node.reset();
}

void tst_Rates::aSecondsWorthAtOnce()
{
    Settings settings;
    settings.maxMessagesPerSecond = 50;
    settings.maxBytesPerSecond = 5000;
    start(settings);
    TestClient client;
    QVERIFY(client.open(m_node->url(u"ws"_s)));
    for (int i = 0; i < 50; ++i)
        client.send(QString(100, u'x'));
    QVERIFY(client.waitForFrames(50));
    QVERIFY(client.isOpen());
}

void tst_Rates::whoSaysMoreHasToWait_data()
{
    QTest::addColumn<int>("messages"); // per second
    QTest::addColumn<qint64>("bytes");
    QTest::addColumn<int>("size");
    QTest::addColumn<bool>("atOnce"); // or one by one

    QTest::newRow("messages") << 200 << qint64(0) << 1 << true;
    QTest::newRow("messages one by one") << 200 << qint64(0) << 1 << false;
    QTest::newRow("bytes") << 0 << qint64(200'000) << 1000 << true;
}

void tst_Rates::whoSaysMoreHasToWait()
{
    QFETCH(const int, messages);
    QFETCH(const qint64, bytes);
    QFETCH(const int, size);
    QFETCH(const bool, atOnce);
    Settings settings;
    settings.maxMessagesPerSecond = messages;
    settings.maxBytesPerSecond = bytes;
    settings.ratePatience = 1h;
    start(settings);
    RawClient client(m_node->port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    QElapsedTimer time;
    time.start();
    const bool isClosed = lacks(QtLimit::RatesWithoutPauses);
    const int count = isClosed ? 2000 : 300; // 200 of them at once, the others in half a second
    QByteArray all;
    for (int i = 0; i < count; ++i) {
        const QByteArray message = Wire::frame(Wire::Text, QByteArray::number(i).leftJustified(size));
        if (atOnce)
            all += message;
        else
            client.send(message);
    }
    client.send(all);
    if (isClosed) {
        // What the client sees of it is chance: TCP ends by a reset, since more has come.
        TRY_COMPARE(m_node->closed().size(), 1);
        QCOMPARE(m_node->closed().constFirst().close.code, 1008);
        return;
    }
    for (int i = 0; i < count; ++i) {
        const auto frame = client.frame();
        QVERIFY(frame);
        QCOMPARE(frame->payload.trimmed().toInt(), i);
    }
    QVERIFY2(time.elapsed() >= 450, QByteArray::number(time.elapsed()));
    QVERIFY(!client.isEnded());
}

void tst_Rates::whoKeepsOnIsClosed()
{
    Settings settings;
    settings.maxMessagesPerSecond = 100;
    settings.ratePatience = 200ms;
    start(settings);
    RawClient client(m_node->port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.send(Wire::frame(Wire::Text, "x").repeated(10'000));
    int answers = 0;
    auto frame = client.frame();
    for (; frame && frame->opcode == Wire::Text; frame = client.frame())
        ++answers;
    QVERIFY(frame);
    QCOMPARE(frame->closeCode(), 1008);
    QCOMPARE(frame->closeReason(), "sends too much");
    QVERIFY2(answers >= 100 && answers < 300, QByteArray::number(answers));
    TRY_COMPARE(m_node->closed().size(), 1);
    const CloseInfo expected{1008, u"sends too much"_s, ClosedBy::Server};
    QCOMPARE(m_node->closed().constFirst().close, expected);
    QVERIFY(client.waitForEnd());
}

void tst_Rates::othersDoNotWait()
{
    Settings settings;
    settings.maxMessagesPerSecond = 20;
    settings.ratePatience = 1h;
    start(settings);
    RawClient flooder(m_node->port(u"ws"_s));
    QCOMPARE(flooder.ask(Wire::handshake()).status, 101);
    flooder.send(Wire::frame(Wire::Text, "x").repeated(1000)); // good for 50 s
    TestClient other;
    QVERIFY(other.open(m_node->url(u"ws"_s)));
    for (int i = 0; i < 15; ++i)
        QCOMPARE(other.ask(QString::number(i)), QString::number(i));
}

void tst_Rates::closedWhileItWaits()
{
    Settings settings;
    settings.maxMessagesPerSecond = 1;
    settings.ratePatience = 1h;
    settings.closeWait = 1min;
    start(settings);
    RawClient client(m_node->port(u"ws"_s));
    QCOMPARE(client.ask(Wire::handshake()).status, 101);
    client.send(Wire::frame(Wire::Text, "x").repeated(1000) + Wire::frame(Wire::Close, "\x0f\xa0"));
    QVERIFY(client.frame());
    TRY_COMPARE(m_node->opened().size(), 1);
    (*m_node)->sender().disconnect(m_node->lastFd(), 4000);
    TRY_COMPARE(m_node->closed().size(), 1); // by the client's close: it is heard again
    QCOMPARE(m_node->closed().constFirst().close.code, lacks(QtLimit::RatesWithoutPauses) ? 1008 : 4000);
}

QTEST_GUILESS_MAIN(tst_Rates)
#include "tst_rates.moc"
