// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/connectionids.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_ConnectionIds : public QObject
{
    Q_OBJECT

private slots:
    void parse_data();
    void parse();
    void idOf();
};

void tst_ConnectionIds::parse_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    QTest::addColumn<qint64>("fd");

    using Kind = ConnectionIds::Id::Kind;
    const auto row = [](const char *text, Kind kind, qint64 fd = 0) { QTest::newRow(text) << QString::fromLatin1(text) << int(kind) << fd; };
    row("17", Kind::Fd, 17);
    row("9223372036854775807", Kind::Fd, std::numeric_limits<qint64>::max());
    row("9223372036854775808", Kind::Unknown);
    row("", Kind::Unknown);
    row("0", Kind::Unknown);
    row("-1", Kind::Unknown);
    row("+1", Kind::Unknown);
    row("01", Kind::Unknown);
    row("1.0", Kind::Unknown);
    row("1e1", Kind::Unknown);
    row(" 1", Kind::Unknown);
    row("x", Kind::Unknown);
    row("east-1-1000-17", Kind::Fd, 17);
    row("east-1-999-17", Kind::Gone, 17);
    row("east-1-1001-17", Kind::Unknown);
    row("east-1-0-17", Kind::Unknown);
    row("east-1-1000-0", Kind::Unknown);
    row("east-1-1000-017", Kind::Unknown);
    row("east-1-1000-", Kind::Unknown);
    row("east-1-1000", Kind::Unknown);
    row("east-1000-17", Kind::Unknown);
    row("west-1-1000-17", Kind::Unknown);
    row("East-1-1000-17", Kind::Unknown);
    row("-1000-17", Kind::Unknown);
    row("-", Kind::Unknown);
}

void tst_ConnectionIds::parse()
{
    QFETCH(const QString, text);
    const ConnectionIds::Id id = ConnectionIds(u"east-1-1000"_s).parse(text);
    QTEST(int(id.kind), "kind");
    if (id.kind == ConnectionIds::Id::Kind::Fd)
        QTEST(id.fd, "fd");
}

void tst_ConnectionIds::idOf()
{
    QCOMPARE(ConnectionIds(u"east-1-1000"_s).idOf(17), u"east-1-1000-17"_s);
}

QTEST_APPLESS_MAIN(tst_ConnectionIds)
#include "tst_connectionids.moc"
