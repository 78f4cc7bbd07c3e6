// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/connectionmodel.h"

#include <QtCore/qitemselectionmodel.h>
#include <QtTest/qabstractitemmodeltester.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Landline;
using namespace Landline::Gui;

using Fds = QList<qint64>;

class tst_ConnectionModel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();
    void appliesBatches();
    void aBatchIsOneSignalOfEachKind();
    void sorts_data();
    void sorts();
    void staysSortedWhenValuesChange();
    void filters();
    void aChangedRowMayLeaveTheFilter();
    void listingRemovesWhatItDoesNotName();
    void persistentIndexesFollowTheirConnection();
    void selectionFollowsTheConnections();
    void nothingMovesWhileHeld();
    void closedFdsNeverComeBack();
    void closedFdsMayBeUnknown();
    void clear();
    void showsTextsFromClientsVisibly();
    void showsGroupsAndRoundTrips();
    void manyRowsAreOneBatch();

private:
    static ConnectionInfo connection(qint64 fd);
    static QList<ConnectionInfo> connections(const Fds &fds);
    Fds shown() const;

    std::unique_ptr<ConnectionModel> m_model;
    std::unique_ptr<QAbstractItemModelTester> m_tester;
};

ConnectionInfo tst_ConnectionModel::connection(qint64 fd)
{
    ConnectionInfo info;
    info.fd = fd;
    info.server = fd % 2 ? QStringLiteral("ws") : QStringLiteral("http");
    info.label = QStringLiteral("label %1").arg(fd % 3);
    info.openedAt = QDateTime(QDate(2026, 1, 1), QTime(0, 0), Qt::UTC).addSecs(fd);
    info.lastActiveAt = info.openedAt;
    info.messagesIn = 1000 - fd;
    return info;
}

QList<ConnectionInfo> tst_ConnectionModel::connections(const Fds &fds)
{
    QList<ConnectionInfo> result;
    for (qint64 fd : fds)
        result.append(connection(fd));
    return result;
}

Fds tst_ConnectionModel::shown() const
{
    Fds fds;
    for (int row = 0; row < m_model->rowCount(); ++row)
        fds.append(m_model->fdAt(row));
    return fds;
}

void tst_ConnectionModel::init()
{
    m_model = std::make_unique<ConnectionModel>();
    m_tester = std::make_unique<QAbstractItemModelTester>(
            m_model.get(), QAbstractItemModelTester::FailureReportingMode::QtTest);
}

void tst_ConnectionModel::cleanup()
{
    m_tester.reset();
    m_model.reset();
}

void tst_ConnectionModel::appliesBatches()
{
    m_model->apply(connections({5, 1, 3}), {});
    QCOMPARE(shown(), Fds({1, 3, 5}));
    m_model->apply(connections({2, 4, 6}), {1, 3, 99});
    QCOMPARE(shown(), Fds({2, 4, 5, 6}));
    QCOMPARE(m_model->total(), 4);
    m_model->apply(connections({7, 8}), {7});
    QCOMPARE(shown(), Fds({2, 4, 5, 6, 8}));
    ConnectionInfo changed = connection(5);
    changed.messagesIn = 77;
    m_model->apply({changed}, {});
    QCOMPARE(m_model->index(2, int(Column::MessagesIn)).data().toString(), QStringLiteral("77"));
    QCOMPARE(m_model->connection(5)->messagesIn, 77);
    QCOMPARE(m_model->connection(1), nullptr);
    QCOMPARE(m_model->rowOf(1), -1);
    QCOMPARE(m_model->rowOf(8), 4);
}

void tst_ConnectionModel::aBatchIsOneSignalOfEachKind()
{
    Fds many;
    for (qint64 fd = 1; fd <= 40; ++fd)
        many.append(fd);
    m_model->apply(connections(many), {});
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy moved(m_model.get(), &QAbstractItemModel::layoutChanged);
    m_model->apply(connections({2, 20, 41, 42, 43}), {1, 5, 9, 13, 30});
    QCOMPARE(changed.size(), 1);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 1);
    QVERIFY(moved.size() <= 2);
}

void tst_ConnectionModel::sorts_data()
{
    QTest::addColumn<Column>("column");
    QTest::addColumn<Qt::SortOrder>("order");
    QTest::addColumn<Fds>("fds");
    QTest::newRow("fd") << Column::Fd << Qt::AscendingOrder << Fds({2, 3, 9, 10, 11});
    QTest::newRow("fd down") << Column::Fd << Qt::DescendingOrder << Fds({11, 10, 9, 3, 2});
    QTest::newRow("numbers as numbers")
            << Column::MessagesIn << Qt::AscendingOrder << Fds({11, 10, 9, 3, 2});
    QTest::newRow("equal ones by fd")
            << Column::Server << Qt::AscendingOrder << Fds({2, 10, 3, 9, 11});
    QTest::newRow("label") << Column::Label << Qt::AscendingOrder << Fds({3, 9, 10, 2, 11});
    QTest::newRow("since") << Column::Since << Qt::AscendingOrder << Fds({2, 3, 9, 10, 11});
    QTest::newRow("longest idle last")
            << Column::Idle << Qt::AscendingOrder << Fds({11, 10, 9, 3, 2});
}

