// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "chatcontroller.h"
#include "requiretoken.h"

#include <Landline/Test>

#include <QTest>

/// The chat room, by clients that connect to it.
class TestChat : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void tokens_data();
    void tokens();
    void everybodyHears();
    void leaving();
    void health();

private:
    std::unique_ptr<Landline::Test::Node> m_node;
};

namespace {

QJsonObject said(const QString &who, const QString &text)
{
    return {{"who", who}, {"text", text}};
}

} // namespace

/// Starts what chat.toml describes, as main() does, on a free port.
void TestChat::init()
{
    m_node = std::make_unique<Landline::Test::Node>(Landline::NodeConfig::fromFile(QFINDTESTDATA("chat.toml")));
    Landline::Test::Node &node = *m_node;
    node->registerController<ChatController>("ChatController");
    node.addMiddleware<RequireToken>(QHash<QString, QString>{{"t1", "ann"}, {"t2", "bob"}});
    node.addRoutes([](Landline::Router &router) {
        router.get("/health", [](const Landline::Request &) { return "ok"; });
    });
    QVERIFY2(node.start(), qPrintable(node.errorString()));
}

void TestChat::cleanup()
{
    m_node.reset();
}

void TestChat::tokens_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QByteArray>("authorization");
    QTest::addColumn<int>("status");
    QTest::newRow("query") << "/?token=t1" << QByteArray() << 101;
    QTest::newRow("header") << "/" << QByteArray("Bearer t1") << 101;
    QTest::newRow("none") << "/" << QByteArray() << 401;
    QTest::newRow("unknown") << "/?token=t3" << QByteArray() << 401;
    QTest::newRow("no Bearer") << "/" << QByteArray("t1") << 401;
}

void TestChat::tokens()
{
    QFETCH(const QString, path);
    QFETCH(const QByteArray, authorization);
    QFETCH(const int, status);
    Landline::Test::Client client(*m_node, path);
    client.setHeader("Authorization", authorization);
    QCOMPARE(client.open(), status == 101);
    QCOMPARE(client.httpStatus(), status);
}

void TestChat::everybodyHears()
{
    Landline::Test::Client ann(*m_node, "/?token=t1");
    QVERIFY2(ann.open(), qPrintable(ann.errorString()));
    QCOMPARE(ann.nextJson(), said("ann", "has come"));
    Landline::Test::Client bob(*m_node, "/?token=t2");
    QVERIFY2(bob.open(), qPrintable(bob.errorString()));
    QCOMPARE(ann.nextJson(), said("bob", "has come"));
    QCOMPARE(bob.nextJson(), said("bob", "has come"));

    QVERIFY(ann.send("hello"));
    QCOMPARE(bob.nextJson(), said("ann", "hello"));
    QCOMPARE(ann.nextJson(), said("ann", "hello"));
}

void TestChat::leaving()
{
    Landline::Test::Client ann(*m_node, "/?token=t1");
    QVERIFY2(ann.open(), qPrintable(ann.errorString()));
    QCOMPARE(ann.nextJson(), said("ann", "has come"));
    Landline::Test::Client bob(*m_node, "/?token=t2");
    QVERIFY2(bob.open(), qPrintable(bob.errorString()));
    QCOMPARE(ann.nextJson(), said("bob", "has come"));

    QVERIFY(bob.close());
    QCOMPARE(ann.nextJson(), said("bob", "has left"));
    QVERIFY(ann.ping());
    QCOMPARE(ann.pendingMessages(), 0);
}

void TestChat::health()
{
    Landline::Test::HttpClient http(*m_node);
    QCOMPARE(http.get("/health").status, 401);
    const Landline::Test::HttpResponse response = http.get("/health?token=t1");
    QCOMPARE(response.status, 200);
    QCOMPARE(response.text(), "ok");
}

QTEST_GUILESS_MAIN(TestChat)

#include "tst_chat.moc"
