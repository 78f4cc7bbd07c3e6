// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/utf8.h"

#include <QtCore/qrandom.h>
#include <QtCore/qset.h>
#include <QtTest/qtest.h>

#include <array>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

/// Runs with one engine, and leaves the one that was there.
class WithEngine
{
public:
    explicit WithEngine(Utf8Engine engine)
        : m_before(utf8Engine()), m_isThere(setUtf8Engine(engine))
    { }
    ~WithEngine() { setUtf8Engine(m_before); }
    Q_DISABLE_COPY_MOVE(WithEngine)

    bool isThere() const { return m_isThere; }

private:
    Utf8Engine m_before;
    bool m_isThere;
};

/// The engines of this machine.
QList<Utf8Engine> engines()
{
    QList<Utf8Engine> here;
    for (const Utf8Engine engine : {Utf8Engine::Scalar, Utf8Engine::Avx2, Utf8Engine::Qt}) {
        if (WithEngine(engine).isThere())
            here.append(engine);
    }
    return here;
}

bool isValidInPieces(const QList<QByteArray> &pieces)
{
    Utf8Validator validator;
    for (const QByteArray &piece : pieces) {
        if (!validator.append(piece))
            return false;
    }
    return validator.isComplete();
}

/// How many bytes, one by one, are taken before one is refused.
qsizetype bytesTaken(const QByteArray &bytes)
{
    Utf8Validator validator;
    for (qsizetype i = 0; i < bytes.size(); ++i) {
        if (!validator.append(QByteArrayView(bytes).sliced(i, 1)))
            return i;
    }
    return bytes.size();
}

/// Every beginning of every character, the whole characters included.
const QSet<QByteArray> &beginnings()
{
    static const QSet<QByteArray> all = [] {
        QSet<QByteArray> beginnings{QByteArray()};
        for (char32_t character = 0; character <= 0x10ffff; ++character) {
            if (QChar::isSurrogate(character))
                continue;
            const QByteArray bytes = QString::fromUcs4(&character, 1).toUtf8();
            // The last byte of three or four can be any continuation.
            for (qsizetype size = 1; size <= qMin<qsizetype>(bytes.size(), 3); ++size)
                beginnings.insert(bytes.first(size));
        }
        return beginnings;
    }();
    return all;
}

/// How many of up to three \a bytes can start a text.
qsizetype bytesThatCanStart(QByteArrayView bytes)
{
    qsizetype start = 0;
    for (qsizetype end = 1; end <= bytes.size(); ++end) {
        if (!beginnings().contains(bytes.sliced(start, end - start).toByteArray()))
            return end - 1;
        if (bytes.sliced(start, end - start).isValidUtf8())
            start = end;
    }
    return bytes.size();
}

QByteArray chinese(qsizetype characters)
{
    return "\xe6\x88\xbf"_ba.repeated(characters);
}

} // namespace

class tst_Utf8 : public QObject
{
    Q_OBJECT

private slots:
    void fastestEngineIsUsed();
    void validatorIsSmall();
    void verdicts_data();
    void verdicts();
    void failsAtTheEarliestByte_data();
    void failsAtTheEarliestByte();
    void staysFailedUntilReset();
    void everyCharacter();
    void everySequenceOfThree_data();
    void everySequenceOfThree();
    void earliestByteOfEverySequenceOfThree();
    void fourBytesAtBorders();
    void randomTexts_data();
    void randomTexts();
};

void tst_Utf8::fastestEngineIsUsed()
{
    const bool hasBlocks = engines().contains(Utf8Engine::Avx2);
    QCOMPARE(utf8Engine(), hasBlocks ? Utf8Engine::Avx2 : Utf8Engine::Scalar);
    for (const Utf8Engine engine : engines()) {
        const WithEngine chosen(engine);
        QCOMPARE(utf8Engine(), engine);
    }
}

void tst_Utf8::validatorIsSmall()
{
    // Thousands of connections can each be in the middle of a text.
    QVERIFY(sizeof(Utf8Validator) <= 4);
}

