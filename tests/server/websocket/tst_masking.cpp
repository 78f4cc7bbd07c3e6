// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "websocket/masking.h"

#include <QtCore/qbytearray.h>
#include <QtTest/qtest.h>

using namespace Landline;

class tst_Masking : public QObject
{
    Q_OBJECT

private slots:
    void sizesAndOffsets();
    void inPlace();
    void inTwoParts();

private:
    static constexpr std::array<char, 4> mask = {'\x37', '\xfa', '\x21', '\x3d'};
    static QByteArray bytes(qsizetype size)
    {
        QByteArray made;
        for (qsizetype i = 0; i < size; ++i)
            made.append(static_cast<char>(i * 7));
        return made;
    }
    /// Byte by byte, as RFC 6455 section 5.3 has it.
    static QByteArray byTheBook(QByteArray payload, quint64 offset)
    {
        for (qsizetype i = 0; i < payload.size(); ++i)
            payload[i] = static_cast<char>(payload[i] ^ mask[(static_cast<quint64>(i) + offset) % 4]);
        return payload;
    }
};

void tst_Masking::sizesAndOffsets()
{
    for (qsizetype size = 0; size < 200; ++size) {
        for (quint64 offset = 0; offset < 4; ++offset) {
            const QByteArray payload = bytes(size);
            QByteArray masked(size, '\0');
            applyMask(masked.data(), payload.constData(), size, mask, offset);
            QCOMPARE(masked, byTheBook(payload, offset));
        }
    }
}

void tst_Masking::inPlace()
{
    QByteArray payload = bytes(1000);
    applyMask(payload.data(), payload.constData(), payload.size(), mask);
    QCOMPARE(payload, byTheBook(bytes(1000), 0));
}

void tst_Masking::inTwoParts()
{
    const QByteArray whole = byTheBook(bytes(100), 0);
    for (qsizetype cut = 0; cut <= 100; ++cut) {
        QByteArray payload = bytes(100);
        applyMask(payload.data(), payload.constData(), cut, mask);
        applyMask(payload.data() + cut, payload.constData() + cut, 100 - cut, mask, static_cast<quint64>(cut));
        QCOMPARE(payload, whole);
    }
}

QTEST_APPLESS_MAIN(tst_Masking)
#include "tst_masking.moc"
