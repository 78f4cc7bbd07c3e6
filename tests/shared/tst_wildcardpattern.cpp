// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "shared/wildcardpattern.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_WildcardPattern : public QObject
{
    Q_OBJECT

private slots:
    void matches_data();
    void matches();
    void pieces();
};

void tst_WildcardPattern::matches_data()
{
    QTest::addColumn<QString>("pattern"); // with * for the wildcards
    QTest::addColumn<QString>("text");
    QTest::addColumn<bool>("isMatch");

    const auto row = [](const char *pattern, const char *text, bool isMatch) {
        QTest::addRow("%s | %s", pattern, text) << QString::fromUtf8(pattern) << QString::fromUtf8(text) << isMatch;
    };
    row("", "", true);
    row("", "a", false);
    row("ann", "ANN", true);
    row("ann", "anna", false);
    row("ann", "an", false);
    row("\xc3\xa4rger", "\xc3\x84RGER", true);
    row("*", "a", true);
    row("*", "", false);
    row("**", "", false);
    row("ann*", "ann", true);
    row("ann*", "Anna", true);
    row("ann*", "hann", false);
    row("*ann", "hANN", true);
    row("*ann", "anna", false);
    row("*ann*", "ann", true);
    row("*ann*", "hanna", true);
    row("*ann*", "an", false);
    row("a*b*c", "abc", true);
    row("a*b*c", "aXbXc", true);
    row("a*b*c", "aXcXb", false);
    row("a*a", "a", false);
    row("a*a", "aa", true);
    row("ab*ba", "aba", false);
    row("*ab*ab*", "ab", false);
    row("*ab*ab*", "abab", true);
    row("a**b", "ab", true);
    row("a**b", "axb", true);
}

void tst_WildcardPattern::matches()
{
    QFETCH(const QString, pattern);
    QFETCH(const QString, text);
    QTEST(WildcardPattern(pattern.split(u'*')).matches(text), "isMatch");
}

void tst_WildcardPattern::pieces()
{
    QCOMPARE(WildcardPattern().pieces(), QStringList(QString()));
    QVERIFY(!WildcardPattern().hasWildcards());
    QCOMPARE(WildcardPattern({"a", "", "", "b"}).pieces(), QStringList({"a", "b"}));
    QCOMPARE(WildcardPattern({"", "", ""}).pieces(), QStringList({"", ""}));
    QVERIFY(WildcardPattern({"", ""}).hasWildcards());
    QCOMPARE(WildcardPattern({"", "", ""}), WildcardPattern({"", ""}));
}

QTEST_APPLESS_MAIN(tst_WildcardPattern)
#include "tst_wildcardpattern.moc"
