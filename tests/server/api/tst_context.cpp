// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/context.h"

#include <QtTest/qtest.h>

using namespace Landline;

class tst_Context : public QObject
{
    Q_OBJECT

private slots:
    void isEmptyAtFirst();
    void set_data();
    void set();
    void typedGet();
    void typedGetOfWhatCannotBe_data();
    void typedGetOfWhatCannotBe();
    void destroyTakesTheWholeName();
    void override();
    void getOrSet();
    void copyFrom_data();
    void copyFrom();
    void copyFromItself();
    void release();
};

void tst_Context::isEmptyAtFirst()
{
    Context context;
    QVERIFY(context.isEmpty());
    QVERIFY(!context.has("name"));
    QCOMPARE(context.get("name"), QVariant());
    QCOMPARE(context.get("name", 7), 7);
    QVERIFY(context.container().isEmpty());
    context.destroy("name");
    context.release();
    QVERIFY(context.isEmpty());
}

void tst_Context::set_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QVariant>("value");
    QTest::addColumn<bool>("has");

    QTest::newRow("text") << "name" << QVariant("ann") << true;
    QTest::newRow("number") << "age" << QVariant(7) << true;
    QTest::newRow("a dot has no meaning") << "user.name" << QVariant("ann") << true;
    QTest::newRow("nor has a star") << "*" << QVariant("ann") << true;
    QTest::newRow("empty key") << "" << QVariant(1) << true;
    QTest::newRow("null is absent for has() only") << "name" << QVariant() << false;
    QTest::newRow("list") << "rooms" << QVariant(QStringList{"a", "b"}) << true;
}

void tst_Context::set()
{
    QFETCH(const QString, key);
    QFETCH(const QVariant, value);
    Context context;
    context.set(key, "something before");

    QCOMPARE(context.set(key, value), value);
    QCOMPARE(context.get(key, "default"), value);
    QTEST(context.has(key), "has");
    QCOMPARE(context.container().keys(), QStringList{key});
}

void tst_Context::typedGet()
{
    Context context;
    context.set("age", "7");
    context.set("name", QString("ann"));

    QCOMPARE(context.get<int>("age", 0), 7);
    QCOMPARE(context.get<QString>("name", {}), "ann");
    QCOMPARE(context.get<int>("unknown", 5), 5);
    QCOMPARE(context.get("name", "a literal").toString(), "ann");
}

void tst_Context::typedGetOfWhatCannotBe_data()
{
    QTest::addColumn<QVariant>("value");

    QTest::newRow("letters") << QVariant("seven");
    QTest::newRow("empty text") << QVariant("");
    QTest::newRow("null") << QVariant();
    QTest::newRow("list") << QVariant(QVariantList{1, 2});
}

void tst_Context::typedGetOfWhatCannotBe()
{
    QFETCH(const QVariant, value);
    Context context;
    context.set("age", value);

    QCOMPARE(context.get<int>("age", 5), 5);
}

void tst_Context::destroyTakesTheWholeName()
{
    Context context;
    context.set("a.b", 1);
    context.set("a", 2);
    context.destroy("a.b");

    QVERIFY(!context.has("a.b"));
    QVERIFY(context.has("a"));
}

void tst_Context::override()
{
    Context context;
    const auto increment = [](const QVariant &old) { return QVariant(old.toInt() + 1); };

    QCOMPARE(context.override("count", increment), 1);
    QCOMPARE(context.override("count", increment), 2);
    QCOMPARE(context.get("count"), 2);
}

void tst_Context::getOrSet()
{
    Context context;
    int calls = 0;
    const auto make = [&calls] { return QVariant(++calls); };

    QCOMPARE(context.getOrSet("id", make), 1);
    QCOMPARE(context.getOrSet("id", make), 1);
    context.set("id", QVariant());
    QCOMPARE(context.getOrSet("id", make), 2);
}

void tst_Context::copyFrom_data()
{
    QTest::addColumn<QStringList>("keys");
    QTest::addColumn<QStringList>("copied");

    QTest::newRow("all") << QStringList() << QStringList({"age", "name"});
    QTest::newRow("one") << QStringList("name") << QStringList("name");
    QTest::newRow("one that is not there") << QStringList({"name", "nothing"}) << QStringList("name");
    QTest::newRow("none that is there") << QStringList("nothing") << QStringList();
}

void tst_Context::copyFrom()
{
    QFETCH(const QStringList, keys);
    Context from;
    from.set("name", "ann");
    from.set("age", 7);
    Context to;
    to.set("own", "is replaced");
    to.copyFrom(from, keys);

    QStringList copied = to.container().keys();
    copied.sort();
    QTEST(copied, "copied");
}

void tst_Context::copyFromItself()
{
    Context context;
    context.set("name", "ann");
    context.set("age", 7);
    context.copyFrom(context, {"name"});

    QCOMPARE(context.container().keys(), QStringList("name"));
}

void tst_Context::release()
{
    Context context;
    context.set("name", "ann");
    context.release();

    QVERIFY(context.isEmpty());
    context.set("name", "bob");
    QCOMPARE(context.get("name"), "bob");
}

QTEST_GUILESS_MAIN(tst_Context)
#include "tst_context.moc"
