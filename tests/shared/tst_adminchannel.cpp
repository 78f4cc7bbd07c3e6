// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/adminchannel.h"

#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalserver.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <memory>

using namespace Landline::Admin;
using namespace Qt::StringLiterals;

static constexpr qint64 Limit = 1000;

/// \a message as it goes over the socket.
static QByteArray framed(const QByteArray &message)
{
    const auto size = message.size();
    const char length[] = {char(size >> 24), char(size >> 16), char(size >> 8), char(size)};
    return QByteArray(length, sizeof length) + message;
}

class tst_AdminChannel : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void sends_data();
    void sends();
    void receives_data();
    void receives();
    void receivesSingleBytes();
    void receivesWhatCameBefore();
    void receivesBeforeTheEnd();
    void keepsOrderInAFlood();
    void refusesLength_data();
    void refusesLength();
    void sendsAfterViolation();
    void buffersNoMoreThanLimit();
    void holds();
    void halfMessageIsNone();
    void closedByPeer();
    void closes();
    void aborts();
    void mayBeDeletedBySlot();
    void bytesToWrite();

private:
    void makeChannel();
    QList<QByteArray> received() const;

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<QLocalServer> m_server;
    std::unique_ptr<QLocalSocket> m_peer; ///< speaks bytes
    std::unique_ptr<Channel> m_channel;
    QLocalSocket *m_socket = nullptr; ///< the channel's
    std::unique_ptr<QSignalSpy> m_messages;
    std::unique_ptr<QSignalSpy> m_violations;
    std::unique_ptr<QSignalSpy> m_ends;
};

void tst_AdminChannel::init()
{
    m_directory = std::make_unique<QTemporaryDir>();
    m_server = std::make_unique<QLocalServer>();
    QVERIFY(m_server->listen(m_directory->filePath(u"s"_s)));
    m_peer = std::make_unique<QLocalSocket>();
    m_peer->connectToServer(m_server->fullServerName());
    QTRY_VERIFY(m_server->hasPendingConnections());
    m_socket = m_server->nextPendingConnection();
    makeChannel();
}

void tst_AdminChannel::makeChannel()
{
    m_channel = std::make_unique<Channel>(m_socket, Limit);
    m_messages = std::make_unique<QSignalSpy>(m_channel.get(), &Channel::messageReceived);
    m_violations = std::make_unique<QSignalSpy>(m_channel.get(), &Channel::violated);
    m_ends = std::make_unique<QSignalSpy>(m_channel.get(), &Channel::closed);
}

void tst_AdminChannel::cleanup()
{
    m_channel.reset();
    m_peer.reset();
    m_server.reset();
}

QList<QByteArray> tst_AdminChannel::received() const
{
    QList<QByteArray> messages;
    for (const QList<QVariant> &arguments : *m_messages)
        messages.append(arguments.first().toByteArray());
    return messages;
}

void tst_AdminChannel::sends_data()
{
    QTest::addColumn<QByteArray>("message");

    QTest::newRow("empty") << QByteArray();
    QTest::newRow("one byte") << "\0"_ba;
    QTest::newRow("256 bytes") << QByteArray(256, 'x');
    QTest::newRow("longer than the limit of what it receives") << QByteArray(Limit * 100, 'x');
}

void tst_AdminChannel::sends()
{
    QFETCH(QByteArray, message);
    m_channel->send(message);
    m_channel->send("end");
    const QByteArray expected = framed(message) + framed("end");
    QTRY_COMPARE(m_peer->bytesAvailable(), expected.size());
    QCOMPARE(m_peer->readAll(), expected);
}

void tst_AdminChannel::receives_data()
{
    QTest::addColumn<QList<QByteArray>>("messages");

    QTest::newRow("one") << QList{"hello"_ba};
    QTest::newRow("empty") << QList{QByteArray()};
    QTest::newRow("several in one write") << QList{"a"_ba, ""_ba, "b\0c"_ba, QByteArray(500, 'd')};
    QTest::newRow("as long as may be") << QList{QByteArray(Limit, 'x'), QByteArray(Limit, 'y')};
}

