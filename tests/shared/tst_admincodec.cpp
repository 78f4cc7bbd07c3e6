// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/admincodec.h"

#include <QtCore/qcborarray.h>
#include <QtCore/qcbormap.h>
#include <QtCore/qdatetime.h>
#include <QtCore/qrandom.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Admin;
using namespace Qt::StringLiterals;

static const QDateTime Noon = QDateTime::fromMSecsSinceEpoch(1'760'000'000'123, Qt::UTC);

static ConnectionInfo someConnection(qint64 fd)
{
    return {.fd = fd, .id = u"main-1760000000-%1"_s.arg(fd), .server = u"ws"_s,
            .route = u"/chat/{room}"_s, .path = u"/chat/\u84dd"_s, .label = u"<b>ann</b>"_s,
            .subprotocol = u"v1.chat"_s, .userAgent = u"Mozilla/5.0"_s,
            .peerAddress = u"2001:db8::7"_s, .peerPort = 65535, .worker = 3, .openedAt = Noon,
            .lastActiveAt = Noon.addMSecs(1), .messagesIn = 1, .messagesOut = 2, .bytesIn = 3,
            .bytesOut = INT64_MAX, .queuedBytes = 4,
            .messagesDropped = 5, .roundTrip = std::chrono::microseconds(1234),
            .tls = true, .compressed = true, .user = u"\u5b89"_s, .groups = {u"red"_s, u"blue"_s}, .groupCount = 17};
}

static Event someEvent()
{
    return {.sequence = 9, .time = Noon, .kind = Event::Kind::Closed, .fd = 7, .server = u"ws"_s,
            .route = u"/"_s, .peer = u"127.0.0.1:4000"_s, .label = u"bob"_s, .code = 4001,
            .by = ClosedBy::Server, .detail = u"told to \U0001f44b"_s};
}

static Changes changesOf(const QList<ConnectionInfo> &changed, const QList<Event> &events)
{
    Changes changes;
    changes.changed = changed;
    changes.events = events;
    return changes;
}

static ConnectionPage pageOf(const QList<ConnectionInfo> &rows)
{
    ConnectionPage page;
    page.rows = rows;
    return page;
}

static Statistics someStatistics()
{
    Statistics statistics;
    for (int reason = 0; reason < Refusals::ReasonCount; ++reason)
        statistics.refused[RefusalReason(reason)] = 10 + reason;
    statistics.deadPeers = 1;
    statistics.slowConsumers = 2;
    statistics.floods = 3;
    statistics.droppedMessages = INT64_MAX;
    return statistics;
}

static const Counters SomeCounters = {1, 2, 3, 4, 5, 6, 7, 8, someStatistics(), {{0, 4, 1000}, {1, 0, 8}}};

/// A valid disconnect, to be spoilt.
static QCborMap disconnectMap()
{
    return {{u"id"_s, 5}, {u"type"_s, u"disconnect"_s}, {u"fds"_s, QCborArray{1, 2}},
            {u"code"_s, 1000}, {u"reason"_s, u"bye"_s}};
}

template<typename Value>
static QByteArray spoilt(QCborMap map, const QString &key, const Value &value)
{
    map[key] = value;
    return map.toCborValue().toCbor();
}

static QByteArray without(QCborMap map, const QString &key)
{
    map.remove(key);
    return map.toCborValue().toCbor();
}

class tst_AdminCodec : public QObject
{
    Q_OBJECT

private slots:
    void requests_data();
    void requests();
    void replies_data();
    void replies();
    void enumerators();
    void binaryPayloadIsByteString();
    void invalidTextPayloadIsKept();
    void defaultsOfMissingKeys();
    void unknownKeysAreIgnored_data();
    void unknownKeysAreIgnored();
    void unknownNamesAreLeftOut();
    void moreThanAskedFor();
    void malformed_data();
    void malformed();
    void malformedReply_data();
    void malformedReply();
    void truncatedAtEveryByte();
    void everyBitChanged();
    void randomBytes();
    void announcedSizesAreNotTrusted_data();
    void announcedSizesAreNotTrusted();
    void fullPage();
};