void tst_Utf8::verdicts_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("isValid");

    QTest::newRow("nothing") << ""_ba << true;
    QTest::newRow("ASCII") << "hello"_ba << true;
    QTest::newRow("NUL") << "\0"_ba << true;
    QTest::newRow("DEL") << "\x7f"_ba << true;
    QTest::newRow("BOM") << "\xef\xbb\xbf"_ba << true;
    QTest::newRow("lowest of two") << "\xc2\x80"_ba << true;
    QTest::newRow("highest of two") << "\xdf\xbf"_ba << true;
    QTest::newRow("lowest of three") << "\xe0\xa0\x80"_ba << true;
    QTest::newRow("below the surrogates") << "\xed\x9f\xbf"_ba << true;
    QTest::newRow("above the surrogates") << "\xee\x80\x80"_ba << true;
    QTest::newRow("highest of three") << "\xef\xbf\xbf"_ba << true;
    QTest::newRow("lowest of four") << "\xf0\x90\x80\x80"_ba << true;
    QTest::newRow("highest of all") << "\xf4\x8f\xbf\xbf"_ba << true;
    QTest::newRow("all sizes") << "a\xc3\xbc\xe6\x88\xbf\xf0\x9f\x91\x8bz"_ba << true;

    QTest::newRow("lone continuation") << "\x80"_ba << false;
    QTest::newRow("last continuation") << "\xbf"_ba << false;
    QTest::newRow("continuation after two") << "\xc3\xbc\xbc"_ba << false;
    QTest::newRow("continuation after three") << "\xe6\x88\xbf\x80"_ba << false;
    QTest::newRow("continuation after four") << "\xf0\x9f\x91\x8b\x8b"_ba << false;
    QTest::newRow("four continuations") << "\x80\x80\x80\x80"_ba << false;
    QTest::newRow("NUL in two") << "\xc0\x80"_ba << false;
    QTest::newRow("slash in two") << "\xc0\xaf"_ba << false;
    QTest::newRow("DEL in two") << "\xc1\xbf"_ba << false;
    QTest::newRow("slash in three") << "\xe0\x80\xaf"_ba << false;
    QTest::newRow("two in three") << "\xe0\x9f\xbf"_ba << false;
    QTest::newRow("three in four") << "\xf0\x8f\xbf\xbf"_ba << false;
    QTest::newRow("first surrogate") << "\xed\xa0\x80"_ba << false;
    QTest::newRow("last surrogate") << "\xed\xbf\xbf"_ba << false;
    QTest::newRow("pair of surrogates") << "\xed\xa0\xbd\xed\xb1\x8b"_ba << false;
    QTest::newRow("above U+10FFFF") << "\xf4\x90\x80\x80"_ba << false;
    QTest::newRow("F5") << "\xf5\x80\x80\x80"_ba << false;
    QTest::newRow("F8, five bytes") << "\xf8\x88\x80\x80\x80"_ba << false;
    QTest::newRow("FC, six bytes") << "\xfc\x84\x80\x80\x80\x80"_ba << false;
    QTest::newRow("FE") << "\xfe"_ba << false;
    QTest::newRow("FF") << "\xff"_ba << false;
    QTest::newRow("two cut by ASCII") << "\xc3""a"_ba << false;
    QTest::newRow("three cut by ASCII") << "\xe6\x88""a"_ba << false;
    QTest::newRow("four cut by ASCII") << "\xf0\x9f\x91""a"_ba << false;
    QTest::newRow("four cut by a lead") << "\xf0\x9f\x91\xc3\xbc"_ba << false;
    QTest::newRow("two cut by the end") << "\xc3"_ba << false;
    QTest::newRow("three cut by the end") << "\xe6\x88"_ba << false;
    QTest::newRow("four cut by the end") << "\xf0\x9f\x91"_ba << false;
    QTest::newRow("cut by the end, and never possible") << "\xe0\x80"_ba << false;
}