void tst_ConnectionModel::sorts()
{
    QFETCH(Column, column);
    QFETCH(Qt::SortOrder, order);
    m_model->apply(connections({10, 9, 2, 3, 11}), {});
    m_model->sort(int(column), order);
    QTEST(shown(), "fds");
}

void tst_ConnectionModel::staysSortedWhenValuesChange()
{
    m_model->sort(int(Column::MessagesIn), Qt::DescendingOrder);
    m_model->apply(connections({1, 2, 3}), {});
    QCOMPARE(shown(), Fds({1, 2, 3}));
    ConnectionInfo busy = connection(3);
    busy.messagesIn = 5000;
    m_model->apply({busy}, {});
    QCOMPARE(shown(), Fds({3, 1, 2}));
}

void tst_ConnectionModel::filters()
{
    QSignalSpy counts(m_model.get(), &ConnectionModel::countsChanged);
    m_model->apply(connections({1, 2, 3, 4}), {});
    m_model->setFilter(ConnectionFilter(QStringLiteral("ws"), {}));
    QCOMPARE(shown(), Fds({1, 3}));
    QCOMPARE(m_model->total(), 4);
    QCOMPARE(counts.size(), 2);
    m_model->apply(connections({5, 6}), {1, 2});
    QCOMPARE(shown(), Fds({3, 5}));
    QCOMPARE(m_model->total(), 4);
    m_model->setFilter(ConnectionFilter());
    QCOMPARE(shown(), Fds({3, 4, 5, 6}));
}

void tst_ConnectionModel::aChangedRowMayLeaveTheFilter()
{
    m_model->setFilter(ConnectionFilter({}, QStringLiteral("ann")));
    ConnectionInfo ann = connection(1);
    ann.label = QStringLiteral("ann");
    m_model->apply({ann, connection(2)}, {});
    QCOMPARE(shown(), Fds({1}));
    ConnectionInfo other = connection(2);
    other.label = QStringLiteral("joann");
    m_model->apply({connection(1), other}, {});
    QCOMPARE(shown(), Fds({2}));
}

void tst_ConnectionModel::listingRemovesWhatItDoesNotName()
{
    m_model->apply(connections({1, 2, 3, 4}), {});
    m_model->beginListing();
    m_model->addListed(connections({2}));
    QCOMPARE(shown(), Fds({1, 2, 3, 4}));
    m_model->addListed(connections({4, 5}));
    m_model->endListing();
    QCOMPARE(shown(), Fds({2, 4, 5}));
}

void tst_ConnectionModel::persistentIndexesFollowTheirConnection()
{
    m_model->apply(connections({1, 2, 3, 4, 5}), {});
    const QPersistentModelIndex four(m_model->index(3, int(Column::Label)));
    const QPersistentModelIndex two(m_model->index(1, 0));
    m_model->apply(connections({6}), {1, 2, 3});
    QVERIFY(!two.isValid());
    QCOMPARE(four.row(), 0);
    QCOMPARE(four.column(), int(Column::Label));
    m_model->sort(int(Column::Fd), Qt::DescendingOrder);
    QCOMPARE(four.row(), 2);
}

void tst_ConnectionModel::selectionFollowsTheConnections()
{
    m_model->apply(connections({1, 2, 3, 4, 5, 6, 7, 8}), {});
    QItemSelectionModel selection(m_model.get());
    for (int row : {1, 3, 6})
        selection.select(m_model->index(row, 0),
                         QItemSelectionModel::Select | QItemSelectionModel::Rows);
    m_model->apply(connections({9, 10}), {1, 3, 7});
    m_model->sort(int(Column::MessagesIn), Qt::AscendingOrder);
    Fds selected;
    const QModelIndexList rows = selection.selectedRows();
    for (const QModelIndex &row : rows)
        selected.append(m_model->fdAt(row.row()));
    std::sort(selected.begin(), selected.end());
    QCOMPARE(selected, Fds({2, 4}));
}

void tst_ConnectionModel::nothingMovesWhileHeld()
{
    m_model->sort(int(Column::MessagesIn), Qt::DescendingOrder);
    m_model->apply(connections({1, 2, 3}), {});
    m_model->setHeld(true);
    ConnectionInfo busy = connection(3);
    busy.messagesIn = 5000;
    m_model->apply({busy, connection(4)}, {2});
    QCOMPARE(shown(), Fds({1, 2, 3}));
    QCOMPARE(m_model->index(2, int(Column::MessagesIn)).data(), QVariant(QLocale().toString(5000)));
    QVERIFY(m_model->index(1, 0).data(ConnectionModel::ClosedRole).toBool());
    QCOMPARE(m_model->total(), 3);
    m_model->setHeld(false);
    QCOMPARE(shown(), Fds({3, 1, 4}));
    QCOMPARE(m_model->total(), 3);
}