void tst_AdminChannel::receives()
{
    QFETCH(QList<QByteArray>, messages);
    QByteArray bytes;
    for (const QByteArray &message : messages)
        bytes += framed(message);
    m_peer->write(bytes);
    QTRY_COMPARE(received(), messages);
    QVERIFY(m_violations->isEmpty());
}

void tst_AdminChannel::receivesSingleBytes()
{
    const QByteArray bytes = framed("hello") + framed("") + framed("you");
    for (const char byte : bytes) {
        m_peer->write(&byte, 1);
        QTRY_COMPARE(m_peer->bytesToWrite(), 0);
        QCoreApplication::sendPostedEvents();
    }
    QTRY_COMPARE(received(), (QList{"hello"_ba, ""_ba, "you"_ba}));
}

void tst_AdminChannel::receivesWhatCameBefore()
{
    m_channel.reset();
    m_peer->abort();
    m_peer->connectToServer(m_server->fullServerName());
    QTRY_VERIFY(m_server->hasPendingConnections());
    m_socket = m_server->nextPendingConnection();
    m_peer->write(framed("early"));
    QTRY_COMPARE(m_socket->bytesAvailable(), 9);
    makeChannel();
    QVERIFY(m_messages->isEmpty());
    QTRY_COMPARE(received(), QList{"early"_ba});
}

void tst_AdminChannel::receivesBeforeTheEnd()
{
    m_peer->write(framed("last words"));
    m_peer->disconnectFromServer();
    QTRY_COMPARE(m_ends->size(), 1);
    QCOMPARE(received(), QList{"last words"_ba});
}

void tst_AdminChannel::keepsOrderInAFlood()
{
    // Many times the limit, and never aligned with it: what is held back has to be fetched in the end.
    constexpr int Count = 5000;
    QByteArray bytes;
    for (int i = 0; i < Count; ++i)
        bytes += framed(QByteArray::number(i).rightJustified(i % 700, ' '));
    m_peer->write(bytes);
    QTRY_COMPARE_WITH_TIMEOUT(m_messages->size(), Count, 30'000);
    for (int i = 0; i < Count; ++i)
        QCOMPARE(m_messages->at(i).first().toByteArray().trimmed().toInt(), i);
}

void tst_AdminChannel::refusesLength_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QString>("announced");

    QTest::newRow("limit + 1") << "\0\0\x03\xe9"_ba << u"1001"_s;
    QTest::newRow("2 GiB") << "\x80\0\0\0"_ba << u"2147483648"_s;
    QTest::newRow("4 GiB - 1") << "\xff\xff\xff\xff"_ba << u"4294967295"_s;
    QTest::newRow("another protocol") << "GET / HTTP/1.1\r\n"_ba << u"1195725856"_s;
}

void tst_AdminChannel::refusesLength()
{
    QFETCH(QByteArray, bytes);
    QFETCH(QString, announced);
    m_peer->write(framed("good") + bytes + framed("after"));
    QTRY_COMPARE(m_violations->size(), 1);
    QCOMPARE(m_violations->first().first().toString(),
             u"A message of %1 bytes was announced, but 1000 is the most."_s.arg(announced));
    QCOMPARE(received(), QList{"good"_ba});

    m_peer->write(framed("more"));
    m_peer->disconnectFromServer();
    m_channel->close();
    QTRY_COMPARE(m_ends->size(), 1);
    QCOMPARE(received(), QList{"good"_ba});
    QCOMPARE(m_violations->size(), 1);
}

void tst_AdminChannel::sendsAfterViolation()
{
    connect(m_channel.get(), &Channel::violated, this, [this](const QString &reason) {
        m_channel->send(reason.toUtf8());
        m_channel->close();
    });
    QSignalSpy peerEnd(m_peer.get(), &QLocalSocket::disconnected);
    m_peer->write(QByteArray(5000, '\xff'));
    QTRY_COMPARE(peerEnd.size(), 1);
    QVERIFY(m_peer->readAll().contains("was announced"));
    QCOMPARE(m_ends->size(), 1);
}