void tst_Utf8::verdicts()
{
    QFETCH(QByteArray, bytes);
    QFETCH(bool, isValid);

    for (const Utf8Engine engine : engines()) {
        const WithEngine chosen(engine);
        for (qsizetype before = 0; before < 70; ++before) {
            for (const QByteArray &filler : {QByteArray(before, 'a'), chinese(before)}) {
                for (const QByteArray &after : {QByteArray(), QByteArray(40, 'z'), chinese(20)}) {
                    const QByteArray text = filler + bytes + after;
                    QCOMPARE(isValidUtf8(text), isValid);
                    QCOMPARE(isValidInPieces({text}), isValid);
                    for (qsizetype cut = filler.size(); cut <= filler.size() + bytes.size(); ++cut)
                        QCOMPARE(isValidInPieces({text.first(cut), text.sliced(cut)}), isValid);
                }
            }
        }
    }
}

void tst_Utf8::failsAtTheEarliestByte_data()
{
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<qsizetype>("taken");

    QTest::newRow("lone continuation") << "a\x80z"_ba << qsizetype(1);
    QTest::newRow("lead that never is") << "a\xc0\x80"_ba << qsizetype(1);
    QTest::newRow("too long at its second byte") << "\xe0\x80\x80"_ba << qsizetype(1);
    QTest::newRow("surrogate at its second byte") << "\xed\xa0\x80"_ba << qsizetype(1);
    QTest::newRow("too large at its second byte") << "\xf4\x90\x80\x80"_ba << qsizetype(1);
    QTest::newRow("F5 at once") << "\xf5\x80\x80\x80"_ba << qsizetype(0);
    QTest::newRow("cut at the byte that cuts") << "\xf0\x9f\x91zz"_ba << qsizetype(3);
    QTest::newRow("cut by the end is no mistake yet") << "\xf0\x9f\x91"_ba << qsizetype(3);
    QTest::newRow("all of it") << "\xf0\x9f\x91\x8b"_ba << qsizetype(4);
}

void tst_Utf8::failsAtTheEarliestByte()
{
    QFETCH(QByteArray, bytes);
    QFETCH(qsizetype, taken);

    QCOMPARE(bytesTaken(bytes), taken);
    for (const Utf8Engine engine : engines()) {
        const WithEngine chosen(engine);
        // The same when it is the end of a long piece.
        for (qsizetype size = 0; size <= bytes.size(); ++size) {
            Utf8Validator validator;
            QCOMPARE(validator.append(chinese(50) + bytes.first(size)), size <= taken);
        }
    }
}

void tst_Utf8::staysFailedUntilReset()
{
    Utf8Validator validator;
    QVERIFY(validator.isComplete());
    QVERIFY(validator.append("\xe6\x88"));
    QVERIFY(!validator.isComplete());
    QVERIFY(!validator.append("a"));
    QVERIFY(!validator.append("a"));
    QVERIFY(!validator.append(""));
    QVERIFY(!validator.isComplete());
    validator.reset();
    QVERIFY(validator.isComplete());
    QVERIFY(validator.append("a"));
    QVERIFY(validator.isComplete());
}

void tst_Utf8::everyCharacter()
{
    QByteArray text;
    for (char32_t character = 0; character <= 0x10ffff; ++character) {
        if (!QChar::isSurrogate(character))
            text += QString::fromUcs4(&character, 1).toUtf8();
    }
    for (const Utf8Engine engine : engines()) {
        const WithEngine chosen(engine);
        QVERIFY(isValidUtf8(text));
        // 997 is prime: the cuts fall everywhere in a character and in a block.
        Utf8Validator validator;
        for (qsizetype start = 0; start < text.size(); start += 997)
            QVERIFY(validator.append(text.mid(start, 997)));
        QVERIFY(validator.isComplete());
    }
}

void tst_Utf8::everySequenceOfThree_data()
{
    QTest::addColumn<Utf8Engine>("engine");
    QTest::addColumn<int>("position");

    for (const Utf8Engine engine : engines()) {
        // In a block, at the border of two in a step, at the border of steps, and at the end of a text.
        for (const int position : {0, 30, 31, 62, 63, 93})
            QTest::addRow("engine %d at %d", int(engine), position) << engine << position;
    }
}

