// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/descriptorlimit.h"
#include "support/descriptors.h"

#include <QtTest/qtest.h>

#include <vector>

#include <unistd.h>

using namespace Landline;

class tst_DescriptorLimit : public QObject
{
    Q_OBJECT

private slots:
    void raise();
    void available_data();
    void available();
    void gapsCount();
    void shortage();
    void noShortage_data();
    void noShortage();
};

void tst_DescriptorLimit::raise()
{
    const FewDescriptors few(5);
    rlimit limit = {};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &limit), 0);
    QCOMPARE(DescriptorLimit::current(), quint64(limit.rlim_cur));
    QVERIFY(DescriptorLimit::raise());
    QCOMPARE(DescriptorLimit::current(), quint64(limit.rlim_max));
    QVERIFY(DescriptorLimit::raise());
}

void tst_DescriptorLimit::available_data()
{
    QTest::addColumn<int>("left");
    QTest::addColumn<int>("enough");
    QTest::addColumn<int>("counted");

    QTest::newRow("none") << 0 << 10 << 0;
    QTest::newRow("some") << 4 << 10 << 4;
    QTest::newRow("just enough") << 10 << 10 << 10;
    QTest::newRow("more than enough") << 12 << 10 << 10;
    QTest::newRow("nothing wanted") << 12 << 0 << 0;
}

void tst_DescriptorLimit::available()
{
    QFETCH(const int, left);
    QFETCH(const int, enough);
    const FewDescriptors few(left);
    const int before = openDescriptors();
    QTEST(DescriptorLimit::available(enough), "counted");
    QCOMPARE(openDescriptors(), before);
    // It is the truth.
    std::vector<int> copies;
    for (int copy = 0; (copy = ::dup(STDERR_FILENO)) >= 0;)
        copies.push_back(copy);
    for (const int copy : copies)
        ::close(copy);
    QCOMPARE(int(copies.size()), left);
}

void tst_DescriptorLimit::gapsCount()
{
    const int first = ::dup(STDERR_FILENO);
    const int second = ::dup(STDERR_FILENO);
    QVERIFY(first >= 0 && second > first);
    const FewDescriptors few(0);
    QCOMPARE(DescriptorLimit::available(10), 0);
    ::close(first);
    QCOMPARE(DescriptorLimit::available(10), 1);
    ::close(second);
    QCOMPARE(DescriptorLimit::available(10), 2);
}

void tst_DescriptorLimit::shortage()
{
    const FewDescriptors few(9);
    const quint64 limit = DescriptorLimit::current();
    QCOMPARE(DescriptorLimit::shortage(10, "2 workers and 1 server need"),
             QStringLiteral("The process may open %1 descriptors, but 2 workers and 1 server need at least %2 (%3 are open "
                            "already). Raise the limit: ulimit -n, or LimitNOFILE= in the systemd unit.")
                     .arg(limit)
                     .arg(limit + 1)
                     .arg(limit - 9));
}

void tst_DescriptorLimit::noShortage_data()
{
    QTest::addColumn<int>("count");

    for (const int count : {0, 1, 9})
        QTest::addRow("%d", count) << count;
}

void tst_DescriptorLimit::noShortage()
{
    QFETCH(const int, count);
    const FewDescriptors few(9);
    QCOMPARE(DescriptorLimit::shortage(count, "landline needs"), QString());
}

QTEST_GUILESS_MAIN(tst_DescriptorLimit)
#include "tst_descriptorlimit.moc"
