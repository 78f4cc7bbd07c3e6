// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "http/requestreader.h"

#include <QtTest/qtest.h>

using namespace Landline;

/// Several requests in one row of bytes, cut in all ways.
class tst_RequestReader : public QObject
{
    Q_OBJECT

private slots:
    void rows_data();
    void rows();
    void states();
    void aTlsHello();
};

namespace {

/// What a reader finds in \a pieces, as one line a find.
QByteArrayList found(const QByteArrayList &pieces)
{
    QByteArrayList finds;
    RequestReader reader;
    for (const QByteArray &piece : pieces) {
        QByteArrayView input(piece);
        for (auto event = reader.next(&input); event != RequestReader::Event::NeedMore; event = reader.next(&input)) {
            if (event == RequestReader::Event::Head) {
                finds.append("head " + reader.head().path());
                if (reader.head().hasBody())
                    reader.readBody(10);
            } else if (event == RequestReader::Event::Body) {
                finds.append("body " + reader.takeBody() + " of " + reader.takeHead().path());
            } else {
                return finds << "refused " + QByteArray::number(reader.status());
            }
        }
        if (!input.isEmpty())
            finds.append("left");
    }
    return finds;
}

} // namespace

void tst_RequestReader::rows_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArrayList>("finds");
    const QByteArray get = "GET /a HTTP/1.1\r\nHost: a\r\n\r\n";
    const QByteArray post = "POST /b HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nhello";
    const QByteArray chunked = "POST /c HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    const QByteArrayList none;
    QTest::newRow("nothing") << QByteArray() << none;
    QTest::newRow("half a head") << get.chopped(1) << none;
    QTest::newRow("requests") << get + post + chunked + "2\r\nxy\r\n0\r\nT: u\r\n\r\n" + get
                              << (QByteArrayList{"head /a", "head /b", "body hello of /b", "head /c", "body xy of /c", "head /a"});
    QTest::newRow("an empty line between") << post + "\r\n" + get << (QByteArrayList{"head /b", "body hello of /b", "head /a"});
    QTest::newRow("half a body") << post.chopped(1) << QByteArrayList{"head /b"};
    QTest::newRow("a wrong head") << get + "hello\r\n\r\n" + get << (QByteArrayList{"head /a", "refused 400"});
    QTest::newRow("a wrong body") << chunked + "x\r\n" + get << (QByteArrayList{"head /c", "refused 400"});
    QTest::newRow("a body too long") << chunked + "b\r\n" << (QByteArrayList{"head /c", "refused 413"});
}

void tst_RequestReader::rows()
{
    QFETCH(const QByteArray, bytes);
    QFETCH(const QByteArrayList, finds);
    QByteArrayList single;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        QCOMPARE(found({bytes.left(i), bytes.mid(i)}), finds);
        single.append(bytes.mid(i, 1));
    }
    QCOMPARE(found(single), finds);
    QCOMPARE(found({bytes}), finds);
}

void tst_RequestReader::states()
{
    RequestReader reader;
    QVERIFY(!reader.isInHead() && !reader.isInBody());
    QByteArrayView input("POST / HTTP/1.1\r\n");
    QCOMPARE(reader.next(&input), RequestReader::Event::NeedMore);
    QVERIFY(reader.isInHead());
    input = "Host: a\r\nContent-Length: 3\r\n\r\nab";
    QCOMPARE(reader.next(&input), RequestReader::Event::Head);
    QVERIFY(!reader.isInHead());
    QCOMPARE(input.toByteArray(), "ab");
    reader.readBody(3);
    QVERIFY(reader.isInBody());
    QCOMPARE(reader.next(&input), RequestReader::Event::NeedMore);
    QCOMPARE(reader.takePiece(), "ab");
    QCOMPARE(reader.takePiece(), QByteArray());
    input = "c";
    QCOMPARE(reader.next(&input), RequestReader::Event::Body);
    QVERIFY(!reader.isInBody());
    QCOMPARE(reader.takePiece(), QByteArray());
    QCOMPARE(reader.takeBody(), "c");
}

void tst_RequestReader::aTlsHello()
{
    RequestReader reader;
    QByteArrayView input("\x16\x03\x01\x02");
    QCOMPARE(reader.next(&input), RequestReader::Event::Refused);
    QVERIFY(reader.isTlsHello());
    RequestReader other;
    QByteArrayView garbage("\x16 hello");
    QCOMPARE(other.next(&garbage), RequestReader::Event::Refused);
    QVERIFY(!other.isTlsHello());
}

QTEST_APPLESS_MAIN(tst_RequestReader)
#include "tst_requestreader.moc"
