// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/responsefile_p.h"

#include "api/response.h"

#include <QtCore/qfile.h>
#include <QtCore/qtemporarydir.h>
#include <QtTest/qtest.h>

#include <sys/stat.h>

using namespace Landline;

/// Response::file() and what it opens.
class tst_ResponseFile : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void whole();
    void contentTypes_data();
    void contentTypes();
    void notThere_data();
    void notThere();
    void conditions_data();
    void conditions();
    void ranges_data();
    void ranges();
    void rangesOfAnEmptyFile();
    void changedFile();
    void shorterFile();

private:
    QString path(const QString &name) const { return m_folder.filePath(name); }
    void write(const QString &name, const QByteArray &bytes) const;

    QTemporaryDir m_folder;
    QString m_file;
};

namespace {

const QByteArray changedAt("Sun, 06 Nov 1994 08:49:37 GMT");

Request request(const QByteArray &method, const QList<QPair<QByteArray, QByteArray>> &headers = {})
{
    Request request;
    request.setMethod(method);
    for (const auto &[name, value] : headers)
        request.setHeader(name, value);
    return request;
}

QByteArray bodyOf(const Response &response)
{
    const auto file = response.openFile();
    return file ? file->read(0, 1000) : QByteArray();
}

} // namespace

void tst_ResponseFile::write(const QString &name, const QByteArray &bytes) const
{
    QFile file(path(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QCOMPARE(file.write(bytes), bytes.size());
    file.flush();
    QVERIFY(file.setFileTime(QDateTime(QDate(1994, 11, 6), QTime(8, 49, 37, 250), Qt::UTC), QFileDevice::FileModificationTime));
}

void tst_ResponseFile::initTestCase()
{
    QVERIFY(m_folder.isValid());
    m_file = path("a.txt");
    write("a.txt", "0123456789");
}

void tst_ResponseFile::whole()
{
    for (const char *method : {"GET", "HEAD", "POST"}) {
        const Response response = Response::file(m_file, request(method));
        QCOMPARE(response.status(), 200);
        QCOMPARE(response.header("Content-Type"), "text/plain; charset=utf-8");
        QCOMPARE(response.header("Last-Modified"), changedAt);
        QCOMPARE(response.header("Accept-Ranges"), "bytes");
        QVERIFY(response.header("ETag").startsWith('"') && response.header("ETag").endsWith('"'));
        QCOMPARE(response.openFile()->size(), 10);
        QCOMPARE(bodyOf(response), "0123456789");
        QCOMPARE(response.openFile()->read(7, 1000), "789");
        QCOMPARE(response.openFile()->read(10, 1000), "");
    }
}

void tst_ResponseFile::contentTypes_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("type");
    QTest::newRow("html") << "a.html" << QByteArray("text/html; charset=utf-8");
    QTest::newRow("png") << "a.PNG" << QByteArray("image/png");
    QTest::newRow("unknown") << "a.unheard-of" << QByteArray("application/octet-stream");
    QTest::newRow("no extension") << "a" << QByteArray("application/octet-stream");
}

void tst_ResponseFile::contentTypes()
{
    QFETCH(const QString, name);
    write(name, "text");
    QTEST(Response::file(path(name), request("GET")).header("Content-Type"), "type");
}

void tst_ResponseFile::notThere_data()
{
    QTest::addColumn<QString>("name");
    QTest::newRow("missing") << path("none.txt");
    QTest::newRow("a folder") << m_folder.path();
    QTest::newRow("below a file") << m_file + "/b";
    QTest::newRow("empty") << QString();
    QTest::newRow("NUL") << m_file + QChar(u'\0') + "b";
    QTest::newRow("FIFO") << path("fifo");
    QTest::newRow("device") << QString("/dev/zero");
    QTest::newRow("a long name") << QString(5000, 'x');
}

void tst_ResponseFile::notThere()
{
    QFETCH(const QString, name);
    if (name.endsWith("fifo"))
        QCOMPARE(::mkfifo(QFile::encodeName(name).constData(), 0600), 0);
    const Response response = Response::file(name, request("GET"));
    QCOMPARE(response.status(), 404);
    QVERIFY(!response.openFile());
}

void tst_ResponseFile::conditions_data()
{
    QTest::addColumn<QByteArray>("method");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<QByteArray>("value"); // TAG is the file's
    QTest::addColumn<int>("status");
    const auto row = [](const char *title, const char *name, const QByteArray &value, int status, const char *method = "GET") {
        QTest::newRow(title) << QByteArray(method) << QByteArray(name) << value << status;
    };
    row("the tag", "If-None-Match", "TAG", 304);
    row("the tag, HEAD", "If-None-Match", "TAG", 304, "HEAD");
    row("the tag, POST", "If-None-Match", "TAG", 200, "POST");
    row("in a list", "If-None-Match", "\"a\", W/TAG", 304);
    row("any", "If-None-Match", "*", 304);
    row("another", "If-None-Match", "\"a\"", 200);
    row("the date", "If-Modified-Since", changedAt, 304);
    row("a later one", "If-Modified-Since", "Mon, 07 Nov 1994 08:49:37 GMT", 304);
    row("an earlier one", "If-Modified-Since", "Sat, 05 Nov 1994 08:49:37 GMT", 200);
    row("no date", "If-Modified-Since", "yesterday", 200);
}

void tst_ResponseFile::conditions()
{
    QFETCH(const QByteArray, method);
    QFETCH(const QByteArray, name);
    QFETCH(QByteArray, value);
    const QByteArray tag = Response::file(m_file, request("GET")).header("ETag");
    const Response response = Response::file(m_file, request(method, {{name, value.replace("TAG", tag)}}));
    QTEST(response.status(), "status");
    QCOMPARE(response.header("ETag"), tag);
    QCOMPARE(response.header("Last-Modified"), changedAt);
    QCOMPARE(bodyOf(response), response.status() == 304 ? "" : "0123456789");

    // The tag decides where there is one.
    if (name == "If-Modified-Since")
        QCOMPARE(Response::file(m_file, request("GET", {{name, value}, {"If-None-Match", "\"a\""}})).status(), 200);
}

void tst_ResponseFile::ranges_data()
{
    QTest::addColumn<QByteArray>("range");
    QTest::addColumn<QByteArray>("condition"); // If-Range
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("contentRange");
    QTest::addColumn<QByteArray>("body");
    const QByteArray all("0123456789");
    const auto part = [](const char *range, const char *contentRange, const char *body, const QByteArray &condition = {}) {
        QTest::addRow("%s %s", range, condition.constData())
                << QByteArray(range) << condition << 206 << QByteArray(contentRange) << QByteArray(body);
    };
    part("bytes=0-0", "bytes 0-0/10", "0");
    part("bytes=2-4", "bytes 2-4/10", "234");
    part("Bytes=8-", "bytes 8-9/10", "89");
    part("bytes=8-100", "bytes 8-9/10", "89");
    part("bytes=8-99999999999999999999", "bytes 8-9/10", "89");
    part("bytes=-3", "bytes 7-9/10", "789");
    part("bytes=-100", "bytes 0-9/10", "0123456789");
    part("bytes= 2-4", "bytes 2-4/10", "234");
    part("bytes=2-4", "bytes 2-4/10", "234", "TAG");
    part("bytes=2-4", "bytes 2-4/10", "234", changedAt);
    for (const char *none : {"bytes=10-", "bytes=10-20", "bytes=-0", "bytes=99999999999999999999-"})
        QTest::newRow(none) << QByteArray(none) << QByteArray() << 416 << QByteArray("bytes */10") << QByteArray();
    for (const char *ignored : {"bytes=0-1,3-4", "bytes=4-2", "bytes=-", "bytes=a-b", "bytes=1", "bytes=+1-2", "bytes=--1", "lines=1-2", ""})
        QTest::addRow("\"%s\"", ignored) << QByteArray(ignored) << QByteArray() << 200 << QByteArray() << all;
    for (const char *old : {"\"a\"", "W/TAG", "Sat, 05 Nov 1994 08:49:37 GMT", "Mon, 07 Nov 1994 08:49:37 GMT", "x"})
        QTest::addRow("If-Range: %s", old) << QByteArray("bytes=2-4") << QByteArray(old) << 200 << QByteArray() << all;
}

void tst_ResponseFile::ranges()
{
    QFETCH(const QByteArray, range);
    QFETCH(QByteArray, condition);
    Request asking = request("GET", {{"Range", range}});
    if (!condition.isEmpty())
        asking.setHeader("If-Range", condition.replace("TAG", Response::file(m_file, request("GET")).header("ETag")));
    const Response response = Response::file(m_file, asking);
    QTEST(response.status(), "status");
    QTEST(response.header("Content-Range"), "contentRange");
    QTEST(bodyOf(response), "body");
    asking.setMethod("HEAD");
    QCOMPARE(Response::file(m_file, asking).status(), 200);
}

void tst_ResponseFile::rangesOfAnEmptyFile()
{
    write("empty", {});
    QCOMPARE(Response::file(path("empty"), request("GET")).openFile()->size(), 0);
    QCOMPARE(Response::file(path("empty"), request("GET", {{"Range", "bytes=0-"}})).status(), 416);
    QCOMPARE(Response::file(path("empty"), request("GET", {{"Range", "bytes=-1"}})).status(), 416);
}

void tst_ResponseFile::changedFile()
{
    write("changing", "one");
    const QByteArray before = Response::file(path("changing"), request("GET")).header("ETag");
    QCOMPARE(Response::file(path("changing"), request("GET")).header("ETag"), before);
    QFile file(path("changing"));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write("two"); // as long
    file.close();
    QVERIFY(Response::file(path("changing"), request("GET")).header("ETag") != before);
}

void tst_ResponseFile::shorterFile()
{
    write("shrinking", "0123456789");
    const Response response = Response::file(path("shrinking"), request("GET"));
    QVERIFY(QFile::resize(path("shrinking"), 4));
    QCOMPARE(response.openFile()->read(0, 1000), "0123");
    QCOMPARE(response.openFile()->read(4, 1000), "");
}

QTEST_GUILESS_MAIN(tst_ResponseFile)
#include "tst_responsefile.moc"
