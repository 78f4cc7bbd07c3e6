// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/apirequest.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_ApiRequest : public QObject
{
    Q_OBJECT

private slots:
    void segments_data();
    void segments();
    void query_data();
    void query();
    void contentType_data();
    void contentType();
};

void tst_ApiRequest::segments_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QStringList>("segments");

    const auto row = [](const char *path, const QStringList &segments) { QTest::newRow(path) << QString::fromLatin1(path) << segments; };
    row("/api", {});
    row("/api/", {u""_s});
    row("/api/a/b", {u"a"_s, u"b"_s});
    row("/api/a%2Fb/c+d", {u"a/b"_s, u"c+d"_s});
    row("/api//a", {u""_s, u"a"_s});
    row("/api/a/", {u"a"_s, u""_s});
}

void tst_ApiRequest::segments()
{
    QFETCH(const QString, path);
    const std::optional<QStringList> segments = segmentsOf(path, 1);
    QVERIFY(segments);
    QTEST(*segments, "segments");
    QVERIFY(!segmentsOf(path + "/%ff"_L1, 1));
}

void tst_ApiRequest::query_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("values"); // or the field of the problem

    const auto row = [](const char *text, const QString &values) { QTest::newRow(text) << QByteArray(text) << values; };
    row("", u"|"_s);
    row("a=1", u"1|"_s);
    row("a=1&b=2", u"1|2"_s);
    row("a=1+2%20%26", u"1+2 &|"_s);
    row("a", u"|"_s);
    row("&&a=1&", u"1|"_s);
    row("%61=1", u"1|"_s);
    row("a=1=2", u"1=2|"_s);
    row("c=1", u"problem c"_s);
    row("a=1&a=1", u"problem a"_s);
    row("a=%ff", u"problem a"_s);
}

void tst_ApiRequest::query()
{
    QFETCH(const QByteArray, text);
    Request request;
    request.setTarget("/?" + text);
    std::optional<Problem> problem;
    const QMap<QString, QString> query = queryOf(request, {u"a"_s, u"b"_s}, &problem);
    const QString values = problem ? "problem "_L1 + problem->more.value(u"field"_s).toString()
                                   : query.value(u"a"_s) + u'|' + query.value(u"b"_s);
    QTEST(values, "values");
}

void tst_ApiRequest::contentType_data()
{
    QTest::addColumn<QByteArray>("type");
    QTest::addColumn<bool>("isUtf8");

    const auto row = [](const char *header, const QByteArray &type, bool isUtf8 = true) { QTest::newRow(header) << type << isUtf8; };
    row("text/plain", "text/plain");
    row("Text/PLAIN ; charset=\"UTF-8\"", "text/plain");
    row("text/plain; charset=latin1", "text/plain", false);
    row("text/plain; format=flowed", "text/plain");
    row("text", "");
    row("text/plain, text/html", "");
}

void tst_ApiRequest::contentType()
{
    Request request;
    request.setHeader("Content-Type", QTest::currentDataTag());
    QTEST(ContentType::of(request).type, "type");
    QTEST(ContentType::of(request).isUtf8, "isUtf8");
    QVERIFY(ContentType::of(Request()).type.isEmpty());
}

QTEST_APPLESS_MAIN(tst_ApiRequest)
#include "tst_apirequest.moc"