void tst_Utf8::everySequenceOfThree()
{
    QFETCH(Utf8Engine, engine);
    QFETCH(int, position);

    const WithEngine chosen(engine);
    QByteArray text(96, 'a');
    char *const bytes = text.data() + position;
    // With ASCII at its start a sequence of three is one of two, which has its turn with ASCII at the end.
    for (unsigned sequence = 0x800000; sequence <= 0xffffff; ++sequence) {
        bytes[0] = char(sequence >> 16);
        bytes[1] = char(sequence >> 8);
        bytes[2] = char(sequence);
        if (isValidUtf8(text) != QByteArrayView(bytes, 3).isValidUtf8())
            QFAIL(qPrintable(u"verdict of %1"_s.arg(sequence, 6, 16)));
    }
}

void tst_Utf8::earliestByteOfEverySequenceOfThree()
{
    // Bytes of one class have one verdict: the borders of table 3-7, and what is beside them.
    const QByteArray samples = QByteArray::fromHex(
            "00417f80818e8f909f9fa0a1bebfc0c1c2c3dfe0e1ecedeeeff0f1f3f4f5ff");
    for (const char first : samples) {
        for (const char second : samples) {
            for (const char third : samples) {
                const QByteArray bytes = QByteArray(1, first) + second + third;
                if (bytesTaken(bytes) != bytesThatCanStart(bytes))
                    QFAIL(bytes.toHex().constData());
            }
        }
    }
}

void tst_Utf8::fourBytesAtBorders()
{
    const QByteArray edges = QByteArray::fromHex("7f80bfc0");
    for (const Utf8Engine engine : engines()) {
        const WithEngine chosen(engine);
        for (const int position : {28, 29, 30, 31, 60, 61, 62, 63, 92}) {
            QByteArray text(96, 'a');
            for (int pair = 0xe000; pair <= 0xffff; ++pair) {
                text[position] = char(pair >> 8);
                text[position + 1] = char(pair);
                for (const char third : edges) {
                    for (const char fourth : edges) {
                        text[position + 2] = third;
                        text[position + 3] = fourth;
                        const QByteArrayView four = QByteArrayView(text).sliced(position, 4);
                        if (isValidUtf8(text) != four.isValidUtf8())
                            QFAIL(four.toByteArray().toHex().constData());
                    }
                }
            }
        }
    }
}

void tst_Utf8::randomTexts_data()
{
    QTest::addColumn<quint32>("seed");

    for (const quint32 seed : {1u, 2u, 3u, 4u})
        QTest::addRow("seed %u", seed) << seed;
}

void tst_Utf8::randomTexts()
{
    QFETCH(quint32, seed);

    QRandomGenerator random(seed);
    int valid = 0;
    for (int round = 0; round < 5000; ++round) {
        QByteArray text;
        for (int i = random.bounded(90); i > 0; --i) {
            constexpr std::array<int, 4> ends{0x80, 0x800, 0xd800, 0x110000};
            const auto character = char32_t(random.bounded(ends[std::size_t(random.bounded(4))]));
            text += QString::fromUcs4(&character, 1).toUtf8();
        }
        for (int i = random.bounded(2); i > 0 && !text.isEmpty(); --i)
            text[random.bounded(int(text.size()))] = char(random.bounded(256));
        const bool expected = QByteArrayView(text).isValidUtf8();
        valid += expected;
        const qsizetype first = random.bounded(int(text.size()) + 1);
        const qsizetype second = first + random.bounded(int(text.size() - first) + 1);
        for (const Utf8Engine engine : engines()) {
            const WithEngine chosen(engine);
            const bool verdict = isValidUtf8(text);
            const bool inPieces = isValidInPieces(
                    {text.first(first), text.sliced(first, second - first), text.sliced(second)});
            if (verdict != expected || inPieces != expected)
                QFAIL(text.toHex().constData());
        }
    }
    // Neither verdict is rare.
    QVERIFY(valid > 1000 && valid < 4500);
}

QTEST_APPLESS_MAIN(tst_Utf8)

#include "tst_utf8.moc"
