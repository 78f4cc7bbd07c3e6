// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "native/messagereader.h"

#include "io/loopclock.h"
#include "support/rawdeflate.h"
#include "support/wire.h"
#include "websocket/messagedeflate.h"

#include <QtTest/qtest.h>

using namespace Landline;
using Event = FrameParser::Event;
using Pause = MessageReader::Pause;

namespace {

QByteArray text(const QByteArray &payload)
{
    return Wire::frame(Wire::Text, payload);
}

Settings unlimited()
{
    Settings settings;
    settings.maxMessagesPerSecond = 0;
    settings.maxBytesPerSecond = 0;
    return settings;
}

} // namespace

class tst_MessageReader : public QObject
{
    Q_OBJECT

private slots:
    void messagesAtAnyCut();
    void theMemoryOfAPayloadIsUsedAgain();
    void pauses();
    void unprocessedBytes();
    void onlyTheLastPingIsHeld();
    void overTheRate();
    void aRateThatIsRemoved();
    void relentless();
    void size();
};

void tst_MessageReader::messagesAtAnyCut()
{
    const QByteArray bytes = text("one") + Wire::frame(Wire::Ping, "p") + Wire::frame(Wire::Text, "tw", false)
            + Wire::frame(Wire::Continuation, "o") + Wire::frame(Wire::Binary, "\xff");
    for (qsizetype cut = 0; cut <= bytes.size(); ++cut) {
        MessageReader reader(unlimited(), nullptr, 0);
        FrameParser::Found found;
        QByteArrayList payloads;
        const QByteArrayList parts = {bytes.left(cut), bytes.mid(cut)};
        for (const QByteArray &part : parts) {
            QByteArrayView input = part;
            while (reader.next(&input, &found) != Event::NeedMore)
                payloads.append(found.payload);
        }
        QCOMPARE(payloads, QByteArrayList({"one", "p", "two", "\xff"}));
    }
}

void tst_MessageReader::theMemoryOfAPayloadIsUsedAgain()
{
    MessageReader reader(unlimited(), nullptr, 0);
    FrameParser::Found found;
    const QByteArray bytes = text("first") + text("again") + text("other");
    QByteArrayView input = bytes;
    QCOMPARE(reader.next(&input, &found), Event::Message);
    const char *memory = found.payload.constData();
    QCOMPARE(reader.next(&input, &found), Event::Message);
    QCOMPARE(found.payload, "again");
    QCOMPARE(found.payload.constData(), memory);
    // Not where somebody keeps it.
    const QByteArray kept = found.payload;
    QCOMPARE(reader.next(&input, &found), Event::Message);
    QCOMPARE(found.payload, "other");
    QCOMPARE(kept, "again");
}

void tst_MessageReader::pauses()
{
    MessageReader reader(unlimited(), nullptr, 0);
    QVERIFY(!reader.isPaused());
    QVERIFY(reader.pause(Pause::HandlerRuns));
    QVERIFY(!reader.pause(Pause::HandlerRuns));
    QVERIFY(reader.isPaused());
    QVERIFY(reader.mayProcess()); // what is there already
    QVERIFY(reader.pause(Pause::Unread));
    QVERIFY(!reader.mayProcess());
    QVERIFY(!reader.resume(Pause::OverRate));
    QVERIFY(reader.resume(Pause::Unread | Pause::OverRate));
    QVERIFY(reader.isPausedFor(Pause::HandlerRuns));
    QVERIFY(reader.resume(Pause::HandlerRuns));
    QVERIFY(!reader.isPaused());
}

void tst_MessageReader::unprocessedBytes()
{
    MessageReader reader(unlimited(), nullptr, 0);
    reader.keep({});
    QVERIFY(!reader.hasUnprocessed());
    const QByteArray bytes = text("one") + text("two");
    reader.keep(bytes);
    QVERIFY(reader.hasUnprocessed());
    const MessageReader::Unprocessed first = reader.takeUnprocessed();
    QVERIFY(!reader.hasUnprocessed());
    QCOMPARE(first.view(), bytes);
    reader.keep(first, first.view().sliced(9));
    const MessageReader::Unprocessed second = reader.takeUnprocessed();
    QCOMPARE(second.view(), text("two"));
    QCOMPARE(second.bytes.constData(), first.bytes.constData()); // not copied again
    reader.keep(second, second.view().last(0));
    QVERIFY(!reader.hasUnprocessed());
}

void tst_MessageReader::onlyTheLastPingIsHeld()
{
    MessageReader reader(unlimited(), nullptr, 0);
    QVERIFY(!reader.takeHeldPing());
    reader.holdPing("first");
    reader.holdPing("");
    QCOMPARE(reader.takeHeldPing(), "");
    QVERIFY(!reader.takeHeldPing());
}

void tst_MessageReader::overTheRate()
{
    Settings settings = unlimited();
    settings.maxMessagesPerSecond = 10;
    settings.ratePatience = std::chrono::minutes(1);
    const qint64 now = LoopClock::uptime();
    MessageReader reader(settings, nullptr, now);
    FrameParser::Found found;
    const QByteArray bytes = text("x").repeated(12);
    QByteArrayView input = bytes;
    for (int i = 0; i < 10; ++i)
        QCOMPARE(reader.next(&input, &found), Event::Message);
    QVERIFY(!reader.isOverRate());
    QCOMPARE(reader.rateWait(now).count(), 0);
    QCOMPARE(reader.next(&input, &found), Event::Message); // what is too much is taken, and paid for later
    QVERIFY(reader.isOverRate());
    QVERIFY(reader.rateWait(now).count() > 0);
    QVERIFY(!reader.isFlooded());
    QCOMPARE(reader.rateWait(now + 1000).count(), 0);
    reader.endRateWait(now + 1000);
    QVERIFY(!reader.isOverRate());
    QCOMPARE(reader.next(&input, &found), Event::Message);
}

void tst_MessageReader::aRateThatIsRemoved()
{
    Settings settings = unlimited();
    settings.maxMessagesPerSecond = 1;
    MessageReader reader(settings, nullptr, LoopClock::uptime());
    FrameParser::Found found;
    const QByteArray bytes = text("x").repeated(100);
    QByteArrayView input = bytes;
    QCOMPARE(reader.next(&input, &found), Event::Message);
    QCOMPARE(reader.next(&input, &found), Event::Message);
    QVERIFY(reader.isOverRate());
    reader.removeRateLimit();
    QVERIFY(!reader.isOverRate());
    for (int i = 0; i < 98; ++i)
        QCOMPARE(reader.next(&input, &found), Event::Message);
    QVERIFY(!reader.isOverRate());
}

void tst_MessageReader::relentless()
{
    Settings settings = unlimited();
    settings.maxMessagesPerSecond = 1;
    settings.ratePatience = std::chrono::milliseconds(0);
    MessageReader reader(settings, nullptr, LoopClock::uptime());
    FrameParser::Found found;
    const QByteArray bytes = text("x").repeated(2);
    QByteArrayView input = bytes;
    QCOMPARE(reader.next(&input, &found), Event::Message);
    QCOMPARE(reader.next(&input, &found), Event::Violation);
    QCOMPARE(found.code, quint16(CloseCode::PolicyViolation));
    QVERIFY(reader.isFlooded());
}

void tst_MessageReader::size()
{
    QVERIFY(sizeof(MessageReader) <= 32); // each connection has one
}

QTEST_APPLESS_MAIN(tst_MessageReader)
#include "tst_messagereader.moc"
