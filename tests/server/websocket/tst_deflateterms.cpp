// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/deflateterms.h"

#include "api/settings.h"

#include <QtTest/qtest.h>

using namespace Landline;

namespace {

CompressionSettings settings(bool keepsContext = false, int windowBits = 15)
{
    CompressionSettings settings;
    settings.compression = true;
    settings.compressionContextTakeover = keepsContext;
    settings.compressionWindowBits = windowBits;
    return settings;
}

const QByteArray nobodyKeepsContext = "permessage-deflate; server_no_context_takeover; client_no_context_takeover";

} // namespace

class tst_DeflateTerms : public QObject
{
    Q_OBJECT

private slots:
    void offByDefault();
    void accepted_data();
    void accepted();
    void contextTakeover_data();
    void contextTakeover();
    void windows_data();
    void windows();
    void declined_data();
    void declined();
    void theFirstThatCanBeAccepted_data();
    void theFirstThatCanBeAccepted();
};

void tst_DeflateTerms::offByDefault()
{
    QVERIFY(!agreeOnDeflate("permessage-deflate", Settings()));
}

void tst_DeflateTerms::accepted_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::newRow("plain") << QByteArray("permessage-deflate");
    QTest::newRow("browsers") << QByteArray("permessage-deflate; client_max_window_bits");
    QTest::newRow("case") << QByteArray("PerMessage-Deflate; CLIENT_MAX_WINDOW_BITS");
    QTest::newRow("spaces") << QByteArray("  permessage-deflate ;\tclient_max_window_bits = 15 ");
    QTest::newRow("quotes") << QByteArray("permessage-deflate; client_max_window_bits=\"15\"");
    QTest::newRow("both without context")
            << QByteArray("permessage-deflate; server_no_context_takeover; client_no_context_takeover");
}

void tst_DeflateTerms::accepted()
{
    QFETCH(const QByteArray, offer);
    const auto agreement = agreeOnDeflate(offer, settings());
    QVERIFY(agreement);
    QCOMPARE(agreement->answer, nobodyKeepsContext);
    QCOMPARE(agreement->terms, DeflateTerms());
}

void tst_DeflateTerms::contextTakeover_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArray>("answer");
    QTest::addColumn<bool>("server");
    QTest::addColumn<bool>("client");
    QTest::newRow("both") << QByteArray("permessage-deflate") << QByteArray("permessage-deflate") << true << true;
    QTest::newRow("not the server") << QByteArray("permessage-deflate; server_no_context_takeover")
                                    << QByteArray("permessage-deflate; server_no_context_takeover") << false << true;
    QTest::newRow("not the client") << QByteArray("permessage-deflate; client_no_context_takeover")
                                    << QByteArray("permessage-deflate; client_no_context_takeover") << true << false;
    QTest::newRow("neither") << QByteArray("permessage-deflate; client_no_context_takeover; server_no_context_takeover")
                             << nobodyKeepsContext << false << false;
}

void tst_DeflateTerms::contextTakeover()
{
    QFETCH(const QByteArray, offer);
    const auto agreement = agreeOnDeflate(offer, settings(true));
    QVERIFY(agreement);
    QTEST(agreement->answer, "answer");
    QTEST(agreement->terms.serverKeepsContext, "server");
    QTEST(agreement->terms.clientKeepsContext, "client");
    // Who wants less than a client offers decides.
    QCOMPARE(agreeOnDeflate(offer, settings())->answer, nobodyKeepsContext);
    const auto notOurs = agreeOnDeflate(offer, settings(true), false);
    QVERIFY(!notOurs->terms.serverKeepsContext && notOurs->answer.contains("server_no_context_takeover"));
    QCOMPARE(notOurs->terms.clientKeepsContext, agreement->terms.clientKeepsContext);
}

