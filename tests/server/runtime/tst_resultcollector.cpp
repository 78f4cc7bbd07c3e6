// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/resultcollector.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <thread>

using namespace Landline;

class tst_ResultCollector : public QObject
{
    Q_OBJECT

private slots:
    void sumOfAllParts();
    void onlyTheLastOneGetsIt();
};

void tst_ResultCollector::sumOfAllParts()
{
    ResultCollector<QByteArray> results(3, "0");
    QVERIFY(!results.add("1"));
    QVERIFY(!results.add(""));
    const std::optional<QByteArray> sum = results.add("2");
    QVERIFY(sum);
    QCOMPARE(*sum, "012");
}

void tst_ResultCollector::onlyTheLastOneGetsIt()
{
    constexpr int threadCount = 4;
    constexpr int each = 1000;
    std::vector<std::unique_ptr<ResultCollector<int>>> collectors;
    for (int i = 0; i < each; ++i)
        collectors.push_back(std::make_unique<ResultCollector<int>>(threadCount));
    std::atomic<int> sums = 0;
    std::atomic<int> wrong = 0;
    std::vector<std::thread> threads;
    for (int number = 1; number <= threadCount; ++number) {
        threads.emplace_back([&, number] {
            for (const auto &collector : collectors) {
                if (const std::optional<int> sum = collector->add(number)) {
                    ++sums;
                    wrong += *sum == 1 + 2 + 3 + 4 ? 0 : 1;
                }
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(sums, each);
    QCOMPARE(wrong, 0);
}

QTEST_APPLESS_MAIN(tst_ResultCollector)
#include "tst_resultcollector.moc"
