// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/requestlog.h"

#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_RequestLog : public QObject
{
    Q_OBJECT

private slots:
    void lines_data();
    void lines();
    void otherNames();

private:
    /// Runs \a request through a RequestLog, whose line ends with \a logged.
    void run(Request request, const QString &logged);
};

void tst_RequestLog::lines_data()
{
    QTest::addColumn<QByteArray>("target");
    QTest::addColumn<QString>("logged");

    QTest::newRow("plain") << QByteArray("/a?b=c") << "/a?b=c";
    QTest::newRow("encoded") << QByteArray("/%C3%A9") << "/%C3%A9";
    QTest::newRow("what would end the line") << QByteArray("/a\r\nb") << "/a%0D%0Ab";
    QTest::newRow("what would steer a terminal") << QByteArray("/\x1b[31m") << "/%1B[31m";
    QTest::newRow("bytes beyond ASCII") << QByteArray("/\xff") << "/%FF";
    QTest::newRow("long") << "/" + QByteArray(10000, 'x') << '/' + QString(199, 'x');
    QTest::newRow("a secret") << QByteArray("/re/a?token=s3cret") << "/re/a?token=***";
    QTest::newRow("secrets") << QByteArray("/re/a?%74oken=s3cret&user=ann&API_KEY=s3cret&token=")
                             << "/re/a?%74oken=***&user=ann&API_KEY=***&token=***";
    QTest::newRow("a long secret") << "/a?token=" + QByteArray(10000, 'x') + "&b=c" << "/a?token=***&b=c";
    QTest::newRow("a secret where the line is cut") << "/a?b=" + QByteArray(189, 'x') + "&token=s3cret"
                                                    << "/a?b=" + QString(189, 'x') + "&token";
}

void tst_RequestLog::lines()
{
    QFETCH(const QByteArray, target);
    QFETCH(const QString, logged);
    Request request;
    request.setTarget(target);
    run(request, logged);
}

void tst_RequestLog::otherNames()
{
    Request request;
    request.setTarget("/a?token=open&session=s3cret");
    request.setRedaction(Redaction({"Session"}));
    run(request, "/a?token=open&session=***");
    request.setRedaction(Redaction(QStringList()));
    run(request, "/a?token=open&session=s3cret");
}

void tst_RequestLog::run(Request request, const QString &logged)
{
    request.setServerName("ws");
    request.setPeer(QHostAddress("192.0.2.7"), 1);
    QTest::ignoreMessage(QtInfoMsg, qPrintable("192.0.2.7 ws GET " + logged + " 404"));
    int status = 0;
    RequestLog()
            .process(request, [](const Request &) { return Response::status(404); })
            .deliver(this, [&status](const Response &response) { status = response.status(); });

    QCOMPARE(status, 404); // and nothing is changed
}

QTEST_GUILESS_MAIN(tst_RequestLog)
#include "tst_requestlog.moc"
