// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "runtime/connectionsubject.h"
#include "server/api/fakeconnection.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// A connection is to a filter what its row is, and has all that a row has no place for.
class tst_ConnectionSubject : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void isLikeItsRow_data();
    void isLikeItsRow();
    void hasMoreThanItsRow();

private:
    static Request request();

    const QString m_labelKey = u"name"_s;
    Route m_route{u"ws"_s, u"/chat/{room}"_s, nullptr};
    std::unique_ptr<FakeConnection> m_connection;
};

Request tst_ConnectionSubject::request()
{
    Request request;
    request.setTarget("/chat/blue");
    request.setHeaders({{"User-Agent", "tst/1"}});
    request.setPeer(QHostAddress(u"192.0.2.7"_s), 40000);
    request.setSecure(true);
    return request;
}

void tst_ConnectionSubject::init()
{
    m_connection = std::make_unique<FakeConnection>(&m_route, 42, request());
    m_connection->open(request());
    m_connection->receive("12345");
    m_connection->push("123");
    m_connection->push("1");
    m_connection->queued = 7;
    m_connection->bindUser(u"u1"_s);
    m_connection->join(u"red"_s);
    m_connection->context().set(m_labelKey, u"ann"_s);
}

void tst_ConnectionSubject::isLikeItsRow_data()
{
    QTest::addColumn<int>("key");

    for (int i = 0; i <= int(FilterKey::Context); ++i)
        QTest::newRow(filterKeyName(FilterKey(i)).data()) << i;
}

void tst_ConnectionSubject::isLikeItsRow()
{
    QFETCH(const int, key);
    const ConnectionSubject subject(*m_connection, m_labelKey);
    const ConnectionInfo info = m_connection->info(m_labelKey);
    const ConnectionInfoSubject row(info);
    QCOMPARE(subject.text(FilterKey(key)), row.text(FilterKey(key)));
    QCOMPARE(subject.number(FilterKey(key)), row.number(FilterKey(key)));
    QCOMPARE(subject.groups(), row.groups());
    QVERIFY(subject.peer() == row.peer());
    // Each key has a value that a mistake would not give.
    const bool isText = !subject.text(FilterKey(key)).isEmpty();
    const bool isNumber = subject.number(FilterKey(key)).value_or(0) != 0;
    const QList<FilterKey> neither{FilterKey::Group, FilterKey::Ip, FilterKey::RoundTrip, FilterKey::Context};
    QCOMPARE(isText || isNumber, !neither.contains(FilterKey(key)));
}

void tst_ConnectionSubject::hasMoreThanItsRow()
{
    for (int i = 0; i < 20; ++i)
        m_connection->join(u"room:%1"_s.arg(i));
    const ConnectionSubject subject(*m_connection, m_labelKey);
    QCOMPARE(subject.groups().size(), 21);
    QVERIFY(m_connection->info().groups.size() < 21);
    m_connection->context().set(u"score"_s, 7);
    QCOMPARE(subject.contextValue(u"score"_s), 7);
    QVERIFY(!subject.contextValue(u"none"_s).isValid());
    QCOMPARE(ConnectionSubject(*m_connection, QString()).text(FilterKey::Label), QString());
}

QTEST_GUILESS_MAIN(tst_ConnectionSubject)
#include "tst_connectionsubject.moc"
