// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/ratemeter.h"

#include <QtTest/qtest.h>

using namespace Landline::Gui;
using namespace std::chrono_literals;

class tst_RateMeter : public QObject
{
    Q_OBJECT

private slots:
    void needsTwoSamples();
    void looksBackAFewSeconds();
    void startsAnewWithANewNode();
};

void tst_RateMeter::needsTwoSamples()
{
    RateMeter meter;
    QCOMPARE(meter.perSecond(), 0.0);
    meter.add(0ms, 1000);
    QCOMPARE(meter.perSecond(), 0.0);
    meter.add(500ms, 1100);
    QCOMPARE(meter.perSecond(), 200.0);
}

void tst_RateMeter::looksBackAFewSeconds()
{
    RateMeter meter;
    for (int i = 0; i <= 10; ++i)
        meter.add(i * 1000ms, i * 100);
    QCOMPARE(meter.perSecond(), 100.0);
    for (int i = 11; i <= 14; ++i)
        meter.add(i * 1000ms, 1000);
    QCOMPARE(meter.perSecond(), 0.0);
}

void tst_RateMeter::startsAnewWithANewNode()
{
    RateMeter meter;
    meter.add(0ms, 1000);
    meter.add(1000ms, 5);
    QCOMPARE(meter.perSecond(), 0.0);
    meter.add(2000ms, 15);
    QCOMPARE(meter.perSecond(), 10.0);
}

QTEST_GUILESS_MAIN(tst_RateMeter)
#include "tst_ratemeter.moc"