void tst_DeflateTerms::windows_data()
{
    QTest::addColumn<int>("own");
    QTest::addColumn<QByteArray>("offer");
    QTest::addColumn<QByteArray>("answer"); // behind "permessage-deflate"
    QTest::addColumn<int>("server");
    QTest::addColumn<int>("client");
    const auto row = [](int own, const char *offer, const char *answer, int server, int client) {
        QTest::addRow("%d, %s", own, offer) << own << QByteArray(offer) << QByteArray(answer) << server << client;
    };
    row(15, "", "", 15, 15);
    row(12, "", "; server_max_window_bits=12", 12, 15);
    row(9, "", "; server_max_window_bits=9", 9, 15);
    row(15, "; client_max_window_bits", "", 15, 15);
    row(15, "; client_max_window_bits=15", "", 15, 15);
    row(15, "; client_max_window_bits=10", "; client_max_window_bits=10", 15, 10);
    row(15, "; client_max_window_bits=8", "; client_max_window_bits=8", 15, 8);
    row(12, "; client_max_window_bits", "; server_max_window_bits=12; client_max_window_bits=12", 12, 12);
    row(12, "; client_max_window_bits=15", "; server_max_window_bits=12; client_max_window_bits=12", 12, 12);
    row(12, "; client_max_window_bits=11", "; server_max_window_bits=12; client_max_window_bits=11", 12, 11);
    row(15, "; server_max_window_bits=15", "; server_max_window_bits=15", 15, 15);
    row(15, "; server_max_window_bits=9", "; server_max_window_bits=9", 9, 15);
    row(10, "; server_max_window_bits=12", "; server_max_window_bits=10", 10, 15);
    row(12, "; server_max_window_bits=10; client_max_window_bits=9",
        "; server_max_window_bits=10; client_max_window_bits=9", 10, 9);
    row(12, "; server_max_window_bits=\"10\"", "; server_max_window_bits=10", 10, 15);
}

void tst_DeflateTerms::windows()
{
    QFETCH(const int, own);
    QFETCH(const QByteArray, offer);
    QFETCH(const QByteArray, answer);
    const auto agreement = agreeOnDeflate("permessage-deflate" + offer, settings(true, own));
    QVERIFY(agreement);
    QCOMPARE(agreement->answer, "permessage-deflate" + answer);
    QTEST(int(agreement->terms.serverWindowBits), "server");
    QTEST(int(agreement->terms.clientWindowBits), "client");
}

void tst_DeflateTerms::declined_data()
{
    QTest::addColumn<QByteArray>("offer");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("another extension") << QByteArray("x-webkit-deflate-frame");
    QTest::newRow("a longer name") << QByteArray("permessage-deflates");
    QTest::newRow("its parameters alone") << QByteArray("client_max_window_bits");
    QTest::newRow("malformed") << QByteArray("permessage-deflate; client_max_window_bits=");
    for (const char *parameter : {"mystery", "mystery=1", "server_no_context_takeover=1", "client_no_context_takeover=true",
                                  "server_no_context_takeover; server_no_context_takeover",
                                  "client_no_context_takeover; CLIENT_no_context_takeover", "server_max_window_bits",
                                  "server_max_window_bits=10; server_max_window_bits=10",
                                  "client_max_window_bits; client_max_window_bits=10"})
        QTest::newRow(parameter) << QByteArray("permessage-deflate; ") + parameter;
    for (const char *value : {"7", "16", "0", "00", "08", "09", "010", "+10", "-10", "1e1", "ten", "10.", "256", "65546",
                              "4294967306", "18446744073709551626"}) {
        QTest::addRow("server_max_window_bits=%s", value) << QByteArray("permessage-deflate; server_max_window_bits=") + value;
        QTest::addRow("client_max_window_bits=%s", value) << QByteArray("permessage-deflate; client_max_window_bits=") + value;
    }
    // Legal, and more than zlib can do.
    QTest::newRow("server_max_window_bits=8") << QByteArray("permessage-deflate; server_max_window_bits=8");
}

void tst_DeflateTerms::declined()
{
    QFETCH(const QByteArray, offer);
    QVERIFY(!agreeOnDeflate(offer, settings()));
    QVERIFY(!agreeOnDeflate(offer, settings(true, 9)));
}

void tst_DeflateTerms::theFirstThatCanBeAccepted_data()
{
    QTest::addColumn<QByteArray>("offers");
    QTest::newRow("the first of two") << QByteArray("permessage-deflate; server_max_window_bits=10, permessage-deflate");
    QTest::newRow("behind others") << QByteArray("a; b=1, c, permessage-deflate; server_max_window_bits=10");
    QTest::newRow("behind one that is declined")
            << QByteArray("permessage-deflate; mystery, permessage-deflate; server_max_window_bits=10");
    QTest::newRow("behind one for a window that zlib cannot do")
            << QByteArray("permessage-deflate; server_max_window_bits=8, permessage-deflate; server_max_window_bits=10");
    QTest::newRow("before what is malformed") << QByteArray("permessage-deflate; server_max_window_bits=10, ;");
}

void tst_DeflateTerms::theFirstThatCanBeAccepted()
{
    QFETCH(const QByteArray, offers);
    const auto agreement = agreeOnDeflate(offers, settings(true));
    QVERIFY(agreement);
    QCOMPARE(agreement->answer, QByteArray("permessage-deflate; server_max_window_bits=10"));
}

QTEST_APPLESS_MAIN(tst_DeflateTerms)
#include "tst_deflateterms.moc"
