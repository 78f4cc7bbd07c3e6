// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/visibletext.h"

#include <QtTest/qtest.h>

using namespace Landline::Gui;

class tst_VisibleText : public QObject
{
    Q_OBJECT

private slots:
    void shows_data();
    void shows();
    void cuts();
    void toolTipIsNeverMarkup();
    void cellIsNeverAFormula_data();
    void cellIsNeverAFormula();
    void mnemonics_data();
    void mnemonics();
};

void tst_VisibleText::shows_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("shown");
    QTest::newRow("plain") << "ann"
                           << "ann";
    QTest::newRow("chinese") << QStringLiteral("李雷") << QStringLiteral("李雷");
    QTest::newRow("outside the BMP") << QStringLiteral("a😀b") << QStringLiteral("a😀b");
    QTest::newRow("markup stays text") << "<b>x</b>"
                                       << "<b>x</b>";
    QTest::newRow("line ends") << "a\r\nb\tc"
                               << "a\\r\\nb\\tc";
    QTest::newRow("control") << QString(QChar(0x1b)) << "\\u001b";
    QTest::newRow("C1 control") << QString(QChar(0x85)) << "\\u0085";
    QTest::newRow("right to left override") << QStringLiteral("a\u202eb") << "a\\u202eb";
    for (char16_t c : {0x200b, 0x200e, 0x200f, 0x2028, 0x2029, 0x202a, 0x202b, 0x202c, 0x202d,
                       0x2066, 0x2067, 0x2068, 0x2069, 0xfeff})
        QTest::addRow("U+%04x", unsigned(c))
                << QString(QChar(c)) << QStringLiteral("\\u%1").arg(uint(c), 4, 16, QChar('0'));
    QTest::newRow("lone surrogate") << QString(QChar(0xd800)) << "\\ud800";
    QTest::newRow("tag character") << QString::fromUcs4(U"\U000e0041") << "\\U000e0041";
}

void tst_VisibleText::shows()
{
    QFETCH(QString, text);
    QTEST(visibleText(text), "shown");
}

void tst_VisibleText::cuts()
{
    QCOMPARE(visibleText(QString(200, u'x')), QString(200, u'x'));
    QCOMPARE(visibleText(QString(201, u'x')), QString(200, u'x') + QChar(0x2026));
    QCOMPARE(visibleText(QStringLiteral("😀😀😀"), 2), QStringLiteral("😀😀…"));
}

void tst_VisibleText::toolTipIsNeverMarkup()
{
    QVERIFY(toolTipText(QStringLiteral("<img src='x'>"))
                    .contains(QStringLiteral("&lt;img src='x'&gt;")));
}

void tst_VisibleText::cellIsNeverAFormula_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("cell");
    QTest::newRow("formula") << "=1+1"
                             << "'=1+1";
    QTest::newRow("plus") << "+1"
                          << "'+1";
    QTest::newRow("at") << "@SUM"
                        << "'@SUM";
    QTest::newRow("minus") << "-1"
                           << "'-1";
    QTest::newRow("plain") << "a=b"
                           << "a=b";
    QTest::newRow("tab") << "a\tb"
                         << "a\\tb";
    QTest::newRow("empty") << ""
                           << "";
}

void tst_VisibleText::cellIsNeverAFormula()
{
    QFETCH(QString, text);
    QTEST(cellText(text), "cell");
}

void tst_VisibleText::mnemonics_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("button");
    QTest::newRow("english") << QStringLiteral("&Message…") << "Message";
    QTest::newRow("chinese") << QStringLiteral("消息(&M)…") << QStringLiteral("消息");
}

void tst_VisibleText::mnemonics()
{
    QFETCH(QString, text);
    QTEST(withoutMnemonic(text), "button");
}

QTEST_GUILESS_MAIN(tst_VisibleText)
#include "tst_visibletext.moc"