void tst_AdminCodec::requests_data()
{
    QTest::addColumn<Request>("request");

    const Filter filter = {u"ws"_s, u"\u623f"_s};
    QTest::newRow("hello") << Request{1, Hello{7, u"landline-admin 0.1.0"_s}};
    QTest::newRow("list") << Request{2, ListConnections{filter, 41, 17}};
    QTest::newRow("list, all") << Request{3, ListConnections{}};
    QTest::newRow("poll") << Request{4, PollChanges{filter, 12, {17, INT64_MAX}, 1}};
    QTest::newRow("push text") << Request{5, Push{{1, -1, INT64_MAX}, Frame(u"gr\u00fc\u00df"_s)}};
    QTest::newRow("push binary") << Request{6, Push{{1}, Frame::fromBinary("\0\xff\x80"_ba)}};
    QTest::newRow("push to nobody") << Request{7, Push{}};
    QTest::newRow("disconnect") << Request{INT64_MAX, Disconnect{{1, 2}, 4999, u"bye"_s}};
    QTest::newRow("disconnect, most targets")
            << Request{0, Disconnect{QList<qint64>(MaxTargets, INT64_MAX), 1000, QString()}};
}

void tst_AdminCodec::requests()
{
    QFETCH(Request, request);
    QString error;
    const QByteArray bytes = encode(request);
    const std::optional<Request> decoded = decodeRequest(bytes, &error);
    QVERIFY2(decoded, qPrintable(error));
    QCOMPARE(decoded->id, request.id);
    QVERIFY(decoded->body == request.body);
    QVERIFY(error.isEmpty());
    QVERIFY(bytes.size() <= MaxRequestBytes);
    QVERIFY(!decodeReply(bytes, &error));
}

void tst_AdminCodec::replies_data()
{
    QTest::addColumn<Reply>("reply");

    const ServerInfo ws = {u"ws"_s, ServerType::WebSocket, u"0.0.0.0"_s, 9502};
    const ServerInfo http = {u"http"_s, ServerType::Http, u"::"_s, 9501};
    QTest::newRow("welcome") << Reply{1, Welcome{1, u"landline 0.1.0"_s, u"main"_s, 4242, Noon, 2,
                                                 {ws, http}}};
    QTest::newRow("welcome, empty") << Reply{1, Welcome{}};
    QTest::newRow("page") << Reply{2, ConnectionPage{{someConnection(1), someConnection(2)}, true,
                                                     SomeCounters, 99, {17, 5}}};
    QTest::newRow("page, unknown times") << Reply{2, ConnectionPage{{ConnectionInfo{}}, false,
                                                                    {}, 0, {}}};
    QTest::newRow("page, empty") << Reply{2, ConnectionPage{}};
    QTest::newRow("changes") << Reply{3, Changes{{someConnection(3)}, {4, 5}, {someEvent(), Event{}}, 1234, true,
                                                 true, SomeCounters, 100, {18, 3}}};
    QTest::newRow("changes, empty") << Reply{3, Changes{}};
    QTest::newRow("outcomes")
            << Reply{4, Outcomes{{{1, PushResult::Queued}, {-2, PushResult::Gone}}}};
    QTest::newRow("error") << Reply{0, Error{Error::Kind::TooManySessions, u"no"_s, 2, u"l 9"_s}};
    QTest::newRow("goodbye") << Reply{0, Goodbye{Noon}};
    QTest::newRow("goodbye, no time") << Reply{0, Goodbye{}};
}

void tst_AdminCodec::replies()
{
    QFETCH(Reply, reply);
    QString error;
    const QByteArray bytes = encode(reply);
    const std::optional<Reply> decoded = decodeReply(bytes, &error);
    QVERIFY2(decoded, qPrintable(error));
    QCOMPARE(decoded->id, reply.id);
    QVERIFY(decoded->body == reply.body);
    QVERIFY(!decodeRequest(bytes, &error));
}

void tst_AdminCodec::enumerators()
{
    QString ignored;
    for (int kind = 0; kind <= int(Event::Kind::ConsoleLeft); ++kind) {
        Event event;
        event.kind = Event::Kind(kind);
        const Reply reply = {1, changesOf({}, {event})};
        QVERIFY(decodeReply(encode(reply), &ignored)->body == reply.body);
    }
    for (int kind = 0; kind <= int(Error::Kind::TooManySessions); ++kind) {
        const Reply reply = {1, Error{Error::Kind(kind), {}, 1, {}}};
        QVERIFY(decodeReply(encode(reply), &ignored)->body == reply.body);
    }
    for (int result = 0; result <= int(PushResult::Stopped); ++result) {
        const Reply reply = {1, Outcomes{{{1, PushResult(result)}}}};
        QVERIFY(decodeReply(encode(reply), &ignored)->body == reply.body);
    }
}

