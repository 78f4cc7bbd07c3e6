// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/changelist_p.h"

#include <QtCore/qset.h>
#include <QtTest/qtest.h>

#include <limits>
#include <random>

using namespace Landline;
using Admin::ChangePosition;

namespace {

constexpr qint64 lastFd = std::numeric_limits<qint64>::max();

/// "5.1" is a change of fd 1 that question 5 found, "5.-1" its end.
QStringList names(const ChangeList::Page &page)
{
    QStringList names;
    for (const ChangeList::Entry &entry : page.entries)
        names.append(QStringLiteral("%1.%2").arg(entry.position.question).arg(entry.isClosed ? -entry.position.fd : entry.position.fd));
    return names;
}

ChangeList activeList()
{
    ChangeList list;
    list.setActive(true);
    list.collect(1);
    return list;
}

} // namespace

class tst_ChangeList : public QObject
{
    Q_OBJECT

private slots:
    void inactive();
    void once();
    void pages_data();
    void pages();
    void rounds();
    void startsAnew();
    void forgetsTheOldest();
    void everyReaderFollows();
};

void tst_ChangeList::inactive()
{
    ChangeList list;
    list.noteChanged(1);
    list.noteClosed(2);
    list.collect(1);

    QVERIFY(!list.isActive());
    QCOMPARE(list.round(), 0u);
    QVERIFY(list.since({1, 0}, 10).isLost);
}

void tst_ChangeList::once()
{
    ChangeList list = activeList();
    for (const qint64 fd : {3, 1, 3, 2, 1})
        list.noteChanged(fd);
    list.noteClosed(2);
    list.collect(2);
    QCOMPARE(names(list.since({1, lastFd}, 10)), QStringList({"2.1", "2.-2", "2.3"}));

    list.noteChanged(1);
    list.collect(3);
    QCOMPARE(names(list.since({1, lastFd}, 10)), QStringList({"2.-2", "2.3", "3.1"}));
    QCOMPARE(names(list.since({2, lastFd}, 10)), QStringList("3.1"));
    QCOMPARE(names(list.since({3, lastFd}, 10)), QStringList());
}

void tst_ChangeList::pages_data()
{
    QTest::addColumn<ChangePosition>("since");
    QTest::addColumn<int>("limit");
    QTest::addColumn<QStringList>("found");
    QTest::addColumn<bool>("more");

    const QStringList all{"2.1", "2.4", "3.2", "3.-3", "5.5"};
    QTest::newRow("all") << ChangePosition{1, lastFd} << 10 << all << false;
    QTest::newRow("just enough") << ChangePosition{1, lastFd} << 5 << all << false;
    QTest::newRow("cut in a batch") << ChangePosition{1, lastFd} << 3 << all.first(3) << true;
    QTest::newRow("cut between batches") << ChangePosition{1, lastFd} << 2 << all.first(2) << true;
    QTest::newRow("from within a batch") << ChangePosition{2, 1} << 10 << all.sliced(1) << false;
    QTest::newRow("from a question that found nothing") << ChangePosition{4, 7} << 10 << all.last(1) << false;
    QTest::newRow("the last") << ChangePosition{3, 3} << 10 << all.last(1) << false;
    QTest::newRow("nothing new") << ChangePosition{5, 5} << 10 << QStringList() << false;
    QTest::newRow("nothing wanted") << ChangePosition{1, lastFd} << 0 << QStringList() << true;
}

void tst_ChangeList::pages()
{
    QFETCH(const ChangePosition, since);
    QFETCH(const int, limit);
    ChangeList list = activeList();
    for (const auto &[question, fds] :
         {std::pair(2, QList<qint64>{4, 1, 5}), std::pair(3, QList<qint64>{2}), std::pair(5, QList<qint64>{5})}) {
        for (const qint64 fd : fds)
            list.noteChanged(fd);
        if (question == 3)
            list.noteClosed(3);
        list.collect(static_cast<quint64>(question));
    }
    list.collect(6);

    const ChangeList::Page page = list.since(since, limit);
    QTEST(names(page), "found");
    QTEST(page.more, "more");
    QVERIFY(!page.isLost);
}

void tst_ChangeList::rounds()
{
    ChangeList list;
    QSet<quint32> rounds{list.round()};
    for (int life = 0; life < 3; ++life) {
        list.setActive(true);
        for (quint64 question = 1; question < 4; ++question) {
            QVERIFY(!rounds.contains(list.round()));
            rounds.insert(list.round());
            list.collect(question);
        }
        list.setActive(false);
        QCOMPARE(list.round(), 0u);
    }
}

void tst_ChangeList::startsAnew()
{
    ChangeList list = activeList();
    list.noteChanged(1);
    list.collect(2);
    list.setActive(false);
    list.setActive(true);
    list.collect(8);

    QVERIFY(list.since({2, lastFd}, 10).isLost);
    QVERIFY(list.since({7, lastFd}, 10).isLost);
    QCOMPARE(names(list.since({8, lastFd}, 10)), QStringList());
}

void tst_ChangeList::forgetsTheOldest()
{
    ChangeList list = activeList();
    const auto half = static_cast<qint64>(ChangeList::Capacity / 2);
    for (quint64 question = 2; question <= 5; ++question) {
        for (qint64 fd = 1; fd <= half; ++fd)
            list.noteChanged(static_cast<qint64>(question) * half + fd);
        list.collect(question);
    }
    // Two batches fit.
    QVERIFY(list.since({1, lastFd}, 1).isLost);
    QVERIFY(list.since({3, lastFd - 1}, 1).isLost);
    const ChangeList::Page page = list.since({4, 0}, 1);
    QVERIFY(!page.isLost);
    QCOMPARE(page.entries.front().position.question, 4u);
}

// Many readers, each at its own pace and with its own limit, know in the end what there is.
void tst_ChangeList::everyReaderFollows()
{
    struct Reader
    {
        int limit;
        ChangePosition position{1, lastFd};
        QHash<qint64, int> values = {};
    };
    std::mt19937 random(4711);
    ChangeList list = activeList();
    QHash<qint64, int> values;
    std::vector<Reader> readers{{1}, {2}, {7}, {1000}};
    qint64 nextFd = 1;
    quint64 question = 1;
    const auto read = [&](Reader &reader) {
        list.collect(++question);
        const ChangeList::Page page = list.since(reader.position, reader.limit);
        QVERIFY(!page.isLost);
        for (const ChangeList::Entry &entry : page.entries) {
            if (values.contains(entry.position.fd))
                reader.values.insert(entry.position.fd, values.value(entry.position.fd));
            else
                reader.values.remove(entry.position.fd);
        }
        reader.position = page.more ? page.entries.back().position : ChangePosition{question, lastFd};
    };
    for (int step = 0; step < 5000; ++step) {
        const QList<qint64> fds = values.keys();
        if (fds.size() < 20 || random() % 4 == 0) {
            values.insert(nextFd, step);
            list.noteChanged(nextFd++);
        } else {
            const qint64 fd = fds.at(static_cast<qsizetype>(random() % static_cast<unsigned>(fds.size())));
            if (random() % 3 == 0) {
                values.remove(fd);
                list.noteClosed(fd);
            } else {
                values[fd] = step;
                list.noteChanged(fd);
            }
        }
        if (random() % 2 == 0)
            read(readers[random() % readers.size()]);
    }
    for (Reader &reader : readers) {
        for (int i = 0; i < 6000 && reader.values != values; ++i)
            read(reader);
        QCOMPARE(reader.values, values);
    }
}

QTEST_GUILESS_MAIN(tst_ChangeList)
#include "tst_changelist.moc"
