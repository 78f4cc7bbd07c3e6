// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/messagedeflate.h"

#include "api/settings.h"
#include "support/rawdeflate.h"

#include <QtTest/qtest.h>

using namespace Landline;
using Result = Inflater::Result;

namespace {

constexpr qint64 limit = 100'000;

CompressionSettings settings()
{
    CompressionSettings settings;
    settings.compression = true;
    settings.compressionMinSize = 100;
    return settings;
}

DeflateTerms terms(bool keepsContext, int windowBits = 15)
{
    const auto bits = static_cast<quint8>(windowBits);
    return {keepsContext, keepsContext, bits, bits};
}

/// What \a client gets of \a message; null if it is to be sent as it is.
QByteArray received(RawDeflate *client, MessageDeflate *server, DeflatePool *pool, const QByteArray &message)
{
    return server->deflate(message) ? client->inflate(pool->scratch()).value_or("invalid") : QByteArray();
}

} // namespace

class tst_MessageDeflate : public QObject
{
    Q_OBJECT

private slots:
    void shortMessages();
    void bothWays_data();
    void bothWays();
    void connectionsDoNotMix_data();
    void connectionsDoNotMix();
    void limitOfAMessage();
    void badMessagesHurtNobodyElse();
    void whatMayBeShared();
    void poolKeepsNoLargeMemory();
};

void tst_MessageDeflate::shortMessages()
{
    CompressionSettings own = settings();
    DeflatePool pool;
    MessageDeflate server(terms(false), own, &pool);
    QVERIFY(!server.deflate(jsonText(99)));
    QVERIFY(server.deflate(QByteArray(100, 'a')));
    own.compressionMinSize = 0;
    QVERIFY(server.deflate(QByteArray(20, 'a')));
    QVERIFY(!server.deflate({}));
}

void tst_MessageDeflate::bothWays_data()
{
    QTest::addColumn<bool>("keepsContext");
    QTest::addColumn<int>("windowBits");
    for (int bits = 9; bits <= 15; ++bits) {
        QTest::addRow("window %d", bits) << false << bits;
        QTest::addRow("window %d, context", bits) << true << bits;
    }
}

void tst_MessageDeflate::bothWays()
{
    QFETCH(const bool, keepsContext);
    QFETCH(const int, windowBits);
    const CompressionSettings own = settings();
    DeflatePool pool;
    MessageDeflate server(terms(keepsContext, windowBits), own, &pool);
    RawDeflate::Options options;
    options.windowBits = options.peerWindowBits = windowBits;
    options.keepsContext = options.peerKeepsContext = keepsContext;
    RawDeflate client(options);
    for (const QByteArray &message : {jsonText(1000), jsonText(1000), jsonText(99'000, 2), jsonText(500, 3)}) {
        QCOMPARE(received(&client, &server, &pool, message), message);
        QByteArray payload = client.deflate(message);
        QCOMPARE(server.inflate(&payload, limit), Result::Done);
        QCOMPARE(payload, message);
    }
    QVERIFY(!server.deflate(noise(1000)));
    QCOMPARE(received(&client, &server, &pool, jsonText(1000)), jsonText(1000));
}

void tst_MessageDeflate::connectionsDoNotMix_data()
{
    QTest::addColumn<bool>("keepsContext");
    QTest::newRow("without context") << false;
    QTest::newRow("with context") << true;
}

void tst_MessageDeflate::connectionsDoNotMix()
{
    QFETCH(const bool, keepsContext);
    const CompressionSettings own = settings();
    DeflatePool pool;
    struct Pair
    {
        MessageDeflate server;
        RawDeflate client;
    };
    RawDeflate::Options options;
    options.keepsContext = options.peerKeepsContext = keepsContext;
    std::vector<std::unique_ptr<Pair>> pairs;
    for (int i = 0; i < 3; ++i)
        pairs.emplace_back(new Pair{{terms(keepsContext), own, &pool}, RawDeflate(options)});
    for (quint32 i = 0; i < 30; ++i) {
        Pair &pair = *pairs[i * i % 3];
        const QByteArray message = jsonText(1000 + i, i % 4);
        QCOMPARE(received(&pair.client, &pair.server, &pool, message), message);
        QByteArray payload = pair.client.deflate(message);
        QCOMPARE(pair.server.inflate(&payload, limit), Result::Done);
        QCOMPARE(payload, message);
    }
}

void tst_MessageDeflate::limitOfAMessage()
{
    const CompressionSettings own = settings();
    DeflatePool pool;
    MessageDeflate server(terms(false), own, &pool);
    QByteArray most = RawDeflate::bomb(limit);
    QCOMPARE(server.inflate(&most, limit), Result::Done);
    QCOMPARE(most.size(), limit);
    QByteArray bomb = RawDeflate::bomb(100'000'000);
    QCOMPARE(server.inflate(&bomb, limit), Result::TooBig);
    QVERIFY(bomb.capacity() <= limit + 64);
}

void tst_MessageDeflate::badMessagesHurtNobodyElse()
{
    const CompressionSettings own = settings();
    DeflatePool pool;
    MessageDeflate bad(terms(false), own, &pool);
    MessageDeflate good(terms(false), own, &pool);
    const QByteArray cut = RawDeflate().deflate(jsonText(1000)).first(100);
    for (const QByteArray &wrong : {QByteArray("\x06"), cut, RawDeflate::bomb(limit + 1)}) {
        QByteArray payload = wrong;
        QVERIFY(bad.inflate(&payload, limit) != Result::Done);
        payload = RawDeflate().deflate("hello");
        QCOMPARE(good.inflate(&payload, limit), Result::Done);
        QCOMPARE(payload, "hello");
    }
}

void tst_MessageDeflate::whatMayBeShared()
{
    const CompressionSettings own = settings();
    DeflatePool pool;
    QVERIFY(!MessageDeflate(terms(true), own, &pool).sharedForm());
    const auto form = MessageDeflate(terms(false), own, &pool).sharedForm();
    QVERIFY(form);
    QCOMPARE(MessageDeflate(terms(false), own, &pool).sharedForm(), form);
    QVERIFY(MessageDeflate(terms(false, 12), own, &pool).sharedForm() != form);
    CompressionSettings smaller = own;
    smaller.compressionLevel = 9;
    QVERIFY(MessageDeflate(terms(false), smaller, &pool).sharedForm() != form);
    // The client's side of it is nobody's concern.
    QCOMPARE(MessageDeflate({false, true, 15, 10}, own, &pool).sharedForm(), form);
}

void tst_MessageDeflate::poolKeepsNoLargeMemory()
{
    CompressionSettings own = settings();
    DeflatePool pool;
    MessageDeflate server(terms(false), own, &pool);
    QVERIFY(server.deflate(jsonText(5'000'000)));
    QByteArray payload = RawDeflate::bomb(5'000'000);
    QCOMPARE(server.inflate(&payload, 10'000'000), Result::Done);
    QCOMPARE(payload.size(), 5'000'000);
    QVERIFY(pool.scratch().capacity() < 300'000);
    QByteArray next = RawDeflate().deflate("hello");
    QCOMPARE(server.inflate(&next, limit), Result::Done);
    QVERIFY(server.deflate(jsonText(1000)));
    QVERIFY(pool.scratch().capacity() < 300'000);
}

QTEST_APPLESS_MAIN(tst_MessageDeflate)
#include "tst_messagedeflate.moc"