void tst_AdminCodec::binaryPayloadIsByteString()
{
    const QCborValue value = QCborValue::fromCbor(encode(Request{1, Push{{1}, Frame(u"hi"_s)}}));
    const QCborMap frame = value.toMap().value("frame"_L1).toMap();
    QVERIFY(frame.value("payload"_L1).isByteArray());
    QCOMPARE(frame.value("payload"_L1).toByteArray(), "hi");
    QCOMPARE(frame.value("type"_L1).toString(), "text");
}

void tst_AdminCodec::invalidTextPayloadIsKept()
{
    // Not UTF-8, but understood as a message: the node has to answer Rejected, not to close the session.
    const Request request = {1, Push{{1}, Frame("\xff"_ba)}};
    QString error;
    const auto decoded = decodeRequest(encode(request), &error);
    QVERIFY2(decoded, qPrintable(error));
    const Frame frame = std::get<Push>(decoded->body).frame;
    QVERIFY(frame.isText());
    QVERIFY(!frame.isValid());
    QCOMPARE(frame.data(), "\xff");
}

void tst_AdminCodec::defaultsOfMissingKeys()
{
    QString error;
    const QCborMap map = {{u"id"_s, 1}, {u"type"_s, u"list"_s}};
    const auto list = decodeRequest(map.toCborValue().toCbor(), &error);
    QVERIFY2(list, qPrintable(error));
    QVERIFY(list->body == RequestBody(ListConnections{}));

    const auto bye = decodeRequest(without(disconnectMap(), u"code"_s), &error);
    QVERIFY2(bye, qPrintable(error));
    QCOMPARE(std::get<Disconnect>(bye->body).code, CloseCode::Normal);
}

