// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/audience.h"
#include "shared/filter.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_Audience : public QObject
{
    Q_OBJECT

private slots:
    void parts();
    void unites_data();
    void unites();
    void isEmpty_data();
    void isEmpty();
    void matching_data();
    void matching();
    void except();
    void isAValue();
};

void tst_Audience::parts()
{
    QVERIFY(Audience::all().hasAll());
    QCOMPARE(Audience::server("ws").serverNames(), QStringList("ws"));
    QCOMPARE(Audience::route("ws", "/a").routeNames(), (QList<Audience::RouteName>{{"ws", "/a"}}));
    QCOMPARE(Audience::group("red").groupNames(), QStringList("red"));
    QCOMPARE(Audience::groups({"red", "blue"}).groupNames(), QStringList({"red", "blue"}));
    QCOMPARE(Audience::user("ann").userIds(), QStringList("ann"));
    QCOMPARE(Audience::users({"ann", "bob"}).userIds(), QStringList({"ann", "bob"}));
    QCOMPARE(Audience::connections({7, 8}).fds(), QList<qint64>({7, 8}));
    QVERIFY(!Audience::server("ws").hasAll());
    QVERIFY(Audience::all().groupNames().isEmpty());
}

void tst_Audience::unites_data()
{
    QTest::addColumn<bool>("byOperator");

    QTest::newRow("|") << true;
    QTest::newRow("add") << false;
}

void tst_Audience::unites()
{
    QFETCH(const bool, byOperator);
    const Audience red = Audience::group("red").except(3);
    const Audience ann = Audience::user("ann");
    Audience both = red;
    if (byOperator)
        both = red | ann | Audience::connections({7});
    else
        both.add(ann).add(Audience::connections({7}));

    QCOMPARE(both.groupNames(), QStringList("red"));
    QCOMPARE(both.userIds(), QStringList("ann"));
    QCOMPARE(both.fds(), QList<qint64>{7});
    QCOMPARE(both.exceptedFds(), QList<qint64>{3});
    QVERIFY(red.userIds().isEmpty()); // the parts stay what they are
    QVERIFY((both | Audience()) == both);
    QVERIFY((Audience() | both) == both);
    QVERIFY((both | Audience::all()).hasAll());
    const Audience same = both;
    both |= same;
    QCOMPARE(both.fds(), QList<qint64>({7, 7}));
}

void tst_Audience::isEmpty_data()
{
    QTest::addColumn<Audience>("audience");
    QTest::addColumn<bool>("empty");

    QTest::newRow("nobody") << Audience() << true;
    QTest::newRow("no groups") << Audience::groups({}) << true;
    QTest::newRow("no fds") << Audience::connections({}) << true;
    QTest::newRow("nobody but one") << Audience().except(7) << true;
    QTest::newRow("all") << Audience::all() << false;
    QTest::newRow("a server") << Audience::server("ws") << false;
    QTest::newRow("a route") << Audience::route("ws", "/") << false;
    QTest::newRow("a group") << Audience::group("red") << false;
    QTest::newRow("a user") << Audience::user("ann") << false;
    QTest::newRow("a filter") << Audience::matching("user:ann") << false;
    QTest::newRow("a filter without terms") << Audience::matching("") << false;
    QTest::newRow("an fd") << Audience::connections({-1}) << false;
}

void tst_Audience::isEmpty()
{
    QFETCH(const Audience, audience);
    QTEST(audience.isEmpty(), "empty");
}

void tst_Audience::matching_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("position"); // of the error, or -1

    QTest::newRow("nothing") << QString() << -1;
    QTest::newRow("terms") << u"user:ann  idle>5"_s << -1;
    QTest::newRow("wrong") << u"ann usr:ann"_s << 4;
}

void tst_Audience::matching()
{
    QFETCH(const QString, text);
    QFETCH(const int, position);
    FilterError error;
    const Audience audience = Audience::matching(text, &error);
    if (position >= 0) {
        QVERIFY(audience == Audience());
        QCOMPARE(error.position, position);
        QTest::ignoreMessage(QtWarningMsg, QRegularExpression("^Filter \"ann usr:ann\" is invalid and matches nobody: position 4: "));
        QVERIFY((Audience::matching(text) | Audience::user("bob")) == Audience::user("bob"));
        return;
    }
    QVERIFY(audience == Audience::matching(*Filter::parse(text)));
    QCOMPARE(audience.filters(), QList<Filter>{*Filter::parse(text)});
    QCOMPARE((audience | audience | Audience::group("red")).filters().size(), 2);
    QVERIFY(audience != Audience::matching(text + u" tls"_s));
}

void tst_Audience::except()
{
    const Audience all = Audience::all();
    const Audience some = all.except(1).except({2, 3});
    QCOMPARE(some.exceptedFds(), QList<qint64>({1, 2, 3}));
    QVERIFY(some.hasAll());
    QVERIFY(all.exceptedFds().isEmpty());
    QVERIFY(some != all);
}

void tst_Audience::isAValue()
{
    Audience one = Audience::group("red");
    const Audience copy = one;
    one.add(Audience::group("blue"));
    QVERIFY(copy == Audience::group("red"));
    QVERIFY(one == Audience::groups({"red", "blue"}));
    QVERIFY(Audience() == Audience());
    const Audience moved = std::move(one);
    QCOMPARE(moved.groupNames().size(), 2);
}

QTEST_APPLESS_MAIN(tst_Audience)
#include "tst_audience.moc"
