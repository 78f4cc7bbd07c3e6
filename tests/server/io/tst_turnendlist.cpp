// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "io/turnendlist.h"

#include <QtTest/qtest.h>

#include <functional>
#include <memory>

using namespace Landline;

namespace {

/// Writes its name down when it is called, and does something then.
class Handler : public TurnEndHandler
{
public:
    Handler(QString *log, QChar name, const std::function<void()> &then = {})
        : m_log(log), m_name(name), m_then(then)
    {
    }
    ~Handler() override = default;

private:
    void turnEnded() override
    {
        m_log->append(m_name);
        if (m_then)
            m_then();
    }

    QString *m_log;
    QChar m_name;
    std::function<void()> m_then;
};

} // namespace

class tst_TurnEndList : public QObject
{
    Q_OBJECT

private slots:
    void callsOnceInTheOrderOfAsking();
    void forgets();
    void whoAsksWithinACallIsNext();
    void handlersMayDeleteEachOther();
    void runsWithinACall();
    void outlivedByItsHandlers();
};

void tst_TurnEndList::callsOnceInTheOrderOfAsking()
{
    QString log;
    TurnEndList list;
    Handler a(&log, u'a'), b(&log, u'b');
    QVERIFY(list.isEmpty());
    list.add(&b);
    list.add(&a);
    list.add(&b);
    QVERIFY(!list.isEmpty());
    QCOMPARE(log, QString());

    list.run();
    QCOMPARE(log, QStringLiteral("ba"));
    QVERIFY(list.isEmpty());
    list.run();
    QCOMPARE(log, QStringLiteral("ba"));

    list.add(&a);
    list.run();
    QCOMPARE(log, QStringLiteral("baa"));
}

void tst_TurnEndList::forgets()
{
    QString log;
    TurnEndList list;
    Handler a(&log, u'a'), b(&log, u'b'), c(&log, u'c');
    list.remove(&a);
    list.add(&a);
    list.add(&b);
    list.add(&c);
    list.remove(&b);
    list.remove(&b);
    list.run();
    QCOMPARE(log, QStringLiteral("ac"));
}

void tst_TurnEndList::whoAsksWithinACallIsNext()
{
    QString log;
    TurnEndList list;
    Handler late(&log, u'l');
    Handler again(&log, u'a', [&] {
        list.add(&again);
        list.add(&late);
    });
    list.add(&again);
    list.run();
    QCOMPARE(log, QStringLiteral("a"));
    QVERIFY(!list.isEmpty());
    list.run();
    QCOMPARE(log, QStringLiteral("aal"));
    list.remove(&again);
    list.remove(&late);
    QVERIFY(list.isEmpty());
}

void tst_TurnEndList::handlersMayDeleteEachOther()
{
    QString log;
    TurnEndList list;
    auto victim = std::make_unique<Handler>(&log, u'v');
    Handler killer(&log, u'k', [&] {
        list.remove(victim.get());
        victim.reset();
    });
    auto *suicide = new Handler(&log, u's');
    Handler last(&log, u'l', [&] { delete std::exchange(suicide, nullptr); });
    list.add(&killer);
    list.add(victim.get());
    list.add(suicide);
    list.add(&last);
    list.run();
    QCOMPARE(log, QStringLiteral("ksl"));
    QVERIFY(!victim && !suicide);
}

void tst_TurnEndList::runsWithinACall()
{
    QString log;
    TurnEndList list;
    Handler added(&log, u'n'), b(&log, u'b');
    Handler a(&log, u'a', [&] {
        list.add(&added);
        list.run();
        list.add(&added);
    });
    list.add(&a);
    list.add(&b);
    list.run();
    QVERIFY(log.startsWith(QStringLiteral("abn")));
    list.run();
    QCOMPARE(log, QStringLiteral("abnn"));
    QVERIFY(list.isEmpty());
}

void tst_TurnEndList::outlivedByItsHandlers()
{
    QString log;
    auto list = std::make_unique<TurnEndList>();
    Handler a(&log, u'a');
    list->add(&a);
    list.reset();
    QCOMPARE(log, QString());
    TurnEndList other;
    other.add(&a);
    other.run();
    QCOMPARE(log, QStringLiteral("a"));
}

QTEST_GUILESS_MAIN(tst_TurnEndList)
#include "tst_turnendlist.moc"