void tst_AdminCodec::unknownKeysAreIgnored_data()
{
    QTest::addColumn<QByteArray>("bytes");

    QCborValue tagged(1);
    for (int i = 0; i < 100; ++i)
        tagged = QCborValue(QCborTag(40'000 + i), tagged);
    QTest::newRow("text") << spoilt(disconnectMap(), u"colour"_s, u"red"_s);
    QTest::newRow("map") << spoilt(disconnectMap(), u"more"_s, QCborMap{{u"a"_s, QCborArray{1}}});
    QTest::newRow("undefined")
            << spoilt(disconnectMap(), u"x"_s, QCborValue(QCborValue::Undefined));
    QTest::newRow("tags") << spoilt(disconnectMap(), u"x"_s, tagged);
    QCborMap map = disconnectMap();
    map[17] = 4;
    QTest::newRow("key that is a number") << map.toCborValue().toCbor();
}

void tst_AdminCodec::unknownKeysAreIgnored()
{
    QFETCH(QByteArray, bytes);
    QString error;
    const auto request = decodeRequest(bytes, &error);
    QVERIFY2(request, qPrintable(error));
    QVERIFY(request->body == RequestBody(Disconnect{{1, 2}, 1000, u"bye"_s}));
}

void tst_AdminCodec::unknownNamesAreLeftOut()
{
    const auto mapOf = [](const ReplyBody &body) { return QCborValue::fromCbor(encode(Reply{1, body})).toMap(); };
    const auto decoded = [](const QByteArray &bytes) {
        QString error;
        const std::optional<Reply> reply = decodeReply(bytes, &error);
        return reply ? reply->body : ReplyBody(Goodbye{});
    };

    Changes expected = changesOf({someConnection(1)}, {someEvent(), someEvent()});
    expected.skippedEvents = 5;
    QCborMap changes = mapOf(expected);
    QCborArray events = changes[u"events"_s].toArray();
    for (const QString &kind : {u"migrated"_s, u"reloaded"_s}) {
        QCborMap event = events.at(0).toMap();
        event[u"kind"_s] = kind;
        events.insert(1, event);
    }
    QCborMap closed = events.at(0).toMap();
    closed[u"by"_s] = u"kernel"_s;
    events.append(closed);
    expected.skippedEvents = 8;
    QVERIFY(decoded(spoilt(changes, u"events"_s, events)) == ReplyBody(expected));

    const QCborArray outcomes = {QCborMap{{u"fd"_s, 1}, {u"result"_s, u"queued"_s}},
                                 QCborMap{{u"fd"_s, 2}, {u"result"_s, u"expired"_s}},
                                 QCborMap{{u"fd"_s, 3}, {u"result"_s, u"gone"_s}}};
    QVERIFY(decoded(spoilt(mapOf(Outcomes{}), u"outcomes"_s, outcomes))
            == ReplyBody(Outcomes{{{1, PushResult::Queued}, {3, PushResult::Gone}}}));

    const QCborArray servers = {QCborMap{{u"name"_s, u"mqtt"_s}, {u"type"_s, u"tcp"_s}, {u"host"_s, u"::"_s}, {u"port"_s, 1}}};
    QVERIFY(decoded(spoilt(mapOf(Welcome{}), u"servers"_s, servers)) == ReplyBody(Welcome{}));

    const Error overloaded = {Error::Kind::BadRequest, u"later"_s, 1, {}};
    QVERIFY(decoded(spoilt(mapOf(overloaded), u"kind"_s, u"overloaded"_s)) == ReplyBody(overloaded));

    QCborMap counted = mapOf(changesOf({}, {}));
    QCborMap counters = counted[u"counters"_s].toMap();
    counters[u"statistics"_s] = QCborMap{{u"refused"_s, QCborMap{{u"origin"_s, 3}, {u"moonPhase"_s, u"full"_s}}}};
    Changes refused = changesOf({}, {});
    refused.counters.statistics.refused[RefusalReason::Origin] = 3;
    QVERIFY(decoded(spoilt(counted, u"counters"_s, counters)) == ReplyBody(refused));

    // A request has no such lists: what is asked for is done as it was asked for, or not at all.
    QString error;
    QCborMap push = QCborValue::fromCbor(encode(Request{1, Push{{1}, {}}})).toMap();
    push[u"frame"_s] = QCborMap{{u"type"_s, u"ping"_s}, {u"payload"_s, "x"_ba}};
    QVERIFY(!decodeRequest(push.toCborValue().toCbor(), &error));
}

void tst_AdminCodec::moreThanAskedFor()
{
    QString error;
    const ReplyBody page = pageOf(QList<ConnectionInfo>(5 * MaxRows));
    const std::optional<Reply> reply = decodeReply(encode(Reply{1, page}), &error);
    QVERIFY2(reply, qPrintable(error));
    QVERIFY(reply->body == page);
    Changes changes = changesOf(QList<ConnectionInfo>(2 * MaxRows), QList<Event>(3 * MaxRows));
    changes.closed = QList<qint64>(MaxTargets + 1);
    QVERIFY(decodeReply(encode(Reply{1, changes}), &error)->body == ReplyBody(changes));
    const ReplyBody outcomes = Outcomes{QList<Outcome>(MaxTargets + 1)};
    QVERIFY(decodeReply(encode(Reply{1, outcomes}), &error)->body == outcomes);
}

void tst_AdminCodec::malformed_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");

    const QCborMap map = disconnectMap();
    const QByteArray valid = map.toCborValue().toCbor();
    const QString notCbor = u"The message is not well-formed CBOR: "_s;
    const QString int64 =
            u" must be an integer from -9223372036854775808 to 9223372036854775807."_s;

    QTest::newRow("nothing") << QByteArray() << notCbor;
    QTest::newRow("text protocol") << "GET / HTTP/1.1\r\n\r\n"_ba << QString();
    QTest::newRow("break alone") << "\xff"_ba << notCbor;
    QTest::newRow("reserved length") << "\x1c"_ba << notCbor;
    QTest::newRow("number") << "\x01"_ba << u"The message is not a CBOR map."_s;
    QTest::newRow("list") << "\x80"_ba << u"The message is not a CBOR map."_s;
    QTest::newRow("trailing byte") << valid + '\0' << u"The message ends at byte "_s;
    QTest::newRow("two messages") << valid + valid << u"The message ends at byte "_s;
    QTest::newRow("tagged") << "\xd9\xd9\xf7"_ba + valid << u"The message ends at byte 3 "_s;
    QTest::newRow("invalid UTF-8") << QByteArray(valid).replace("bye", "b\xffx") << notCbor;
    QTest::newRow("surrogate in UTF-8")
            << QByteArray(valid).replace("bye", "\xed\xa0\x80") << notCbor;
    QTest::newRow("odd map") << "\xbf\x01\xff"_ba << notCbor;
    QTest::newRow("10^6 lists") << QByteArray(1'000'000, '\x81') << notCbor;
    QTest::newRow("10^6 endless lists") << QByteArray(1'000'000, '\x9f') << notCbor;
    QTest::newRow("10^6 lists in a map")
            << "\xa1\x61x"_ba + QByteArray(1'000'000, '\x81') << notCbor;
    QTest::newRow("10^6 tags in a map") << "\xa1\x61x"_ba + QByteArray(1'000'000, '\xc6') + '\1'
                                        << notCbor;
    QTest::newRow("9 lists, closed") << "\xa1\x61x"_ba + QByteArray(9, '\x81') + '\1' << notCbor;

    QTest::newRow("no id") << without(map, u"id"_s) << u"'id' of the message is missing."_s;
    QTest::newRow("id is text") << spoilt(map, u"id"_s, u"5"_s)
            << u"'id' of the message must be an integer from 0 to 9223372036854775807."_s;
    QTest::newRow("id is negative") << spoilt(map, u"id"_s, -1)
            << u"'id' of the message must be an integer from 0 "_s;
    QTest::newRow("no type") << without(map, u"type"_s) << u"'type' of the message is missing."_s;
    QTest::newRow("type is a number") << spoilt(map, u"type"_s, 1)
            << u"'type' of the message must be text."_s;
    QTest::newRow("other type") << spoilt(map, u"type"_s, u"shutdown"_s)
            << u"There is no message of type 'shutdown' here."_s;
    QTest::newRow("empty type") << spoilt(map, u"type"_s, QString())
            << u"There is no message of type '' here."_s;

    QTest::newRow("no fds") << without(map, u"fds"_s) << u"'fds' of disconnect is missing."_s;
    QTest::newRow("fds is a number") << spoilt(map, u"fds"_s, 1)
            << u"'fds' of disconnect must be a list of at most 50000 entries."_s;
    QTest::newRow("fds is null") << spoilt(map, u"fds"_s, nullptr)
            << u"'fds' of disconnect must be a list of at most 50000 entries."_s;
    QTest::newRow("an fd is text") << spoilt(map, u"fds"_s, QCborArray{1, u"2"_s})
            << u"'fds[1]' of disconnect"_s + int64;
    QTest::newRow("an fd is a fraction") << spoilt(map, u"fds"_s, QCborArray{1.5})
            << u"'fds[0]' of disconnect"_s + int64;
    QTest::newRow("an fd is too large") << spoilt(map, u"fds"_s, QCborArray{1e300})
            << u"'fds[0]' of disconnect"_s + int64;
    QTest::newRow("too many fds")
            << encode(Request{1, Disconnect{QList<qint64>(MaxTargets + 1, 1), 1000, {}}})
            << u"'fds' of disconnect must be a list of at most 50000 entries."_s;
    QTest::newRow("code too large") << spoilt(map, u"code"_s, 65536)
            << u"'code' of disconnect must be an integer from 0 to 65535."_s;
    QTest::newRow("reason is bytes") << spoilt(map, u"reason"_s, "bye"_ba)
            << u"'reason' of disconnect must be text."_s;

    const QCborMap list = {{u"id"_s, 1}, {u"type"_s, u"list"_s}};
    QTest::newRow("limit 0") << spoilt(list, u"limit"_s, 0)
            << u"'limit' of list must be an integer from 1 to 1000."_s;
    QTest::newRow("limit 1001") << spoilt(list, u"limit"_s, 1001)
            << u"'limit' of list must be an integer from 1 to 1000."_s;
    QTest::newRow("filter is text") << spoilt(list, u"filter"_s, u"ws"_s)
            << u"'filter' of list must be a map."_s;
    QTest::newRow("filter's server is a number")
            << spoilt(list, u"filter"_s, QCborMap{{u"server"_s, 1}})
            << u"'filter.server' of list must be text."_s;
    QTest::newRow("poll since nothing") << spoilt(list, u"type"_s, u"poll"_s)
            << u"'sinceEvent' of poll is missing."_s;
    QTest::newRow("hello without protocol") << spoilt(list, u"type"_s, u"hello"_s)
            << u"'protocol' of hello is missing."_s;

    const QCborMap push = QCborValue::fromCbor(encode(Request{1, Push{{1}, {}}})).toMap();
    QTest::newRow("no frame") << without(push, u"frame"_s) << u"'frame' of push is missing."_s;
    QTest::newRow("frame without type")
            << spoilt(push, u"frame"_s, QCborMap{{u"payload"_s, "x"_ba}})
            << u"'frame.type' of push is missing."_s;
    QTest::newRow("frame of odd type")
            << spoilt(push, u"frame"_s, QCborMap{{u"type"_s, u"ping"_s}})
            << u"'frame.type' of push must be one of text, binary."_s;
    QTest::newRow("payload is text")
            << spoilt(push, u"frame"_s, QCborMap{{u"type"_s, u"text"_s}, {u"payload"_s, u"x"_s}})
            << u"'frame.payload' of push must be a byte string."_s;
}

void tst_AdminCodec::malformed()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, error);
    QString said;
    QVERIFY(!decodeRequest(bytes, &said));
    QVERIFY2(said.startsWith(error), qPrintable(said));
    QVERIFY2(said.endsWith(u'.') && said.size() < 200, qPrintable(said));
    QVERIFY(!decodeReply(bytes, &said));
}

