// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/clientframe.h"
#include "conformance/exchange.h"
#include "conformance/themes.h"
#include "conformance/transcript.h"

#include <QtTest/qtest.h>

namespace Landline::Conformance {

namespace {

const QByteArray notUtf8 = says::close(1007);

struct Text
{
    const char *name;
    QByteArray bytes;
};

/// Characters of each length, the first and the last of each, and those around what UTF-8 leaves
/// out.
const QList<Text> &validTexts()
{
    static const QList<Text> texts = {
            {"ASCII", "hello"},
            {"two bytes each", "\xc2\x80\xc3\xbf\xd0\x96\xdf\xbf"},
            {"three bytes each", "\xe0\xa0\x80\xe4\xb8\xad\xef\xbf\xbd"},
            {"around the surrogates", "\xed\x9f\xbf\xee\x80\x80"},
            {"four bytes each", "\xf0\x90\x80\x80\xf0\x9f\x98\x80\xf4\x8f\xbf\xbf"},
            {"one to four bytes", "a\xc3\xa9\xe4\xb8\xad\xf0\x9f\x98\x80z"},
            {"four to one bytes",
             "\xf0\x9f\x98\x80\xe4\xb8\xad\xc3\xa9"
             "a"},
            {"greek", "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5"},
            {"combined marks", "e\xcc\x81\xf0\x9f\x91\xa9\xe2\x80\x8d\xf0\x9f\x92\xbb"},
    };
    return texts;
}

bool isInsideCharacter(const QByteArray &text, qsizetype at)
{
    return at > 0 && at < text.size() && (static_cast<quint8>(text.at(at)) & 0xc0) == 0x80;
}

} // namespace

class tst_Utf8 : public QObject
{
    Q_OBJECT

private slots:
    void valid_data();
    void valid();
    void segments_data();
    void segments();
    void fragmentsBetweenCharacters_data();
    void fragmentsBetweenCharacters();
    void fragmentsInsideCharacters_data();
    void fragmentsInsideCharacters();
    void invalid_data();
    void invalid();
    void invalidInABlock_data();
    void invalidInABlock();
    void endsTooEarly_data();
    void endsTooEarly();
    void failFast_data();
    void failFast();
    void failFastInAFrame_data();
    void failFastInAFrame();
    void onlyTextIsChecked_data();
    void onlyTextIsChecked();

private:
    void carryOutRow()
    {
        QFETCH(Exchange, exchange);
        execute(exchange);
    }
    static void addTexts();
    enum class Forms { All, DecidedBeforeTheEnd, DecidedAtTheEnd };
    static void addInvalidForms(Forms which);
};

void tst_Utf8::valid_data()
{
    QTest::addColumn<Exchange>("exchange");
    const auto row = [](const char *name, const QByteArray &text,
                        const QByteArray &tolerated = {}) {
        QTest::newRow(name) << Exchange{{ClientFrame::text(text)}, says::text(text), tolerated};
    };
    for (const Text &text : validTexts()) {
        row(text.name, text.bytes);
        QTest::addRow("%s, long", text.name)
                << Exchange{{ClientFrame::text(text.bytes.repeated(999))},
                            says::text(text.bytes.repeated(999))};
    }
    // Each is a text like any other and comes back byte for byte.
    row("U+FEFF first", "\xef\xbb\xbfhello", says::text("hello"));
    row("U+FEFF alone", "\xef\xbb\xbf", says::text({}));
    row("U+FEFF inside", "hello\xef\xbb\xbfhello");
    row("NUL", QByteArray("a\0b", 3));
    row("NUL alone", QByteArray(1, 0));
    row("all of ASCII", [] {
        QByteArray text;
        for (int c = 0; c < 0x80; ++c)
            text += static_cast<char>(c);
        return text;
    }());
    row("noncharacters U+FFFE and U+FFFF", "\xef\xbf\xbe\xef\xbf\xbf");
    row("noncharacters U+FDD0 and U+FDEF", "\xef\xb7\x90\xef\xb7\xaf");
    row("noncharacters of plane 1", "\xf0\x9f\xbf\xbe\xf0\x9f\xbf\xbf");
    row("noncharacters of plane 16", "\xf4\x8f\xbf\xbe\xf4\x8f\xbf\xbf");
    row("U+FFFD as sent", "\xef\xbf\xbd");
}

void tst_Utf8::valid()
{
    carryOutRow();
}

void tst_Utf8::addTexts()
{
    QTest::addColumn<QByteArray>("text");
    for (const Text &text : validTexts())
        QTest::newRow(text.name) << text.bytes;
}

void tst_Utf8::segments_data()
{
    addTexts();
}

/// One frame whose payload TCP brings in two pieces, cut at every place; and byte by byte.
void tst_Utf8::segments()
{
    QFETCH(QByteArray, text);
    const QByteArray frame = ClientFrame::text(text);
    const qsizetype head = frame.size() - text.size();
    QByteArrayList bytes;
    for (qsizetype cut = 1; cut < text.size(); ++cut) {
        bytes.append(frame.mid(head + cut, 1));
        if (!execute({{frame.first(head + cut), frame.mid(head + cut)}, says::text(text)},
                      "cut at " + QByteArray::number(cut)))
            return;
    }
    execute({QByteArrayList{frame.first(head + 1)} + bytes, says::text(text)}, "byte by byte");
}

void tst_Utf8::fragmentsBetweenCharacters_data()
{
    addTexts();
}

void tst_Utf8::fragmentsBetweenCharacters()
{
    QFETCH(QByteArray, text);
    for (qsizetype cut = 0; cut <= text.size(); ++cut) {
        if (isInsideCharacter(text, cut))
            continue;
        const QByteArray bytes = fragmented(Wire::Text, {text.first(cut), text.mid(cut)});
        if (!execute({{bytes}, says::text(text)}, "cut at " + QByteArray::number(cut)))
            return;
    }
}

void tst_Utf8::fragmentsInsideCharacters_data()
{
    QTest::addColumn<QByteArray>("text");
    for (const Text &text : validTexts().mid(1))
        QTest::newRow(text.name) << text.bytes;
}

void tst_Utf8::fragmentsInsideCharacters()
{
    QFETCH(QByteArray, text);
    QByteArrayList bytes;
    for (qsizetype cut = 0; cut < text.size(); ++cut) {
        bytes.append(text.mid(cut, 1));
        if (!isInsideCharacter(text, cut))
            continue;
        const QByteArrayList two{text.first(cut), text.mid(cut)};
        const QByteArray detail = "cut at " + QByteArray::number(cut);
        if (!execute({{fragmented(Wire::Text, two)}, says::text(text)}, detail)
            || !execute({{ClientFrame::text(two.first()).unfinished(),
                           ClientFrame::ping("between").bytes(),
                           ClientFrame::continuation({}).unfinished(),
                           ClientFrame::continuation(two.last())},
                          says::pong("between") + "; " + says::text(text)},
                         detail + ", with a ping and an empty fragment between"))
            return;
    }
    execute({{fragmented(Wire::Text, bytes)}, says::text(text)}, "a fragment for each byte");
}

/// Each form by itself, and how many of its bytes it takes until no continuation could make it
/// valid; 0 if there is always one, so that the message must end first.
void tst_Utf8::addInvalidForms(Forms which)
{
    QTest::addColumn<QByteArray>("form");
    QTest::addColumn<int>("decided");
    const auto row = [which](const char *name, const QByteArray &form, int decided) {
        if (which == Forms::All || (which == Forms::DecidedAtTheEnd) == (decided == 0))
            QTest::newRow(name) << form << decided;
    };
    row("continuation byte 80", "\x80", 1);
    row("continuation byte BF", "\xbf", 1);
    row("two continuation bytes", "\x80\xbf", 1);
    row("seven continuation bytes", "\x80\xbf\x80\xbf\x80\xbf\x80", 1);
    row("continuation byte behind a character", "\xc3\xa9\xa9", 3);
    row("lead of two, then a space", "\xc2 ", 2);
    row("lead of two, then another", "\xdf\xdf\xbf", 2);
    row("lead of three, then a space", "\xe0 ", 2);
    row("lead of three and one, then a space", "\xe4\xb8 ", 3);
    row("lead of four, then a space", "\xf0 ", 2);
    row("lead of four and one, then a space", "\xf0\x9f ", 3);
    row("lead of four and two, then a space", "\xf0\x9f\x98 ", 4);
    row("lead of four and two, then a lead", "\xf0\x9f\x98\xf0\x9f\x98\x80", 4);
    row("ends in a lead of two", "\xc3", 0);
    row("ends in a lead of three", "\xe4", 0);
    row("ends in two bytes of three", "\xe4\xb8", 0);
    row("ends in a lead of four", "\xf0", 0);
    row("ends in two bytes of four", "\xf0\x9f", 0);
    row("ends in three bytes of four", "\xf0\x9f\x98", 0);
    row("overlong: slash in two", "\xc0\xaf", 1);
    row("overlong: NUL in two", "\xc0\x80", 1);
    row("overlong: last in two", "\xc1\xbf", 1);
    row("overlong: slash in three", "\xe0\x80\xaf", 2);
    row("overlong: last in three", "\xe0\x9f\xbf", 2);
    row("overlong: slash in four", "\xf0\x80\x80\xaf", 2);
    row("overlong: last in four", "\xf0\x8f\xbf\xbf", 2);
    row("first surrogate", "\xed\xa0\x80", 2);
    row("last high surrogate", "\xed\xaf\xbf", 2);
    row("first low surrogate", "\xed\xb0\x80", 2);
    row("last surrogate", "\xed\xbf\xbf", 2);
    row("pair of surrogates", "\xed\xa0\xbd\xed\xb8\x80", 2);
    row("behind U+10FFFF", "\xf4\x90\x80\x80", 2);
    row("lead F5", "\xf5\x80\x80\x80", 1);
    row("lead F7", "\xf7\xbf\xbf\xbf", 1);
    row("five bytes", "\xf8\x88\x80\x80\x80", 1);
    row("lead FB", "\xfb\xbf\xbf\xbf\xbf", 1);
    row("six bytes", "\xfc\x84\x80\x80\x80\x80", 1);
    row("lead FD", "\xfd\xbf\xbf\xbf\xbf\xbf", 1);
    row("byte FE", "\xfe", 1);
    row("byte FF", "\xff", 1);
    row("UTF-16 with its mark", QByteArray("\xff\xfeh\0i\0", 6), 1);
    row("Latin-1",
        "gr\xfc\xdf"
        "e",
        3);
}

void tst_Utf8::invalid_data()
{
    addInvalidForms(Forms::All);
}

void tst_Utf8::invalid()
{
    QFETCH(QByteArray, form);
    QFETCH(int, decided);
    const QByteArray greek = "\xce\xba\xe1\xbd\xb9\xcf\x83\xce\xbc\xce\xb5";
    const auto isRefused = [](const QByteArrayList &parts, const char *where) {
        return execute({{fragmented(Wire::Text, parts)}, notUtf8}, where);
    };
    if (!isRefused({form}, "alone") || !isRefused({greek + form}, "behind a text")
        || !isRefused({greek, form}, "in a last fragment"))
        return;
    if (decided == 0)
        isRefused({form, {}}, "before an empty fragment");
    else if (isRefused({form + greek}, "before a text")
             && isRefused({form, greek}, "in a first fragment"))
        isRefused({greek, form, greek}, "in a middle fragment");
}

void tst_Utf8::invalidInABlock_data()
{
    addInvalidForms(Forms::All);
}

/// At every distance from the start that validators who take 16, 32 or 64 bytes at once can treat
/// differently.
void tst_Utf8::invalidInABlock()
{
    QFETCH(QByteArray, form);
    QFETCH(int, decided);
    for (const int before : {13, 14, 15, 16, 29, 30, 31, 32, 33, 61, 62, 63, 64, 65, 127, 4095}) {
        const QByteArray after(decided == 0 ? 0 : 100, 'y');
        if (!execute({{ClientFrame::text(QByteArray(before, 'x') + form + after)}, notUtf8},
                      "behind " + QByteArray::number(before) + " letters"))
            return;
    }
}

void tst_Utf8::endsTooEarly_data()
{
    addInvalidForms(Forms::DecidedAtTheEnd);
}

/// Nothing is wrong with the first fragment: what came behind it is answered, and only the end is
/// refused.
void tst_Utf8::endsTooEarly()
{
    QFETCH(QByteArray, form);
    const QByteArray frame = ClientFrame::text(form);
    if (execute({{frame.chopped(1), frame.right(1)}, notUtf8}, "one frame in two segments"))
        execute({{ClientFrame::text(form).unfinished().bytes() + ClientFrame::ping("1").bytes(),
                   ClientFrame::continuation({})},
                  says::pong("1") + "; " + notUtf8},
                 "two fragments");
}

void tst_Utf8::failFast_data()
{
    addInvalidForms(Forms::DecidedBeforeTheEnd);
}

/// The fragment that ends in the first impossible byte is refused, although the message goes on.
/// Section 8.1 with 7.1.7: the connection fails when the bytes are found to be wrong, and they are.
void tst_Utf8::failFast()
{
    QFETCH(QByteArray, form);
    QFETCH(int, decided);
    const QByteArray start = "\xce\xba\xe1\xbd\xb9";
    const QByteArray wrong = form.first(decided);
    const QByteArray rest = ClientFrame::continuation(form.mid(decided) + "x");
    if (execute({{ClientFrame::text(start + wrong).unfinished()}, notUtf8, {}, rest},
                 "first fragment"))
        execute({{ClientFrame::text(start).unfinished(),
                   ClientFrame::continuation(wrong).unfinished()},
                  notUtf8,
                  {},
                  rest},
                 "second fragment");
}

void tst_Utf8::failFastInAFrame_data()
{
    addInvalidForms(Forms::DecidedBeforeTheEnd);
}

/// The same where TCP brings a piece of a frame that ends in the first impossible byte.
void tst_Utf8::failFastInAFrame()
{
    QFETCH(QByteArray, form);
    QFETCH(int, decided);
    const QByteArray start = "\xce\xba\xe1\xbd\xb9";
    const QByteArray text = start + form + "x";
    const QByteArray frame = ClientFrame::text(text);
    const qsizetype piece = frame.size() - text.size() + start.size() + decided;
    execute({{frame.first(piece)}, notUtf8, {}, frame.mid(piece)});
}

void tst_Utf8::onlyTextIsChecked_data()
{
    QTest::addColumn<Exchange>("exchange");
    const QByteArray bytes = "\xff\xfe\xc0\x80";
    QTest::newRow("binary") << Exchange{{ClientFrame::binary(bytes)}, says::binary(bytes)};
    QTest::newRow("fragments of a binary")
            << Exchange{{fragmented(Wire::Binary, {"\xe4", bytes})}, says::binary("\xe4" + bytes)};
    QTest::newRow("binary behind a text")
            << Exchange{{ClientFrame::text("a"), ClientFrame::binary(bytes)},
                        says::text("a") + "; " + says::binary(bytes)};
    QTest::newRow("text behind a binary that ends in half a character")
            << Exchange{{ClientFrame::binary("\xe4\xb8"), ClientFrame::text("a")},
                        says::binary("\xe4\xb8") + "; " + says::text("a")};
    QTest::newRow("half a character, the other half in the next message") << Exchange{
            {ClientFrame::text("\xe4\xb8").bytes() + ClientFrame::text("\xad").bytes()}, notUtf8};
}

void tst_Utf8::onlyTextIsChecked()
{
    carryOutRow();
}

std::unique_ptr<QObject> utf8()
{
    return std::make_unique<tst_Utf8>();
}

} // namespace Landline::Conformance

#include "utf8.moc"
