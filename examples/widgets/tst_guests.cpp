// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "guestcontroller.h"
#include "mainwindow.h"

#include <Landline/Test>

#include <QTest>

/// The window with a node and clients in one process.
class TestGuests : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void listsConnections();
    void showsMessages();
    void pushesToAll();
    void actsOnTheSelection();

private:
    template<typename T>
    T *child(const char *name) const { return m_window->findChild<T *>(name); }
    Landline::Test::Client &connectAs(const QString &name);

    Inbox m_inbox;
    std::unique_ptr<Landline::Test::Node> m_node;
    std::unique_ptr<MainWindow> m_window;
    std::vector<Landline::Test::Client> m_clients;
};

void TestGuests::init()
{
    m_node = std::make_unique<Landline::Test::Node>();
    m_node->addRoutes([this](Landline::Router &router) { router.webSocket<GuestController>("/", &m_inbox); });
    QVERIFY2(m_node->start(), qPrintable(m_node->errorString()));
    m_window = std::make_unique<MainWindow>(&m_node->node(), &m_inbox);
    m_window->show();
}

void TestGuests::cleanup()
{
    m_window.reset();
    m_clients.clear();
    m_node.reset();
}

/// A client that has read its welcome and that the window lists.
Landline::Test::Client &TestGuests::connectAs(const QString &name)
{
    Landline::Test::Client &client = m_clients.emplace_back(*m_node, "/?name=" + name);
    const int rows = static_cast<int>(m_clients.size());
    if (!client.open() || client.nextText() != "Welcome!"
        || !Landline::Test::waitFor([&] { return child<QTableView>("connections")->model()->rowCount() == rows; }))
        qWarning("%s is not listed: %s", qPrintable(name), qPrintable(client.errorString()));
    return client;
}

void TestGuests::listsConnections()
{
    const QAbstractItemModel *model = child<QTableView>("connections")->model();
    connectAs("ann");
    connectAs("bob");
    QCOMPARE(model->index(0, ConnectionModel::Name).data().toString(), "ann");
    QCOMPARE(model->index(1, ConnectionModel::Name).data().toString(), "bob");
    QVERIFY(m_clients.front().close());
    QTRY_COMPARE(model->rowCount(), 1);
    QCOMPARE(model->index(0, ConnectionModel::Name).data().toString(), "bob");
}

void TestGuests::showsMessages()
{
    QVERIFY(connectAs("ann").send("<b>hello</b>"));
    QTRY_COMPARE(child<QListWidget>("messages")->count(), 1);
    const QString text = child<QListWidget>("messages")->item(0)->text();
    QVERIFY2(text.endsWith("ann: <b>hello</b>"), qPrintable(text));
}

void TestGuests::pushesToAll()
{
    auto *push = child<QPushButton>("push");
    QVERIFY(!push->isEnabled());
    connectAs("ann");
    connectAs("bob");
    QTest::keyClicks(child<QLineEdit>("text"), "lunch");
    QCOMPARE(push->text(), "Push to all");
    QTest::mouseClick(push, Qt::LeftButton);
    for (Landline::Test::Client &client : m_clients)
        QCOMPARE(client.nextText(), "lunch");
}

void TestGuests::actsOnTheSelection()
{
    connectAs("ann");
    connectAs("bob");
    child<QTableView>("connections")->selectRow(1);
    QTest::keyClicks(child<QLineEdit>("text"), "only for bob");
    QCOMPARE(child<QPushButton>("push")->text(), "Push to 1");
    QTest::mouseClick(child<QPushButton>("push"), Qt::LeftButton);
    QCOMPARE(m_clients.back().nextText(), "only for bob");
    QTest::mouseClick(child<QPushButton>("disconnect"), Qt::LeftButton);
    QCOMPARE(m_clients.back().closeCode(), 1000);
    QVERIFY(m_clients.front().ping());
    QCOMPARE(m_clients.front().pendingMessages(), 0);
}

QTEST_MAIN(TestGuests)

#include "tst_guests.moc"
