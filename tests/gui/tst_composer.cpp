// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/composer.h"
#include "gui/nodeactions.h"

#include <QtGui/qaction.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qplaintextedit.h>

using namespace Landline;
using namespace Landline::Gui;

class tst_Composer : public QObject
{
    Q_OBJECT

private slots:
    void checksWhileTyping();
    void countsBytes();
    void refusesWhatIsTooLong();
    void namesTheTargets();
    void remembers();
    void rememberedOnlyOnce();
    void keepsTwenty();

private:
    QString label(const Composer &composer, const char *name) const
    {
        return composer.findChild<QLabel *>(QLatin1String(name))->text();
    }

    QAction m_push;
};

void tst_Composer::checksWhileTyping()
{
    Composer composer(&m_push);
    QSignalSpy changed(&composer, &Composer::messageChanged);
    QVERIFY(!composer.hasMessage());
    composer.setMessage(PayloadKind::Json, QStringLiteral("{\"a\": }"));
    QVERIFY(!composer.hasMessage());
    QVERIFY(!composer.frame());
    QVERIFY(label(composer, "composerProblem").startsWith(QStringLiteral("Line 1, column ")));
    composer.setMessage(PayloadKind::Json, QStringLiteral("{\"a\": 1}"));
    QVERIFY(composer.hasMessage());
    QCOMPARE(composer.frame()->data(), QByteArray("{\"a\": 1}"));
    QVERIFY(label(composer, "composerProblem").isEmpty());
    QVERIFY(changed.size() >= 2);
}

void tst_Composer::countsBytes()
{
    Composer composer(&m_push);
    composer.setMessage(PayloadKind::Text, QStringLiteral("李"));
    QVERIFY(label(composer, "composerSize").startsWith(QStringLiteral("3 ")));
    composer.setMessage(PayloadKind::Hex, QStringLiteral("00 01"));
    QVERIFY(label(composer, "composerSize").startsWith(QStringLiteral("2 ")));
    QVERIFY(composer.frame()->isBinary());
}

void tst_Composer::refusesWhatIsTooLong()
{
    Composer composer(&m_push);
    composer.setMessage(PayloadKind::Text, QString(NodeActions::MaxMessageBytes + 1, u'x'));
    QVERIFY(!composer.frame());
    QVERIFY(!composer.hasMessage());
    QVERIFY(!label(composer, "composerProblem").isEmpty());
}

void tst_Composer::namesTheTargets()
{
    Composer composer(&m_push);
    QCOMPARE(label(composer, "composerTargets"), QStringLiteral("nothing selected"));
    composer.setTargetCount(4);
    QVERIFY(label(composer, "composerTargets").contains(u'4'));
}

void tst_Composer::remembers()
{
    Composer composer(&m_push);
    auto *history = composer.findChild<QComboBox *>(QStringLiteral("composerHistory"));
    QVERIFY(!history->isEnabled());
    composer.setMessage(PayloadKind::Hex, QStringLiteral("00 01"));
    composer.remember();
    composer.setMessage(PayloadKind::Text, QStringLiteral("a\nb"));
    composer.remember();
    QCOMPARE(history->count(), 2);
    QCOMPARE(history->itemText(0), QStringLiteral("a\\nb"));
    emit history->activated(1);
    QCOMPARE(composer.text(), QStringLiteral("00 01"));
    QCOMPARE(composer.kind(), PayloadKind::Hex);
}

void tst_Composer::rememberedOnlyOnce()
{
    Composer composer(&m_push);
    for (const char *text : {"a", "b", "a"}) {
        composer.setMessage(PayloadKind::Text, QString::fromLatin1(text));
        composer.remember();
    }
    auto *history = composer.findChild<QComboBox *>(QStringLiteral("composerHistory"));
    QCOMPARE(history->count(), 2);
    QCOMPARE(history->itemText(0), QStringLiteral("a"));
}

void tst_Composer::keepsTwenty()
{
    Composer composer(&m_push);
    for (int i = 0; i < 25; ++i) {
        composer.setMessage(PayloadKind::Text, QString::number(i));
        composer.remember();
    }
    auto *history = composer.findChild<QComboBox *>(QStringLiteral("composerHistory"));
    QCOMPARE(history->count(), Composer::MaxHistory);
    QCOMPARE(history->itemText(0), QStringLiteral("24"));
}

QTEST_MAIN(tst_Composer)
#include "tst_composer.moc"
