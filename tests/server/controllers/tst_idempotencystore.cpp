// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/idempotencystore.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace std::chrono_literals;

using Kind = IdempotencyStore::Begin::Kind;

class tst_IdempotencyStore : public QObject
{
    Q_OBJECT

private slots:
    void repeats();
    void runs();
    void keeps_data();
    void keeps();
    void expires();
    void dropsTheOldest();
    void lateFinish();

private:
    const std::shared_ptr<IdempotencyStore> m_store = std::make_shared<IdempotencyStore>();
    const IdempotencyStore::Clock::time_point m_now = IdempotencyStore::Clock::now();
};

void tst_IdempotencyStore::repeats()
{
    const IdempotencyStore::Begin first = m_store->begin("repeats", "a", m_now);
    QCOMPARE(first.kind, Kind::First);
    first.reservation->finish(Response::text("answer"));
    const IdempotencyStore::Begin second = m_store->begin("repeats", "a", m_now + 9min);
    QCOMPARE(second.kind, Kind::Repeat);
    QCOMPARE(second.response.body(), "answer");
    QCOMPARE(m_store->begin("repeats", "b", m_now).kind, Kind::Different);
}

void tst_IdempotencyStore::runs()
{
    IdempotencyStore::Begin first = m_store->begin("runs", "a", m_now);
    QCOMPARE(m_store->begin("runs", "a", m_now).kind, Kind::Running);
    QCOMPARE(m_store->begin("runs", "b", m_now).kind, Kind::Different);
    first.reservation.reset(); // its worker has ended
    QCOMPARE(m_store->begin("runs", "b", m_now).kind, Kind::First);
}

void tst_IdempotencyStore::keeps_data()
{
    QTest::addColumn<int>("status");
    QTest::addColumn<bool>("isKept");

    for (const int status : {200, 202, 204, 404, 410, 429})
        QTest::addRow("%d", status) << status << true;
    for (const int status : {400, 401, 409, 413, 415, 422, 500, 503})
        QTest::addRow("%d", status) << status << false;
}

void tst_IdempotencyStore::keeps()
{
    QFETCH(const int, status);
    QFETCH(const bool, isKept);

    const QByteArray key = "keeps" + QByteArray::number(status);
    m_store->begin(key, "a", m_now).reservation->finish(Response::status(status));
    QCOMPARE(m_store->begin(key, "a", m_now).kind, isKept ? Kind::Repeat : Kind::First);
}

void tst_IdempotencyStore::expires()
{
    m_store->begin("expires", "a", m_now).reservation->finish(Response());
    QCOMPARE(m_store->begin("expires", "b", m_now + 10min).kind, Kind::First);
}

void tst_IdempotencyStore::dropsTheOldest()
{
    const auto store = std::make_shared<IdempotencyStore>();
    for (size_t i = 0; i <= IdempotencyStore::MaxKeys; ++i)
        store->begin(QByteArray::number(qulonglong(i)), "a", m_now).reservation->finish(Response());
    QCOMPARE(store->begin("1", "a", m_now).kind, Kind::Repeat);
    QCOMPARE(store->begin(QByteArray::number(qulonglong(IdempotencyStore::MaxKeys)), "a", m_now).kind, Kind::Repeat);
    QCOMPARE(store->begin("0", "a", m_now).kind, Kind::First);
}

void tst_IdempotencyStore::lateFinish()
{
    const IdempotencyStore::Begin first = m_store->begin("late", "a", m_now);
    const IdempotencyStore::Begin second = m_store->begin("late", "b", m_now + 11min);
    QCOMPARE(second.kind, Kind::First);
    first.reservation->finish(Response());
    QCOMPARE(m_store->begin("late", "b", m_now + 11min).kind, Kind::Running);
}

QTEST_APPLESS_MAIN(tst_IdempotencyStore)
#include "tst_idempotencystore.moc"
