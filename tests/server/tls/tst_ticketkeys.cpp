// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "tls/ticketkeys.h"

#include <QtTest/qtest.h>

#include <set>
#include <thread>

using namespace Landline;
using namespace std::chrono_literals;

class tst_TicketKeys : public QObject
{
    Q_OBJECT

private slots:
    void oneKeyAnHour();
    void formerKeysAreKept();
    void longPause();
    void everyKeyIsAnother();
    void snapshotsStay();
    void manyThreads();

private:
    const TicketKeys::Clock::time_point m_start = TicketKeys::Clock::now();
};

void tst_TicketKeys::oneKeyAnHour()
{
    TicketKeys keys;
    const auto first = keys.at(m_start);
    QVERIFY(first);
    QCOMPARE(first->keys.size(), size_t(1));
    QCOMPARE(keys.at(m_start + 59min), first);
    const auto second = keys.at(m_start + TicketKeys::Lifetime);
    QVERIFY(second != first);
    QVERIFY(second->isCurrent(second->find(second->keys.front().name.data())));
    QCOMPARE(keys.at(m_start + TicketKeys::Lifetime + 59min), second);
}

void tst_TicketKeys::formerKeysAreKept()
{
    TicketKeys keys;
    const TicketKeys::Key first = keys.at(m_start)->keys.front();
    // A session of the last second of its time is good for as long as any.
    for (auto time = TicketKeys::Lifetime; time < TicketKeys::Lifetime + TicketKeys::SessionLifetime; time += 30min) {
        const auto snapshot = keys.at(m_start + time);
        const TicketKeys::Key *found = snapshot->find(first.name.data());
        QVERIFY(found);
        QVERIFY(found->cipherKey == first.cipherKey && found->macKey == first.macKey);
        QVERIFY(!snapshot->isCurrent(found));
    }
    QVERIFY(!keys.at(m_start + TicketKeys::Lifetime + TicketKeys::SessionLifetime)->find(first.name.data()));
}

void tst_TicketKeys::longPause()
{
    TicketKeys keys;
    const TicketKeys::Key first = keys.at(m_start)->keys.front();
    const auto later = keys.at(m_start + 48h);
    QCOMPARE(later->keys.size(), size_t(1));
    QVERIFY(!later->find(first.name.data()));
}

void tst_TicketKeys::everyKeyIsAnother()
{
    std::set<std::array<unsigned char, 16>> names;
    std::set<std::array<unsigned char, 32>> secrets;
    TicketKeys keys;
    for (int hour = 0; hour < 50; ++hour) {
        const TicketKeys::Key key = keys.at(m_start + std::chrono::hours(hour))->keys.front();
        names.insert(key.name);
        secrets.insert(key.cipherKey);
        secrets.insert(key.macKey);
    }
    QCOMPARE(names.size(), size_t(50));
    QCOMPARE(secrets.size(), size_t(100));
}

void tst_TicketKeys::snapshotsStay()
{
    TicketKeys keys;
    const auto held = keys.at(m_start);
    const TicketKeys::Key key = held->keys.front();
    for (int hour = 1; hour < 10; ++hour)
        keys.at(m_start + std::chrono::hours(hour));
    QCOMPARE(held->keys.size(), size_t(1));
    QVERIFY(held->keys.front().cipherKey == key.cipherKey);
}

void tst_TicketKeys::manyThreads()
{
    TicketKeys keys;
    std::vector<std::thread> threads;
    std::atomic<int> bad = 0;
    for (int i = 0; i < 4; ++i) {
        threads.emplace_back([&] {
            for (int minute = 0; minute < 1000; ++minute) {
                const auto snapshot = keys.at(m_start + std::chrono::minutes(minute));
                bad += snapshot && !snapshot->keys.empty() && snapshot->keys.size() <= 4 ? 0 : 1;
            }
        });
    }
    for (std::thread &thread : threads)
        thread.join();
    QCOMPARE(bad.load(), 0);
}

QTEST_GUILESS_MAIN(tst_TicketKeys)
#include "tst_ticketkeys.moc"
