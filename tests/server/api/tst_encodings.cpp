// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/encodings_p.h"

#include <QtTest/qtest.h>

#include <atomic>
#include <thread>
#include <vector>

using namespace Landline;

class tst_Encodings : public QObject
{
    Q_OBJECT

private slots:
    void madeOnceForEachForm();
    void nullIsRememberedAsWell();
    void madeOnceByManyThreads();
};

void tst_Encodings::madeOnceForEachForm()
{
    Encodings encodings;
    int made = 0;
    const auto make = [&made] { return QByteArray::number(++made); };
    QCOMPARE(encodings.encoding(0, make), "1");
    QCOMPARE(encodings.encoding(7, make), "2");
    QCOMPARE(encodings.encoding(0, make), "1");
    QCOMPARE(encodings.encoding(7, make), "2");
    QCOMPARE(encodings.encoding(8, make), "3");
    QCOMPARE(made, 3);
}

void tst_Encodings::nullIsRememberedAsWell()
{
    Encodings encodings;
    int made = 0;
    const auto make = [&made] {
        ++made;
        return QByteArray();
    };
    QVERIFY(encodings.encoding(1, make).isNull());
    QVERIFY(encodings.encoding(1, make).isNull());
    QCOMPARE(made, 1);
}

void tst_Encodings::madeOnceByManyThreads()
{
    constexpr int Rounds = 200;
    for (int round = 0; round < Rounds; ++round) {
        Encodings encodings;
        std::atomic<int> made = 0;
        std::atomic<int> right = 0;
        std::vector<std::thread> threads;
        for (int i = 0; i < 4; ++i) {
            threads.emplace_back([&] {
                for (quint32 form = 0; form < 3; ++form) {
                    const QByteArray bytes = encodings.encoding(form, [&made, form] {
                        ++made;
                        return QByteArray::number(form);
                    });
                    right += bytes == QByteArray::number(form);
                }
            });
        }
        for (std::thread &thread : threads)
            thread.join();
        QCOMPARE(made.load(), 3);
        QCOMPARE(right.load(), 12);
    }
}

QTEST_APPLESS_MAIN(tst_Encodings)
#include "tst_encodings.moc"