void tst_AdminChannel::buffersNoMoreThanLimit()
{
    // A peer that announces the most, sends less and then goes on: nothing may pile up behind a violation either.
    m_peer->write("\xff\xff\xff\xff"_ba + QByteArray(Limit * 50, 'x'));
    QTRY_COMPARE(m_violations->size(), 1);
    QTRY_COMPARE(m_peer->bytesToWrite(), 0);
    QVERIFY(m_socket->bytesAvailable() <= Limit + 4);
    QVERIFY(m_messages->isEmpty());
}

void tst_AdminChannel::holds()
{
    // Held from within the first message on; the peer's flood must neither arrive nor pile up.
    const auto hold = connect(m_channel.get(), &Channel::messageReceived, m_channel.get(),
                              [this] { m_channel->setHeld(true); });
    const QByteArray block = framed(QByteArray(Limit, 'x'));
    m_peer->write(block.repeated(10'000));
    QTRY_COMPARE(m_messages->size(), 1);
    QTRY_VERIFY(m_socket->bytesAvailable() >= Limit);
    QCOMPARE(m_messages->size(), 1);
    QVERIFY(m_socket->bytesAvailable() <= Limit + 4);
    QVERIFY(m_peer->bytesToWrite() > block.size() * 5'000);
    QCOMPARE(m_messages->size(), 1);

    m_channel->setHeld(false);
    QTRY_COMPARE(m_messages->size(), 2);
    disconnect(hold);
    m_channel->setHeld(false);
    QTRY_COMPARE(m_messages->size(), 10'000);
}

void tst_AdminChannel::halfMessageIsNone()
{
    m_peer->write(framed("whole") + framed("half").chopped(1));
    m_peer->disconnectFromServer();
    QTRY_COMPARE(m_ends->size(), 1);
    QCOMPARE(received(), QList{"whole"_ba});
}

void tst_AdminChannel::closedByPeer()
{
    QVERIFY(m_channel->isOpen());
    QVERIFY(m_channel->socketDescriptor() != -1);
    m_peer->abort();
    QTRY_COMPARE(m_ends->size(), 1);
    QVERIFY(!m_channel->isOpen());
    QCOMPARE(m_channel->socketDescriptor(), -1);
    m_channel->send("to nobody");
    QCOMPARE(m_channel->bytesToWrite(), 0);
}

void tst_AdminChannel::closes()
{
    QSignalSpy peerEnd(m_peer.get(), &QLocalSocket::disconnected);
    m_channel->send(QByteArray(1'000'000, 'x'));
    m_channel->close();
    QTRY_COMPARE(peerEnd.size(), 1);
    QCOMPARE(m_peer->bytesAvailable(), 1'000'004);
    QTRY_COMPARE(m_ends->size(), 1);
}

void tst_AdminChannel::aborts()
{
    QSignalSpy peerEnd(m_peer.get(), &QLocalSocket::disconnected);
    m_channel->abort();
    QCOMPARE(m_ends->size(), 1);
    QTRY_COMPARE(peerEnd.size(), 1);
}

void tst_AdminChannel::mayBeDeletedBySlot()
{
    Channel *channel = m_channel.release();
    QSignalSpy destroyed(channel, &QObject::destroyed);
    connect(channel, &Channel::messageReceived, channel, &QObject::deleteLater);
    m_peer->write(framed("one") + framed("two"));
    QTRY_COMPARE(destroyed.size(), 1);
    QTRY_COMPARE(m_peer->state(), QLocalSocket::UnconnectedState);
}

void tst_AdminChannel::bytesToWrite()
{
    m_peer->setReadBufferSize(1); // a peer that has stopped reading
    QCOMPARE(m_channel->bytesToWrite(), 0);
    m_channel->send(QByteArray(8'000'000, 'x'));
    QTRY_VERIFY(m_channel->bytesToWrite() > 4'000'000);
    m_peer->setReadBufferSize(0);
    m_peer->readAll();
    QTRY_COMPARE(m_channel->bytesToWrite(), 0);
}

QTEST_GUILESS_MAIN(tst_AdminChannel)
#include "tst_adminchannel.moc"