void tst_AdminCodec::malformedReply_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("error");

    const auto mapOf = [](const ReplyBody &body) {
        return QCborValue::fromCbor(encode(Reply{1, body})).toMap();
    };
    const QCborMap page = mapOf(ConnectionPage{});
    const QCborMap row = QCborMap{{u"fd"_s, 1}};
    QTest::newRow("row without fd") << spoilt(page, u"rows"_s, QCborArray{row, QCborMap()})
            << u"'rows[1].fd' of connections is missing."_s;
    QTest::newRow("port out of range")
            << spoilt(page, u"rows"_s, QCborArray{QCborMap{{u"fd"_s, 1}, {u"peerPort"_s, -1}}})
            << u"'rows[0].peerPort' of connections must be an integer from 0 to 65535."_s;
    QTest::newRow("time after 9999")
            << spoilt(page, u"rows"_s,
                      QCborArray{QCborMap{{u"fd"_s, 1}, {u"openedAt"_s, qint64(253402300800000)}}})
            << u"'rows[0].openedAt' of connections must be "
               "a time in milliseconds since 1970, or null."_s;
    QTest::newRow("no position") << without(page, u"position"_s)
            << u"'position' of connections is missing."_s;
    QTest::newRow("position without fd") << spoilt(page, u"position"_s, QCborMap{{u"question"_s, 1}})
            << u"'position.fd' of connections is missing."_s;
    QTest::newRow("question is negative")
            << spoilt(page, u"position"_s, QCborMap{{u"question"_s, -1}, {u"fd"_s, 1}})
            << u"'position.question' of connections must be an integer from 0 to 9223372036854775807."_s;
    const QCborMap changes = mapOf(Changes{});
    QTest::newRow("no closed") << without(changes, u"closed"_s) << u"'closed' of changes is missing."_s;
    QTest::newRow("event of a kind that is no text")
            << spoilt(changes, u"events"_s,
                      QCborArray{QCborMap{{u"sequence"_s, 1}, {u"time"_s, 1}, {u"kind"_s, 7}}})
            << u"'events[0].kind' of changes must be one of opened, closed, pushed, disconnected, consoleConnected, "
               "consoleLeft."_s;
    QTest::newRow("more is a number") << spoilt(page, u"more"_s, 1)
            << u"'more' of connections must be true or false."_s;
    QTest::newRow("no counters") << without(page, u"counters"_s)
            << u"'counters' of connections is missing."_s;
    QTest::newRow("outcome of no fd")
            << spoilt(mapOf(Outcomes{}), u"outcomes"_s, QCborArray{QCborMap{{u"result"_s, u"gone"_s}}})
            << u"'outcomes[0].fd' of outcomes is missing."_s;
    QTest::newRow("error of no kind") << without(mapOf(Error{}), u"kind"_s)
            << u"'kind' of error is missing."_s;
    QTest::newRow("welcome of no node") << without(mapOf(Welcome{}), u"node"_s)
            << u"'node' of welcome is missing."_s;
}