void tst_ConnectionModel::closedFdsNeverComeBack()
{
    m_model->apply(connections({1, 2}), {});
    m_model->setHeld(true);
    m_model->apply({}, {1});
    m_model->apply(connections({1}), {1});
    m_model->setHeld(false);
    QCOMPARE(shown(), Fds({2}));
    QCOMPARE(m_model->total(), 1);
}

void tst_ConnectionModel::closedFdsMayBeUnknown()
{
    m_model->apply(connections({1, 2}), {});
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    m_model->apply(connections({5}), {3, 4});
    m_model->apply(connections({6}), {6}); // and it is gone although the same batch shows it
    QCOMPARE(shown(), Fds({1, 2, 5}));
    QCOMPARE(m_model->total(), 3);
    QCOMPARE(removed.size(), 0);
}

void tst_ConnectionModel::clear()
{
    m_model->apply(connections({1, 2}), {});
    m_model->clear();
    QCOMPARE(m_model->rowCount(), 0);
    QCOMPARE(m_model->total(), 0);
    m_model->apply(connections({1}), {});
    QCOMPARE(shown(), Fds({1}));
}

void tst_ConnectionModel::showsTextsFromClientsVisibly()
{
    ConnectionInfo evil = connection(1);
    evil.label = QStringLiteral("a\u202eb\n<b>c</b>");
    m_model->apply({evil}, {});
    const QModelIndex label = m_model->index(0, int(Column::Label));
    QCOMPARE(label.data().toString(), QStringLiteral("a\\u202eb\\n<b>c</b>"));
    QVERIFY(!label.data(Qt::ToolTipRole).toString().contains(QStringLiteral("<b>")));
}

void tst_ConnectionModel::showsGroupsAndRoundTrips()
{
    ConnectionInfo ann = connection(1);
    ann.user = QStringLiteral("ann");
    ann.groups = QStringList({"red", "blue"});
    ann.groupCount = 5;
    ann.roundTrip = std::chrono::milliseconds(12);
    ann.messagesDropped = 1234;
    m_model->apply({ann, connection(2)}, {});
    const auto text = [this](int row, Column column) {
        return m_model->index(row, int(column)).data().toString();
    };
    QCOMPARE(text(0, Column::User), QStringLiteral("ann"));
    QCOMPARE(text(0, Column::Groups), QStringLiteral("red, blue +3"));
    QCOMPARE(text(0, Column::RoundTrip), QStringLiteral("12 ms"));
    QCOMPARE(text(0, Column::Dropped), QStringLiteral("1,234"));
    QCOMPARE(text(1, Column::Groups), QString());
    QCOMPARE(text(1, Column::RoundTrip), QString()); // no ping was answered yet
    m_model->sort(int(Column::RoundTrip), Qt::DescendingOrder);
    QCOMPARE(shown(), Fds({1, 2}));
}

void tst_ConnectionModel::manyRowsAreOneBatch()
{
    m_tester.reset(); // it looks at every row after every signal
    QSignalSpy inserted(m_model.get(), &QAbstractItemModel::rowsInserted);
    QSignalSpy removed(m_model.get(), &QAbstractItemModel::rowsRemoved);
    QSignalSpy changed(m_model.get(), &QAbstractItemModel::dataChanged);
    QSignalSpy moved(m_model.get(), &QAbstractItemModel::layoutChanged);
    Fds all;
    for (qint64 fd = 1; fd <= 20'000; ++fd)
        all.append(fd);
    m_model->apply(connections(all), {});
    Fds every20th;
    for (qint64 fd = 1; fd <= 20'000; fd += 20)
        every20th.append(fd);
    QCOMPARE(inserted.size(), 1);
    m_model->apply({}, every20th);
    QCOMPARE(m_model->rowCount(), 19'000);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 1);
    QVERIFY(changed.size() <= 1);
    QVERIFY(moved.size() <= 2);
    // 5,000 of the others change, and so move.
    m_model->sort(int(Column::MessagesIn), Qt::DescendingOrder);
    changed.clear();
    moved.clear();
    QList<ConnectionInfo> busy;
    for (qint64 fd = 2; fd <= 20'000 && busy.size() < 5000; fd += 2 + fd % 3) {
        if (fd % 20 != 1) {
            busy.append(connection(fd));
            busy.last().messagesIn = fd % 7;
        }
    }
    QCOMPARE(busy.size(), 5000);
    m_model->apply(busy, {});
    QCOMPARE(m_model->rowCount(), 19'000);
    QCOMPARE(inserted.size(), 1);
    QCOMPARE(removed.size(), 1);
    QCOMPARE(changed.size(), 1);
    QCOMPARE(moved.size(), 1);
}

QTEST_MAIN(tst_ConnectionModel)
#include "tst_connectionmodel.moc"