void tst_AdminCodec::malformedReply()
{
    QFETCH(QByteArray, bytes);
    QString said;
    QVERIFY(!decodeReply(bytes, &said));
    QTEST(said, "error");
}

void tst_AdminCodec::truncatedAtEveryByte()
{
    const QByteArray request = encode(Request{1, Push{{1, 2000}, Frame::fromBinary("\0\1\2"_ba)}});
    const QByteArray reply = encode(Reply{2, changesOf({someConnection(1)}, {someEvent()})});
    for (qsizetype size = 0; size < request.size(); ++size) {
        QString error;
        QVERIFY(!decodeRequest(QByteArrayView(request).first(size), &error));
        QVERIFY(!error.isEmpty());
    }
    for (qsizetype size = 0; size < reply.size(); ++size) {
        QString error;
        QVERIFY(!decodeReply(QByteArrayView(reply).first(size), &error));
        QVERIFY(!error.isEmpty());
    }
}

void tst_AdminCodec::everyBitChanged()
{
    const QByteArray valid = encode(Reply{2, changesOf({someConnection(1)}, {someEvent()})});
    int refused = 0;
    for (qsizetype i = 0; i < valid.size(); ++i) {
        for (int bit = 0; bit < 8; ++bit) {
            QByteArray bytes = valid;
            bytes[i] = char(bytes.at(i) ^ (1 << bit));
            QString error;
            const auto reply = decodeReply(bytes, &error);
            QCOMPARE(error.isEmpty(), reply.has_value());
            refused += !reply;
        }
    }
    QVERIFY(refused > 0);
}

void tst_AdminCodec::randomBytes()
{
    QRandomGenerator random(20261122); // the same bytes in every run
    for (int round = 0; round < 20'000; ++round) {
        QByteArray bytes(random.bounded(1, 200), Qt::Uninitialized);
        for (char &byte : bytes)
            byte = char(random.bounded(256));
        if (round % 2)
            bytes.prepend("\xbf\x62id\x01\x64type\x64push"); // deeper in
        QString error;
        QVERIFY(!decodeRequest(bytes, &error) || round % 2);
        QVERIFY(!decodeReply(bytes, &error));
    }
}

void tst_AdminCodec::announcedSizesAreNotTrusted_data()
{
    QTest::addColumn<QByteArray>("bytes");

    const QByteArray huge = QByteArray(6, '\0') + "\xff\xff"_ba;
    QTest::newRow("list of 2^16") << "\xa1\x61x\x9b"_ba + huge;
    QTest::newRow("list of 2^62") << "\xa1\x61x\x9b\x40\0\0\0\0\0\0\0"_ba;
    QTest::newRow("map of 2^62") << "\xbb\x40\0\0\0\0\0\0\0"_ba;
    QTest::newRow("map of 2^64 - 1") << "\xbb\xff\xff\xff\xff\xff\xff\xff\xff"_ba;
    QTest::newRow("bytes of 2^62") << "\xa1\x61x\x5b\x40\0\0\0\0\0\0\0"_ba;
    QTest::newRow("text of 2^64 - 1") << "\xa1\x61x\x7b\xff\xff\xff\xff\xff\xff\xff\xff"_ba;
}

void tst_AdminCodec::announcedSizesAreNotTrusted()
{
    QFETCH(QByteArray, bytes);
    QString error;
    QVERIFY(!decodeRequest(bytes, &error));
    QVERIFY2(error.contains("not well-formed"), qPrintable(error));
}

void tst_AdminCodec::fullPage()
{
    ConnectionPage page;
    for (int fd = 1; fd <= MaxRows; ++fd)
        page.rows.append(someConnection(fd));
    QByteArray bytes;
    QString error;
    std::optional<Reply> reply;
    bytes = encode(Reply{1, page});
    reply = decodeReply(bytes, &error);
    QVERIFY2(reply, qPrintable(error));
    QVERIFY(reply->body == ReplyBody(page));
    QVERIFY(bytes.size() < MaxReplyBytes / 10);
}

QTEST_GUILESS_MAIN(tst_AdminCodec)
#include "tst_admincodec.moc"
