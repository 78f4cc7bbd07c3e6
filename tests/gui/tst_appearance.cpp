// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/appearance.h"
#include "gui/icons.h"
#include "gui/stalebanner.h"

#include <QtCore/qdir.h>
#include <QtCore/qlibraryinfo.h>
#include <QtGui/qaction.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qapplication.h>
#include <QtWidgets/qlabel.h>

using namespace Landline::Gui;

class tst_Appearance : public QObject
{
    Q_OBJECT

private slots:
    void contrasts_data();
    void contrasts();
    void keysRoundTrip();
    void bannerFollowsThePalette();
    void iconsAreThereAndFollowThePalette();
};

void tst_Appearance::contrasts_data()
{
    QTest::addColumn<Appearance>("appearance");
    QTest::newRow("light") << Appearance::Light;
    QTest::newRow("dark") << Appearance::Dark;
}

void tst_Appearance::contrasts()
{
    QFETCH(Appearance, appearance);
    const QPalette palette = paletteOf(appearance);
    QCOMPARE(isDark(palette), appearance == Appearance::Dark);
    const auto check = [](const char *what, const QColor &text, const QColor &ground,
                          double least) {
        const double found = contrast(text, ground);
        QVERIFY2(found >= least,
                 qPrintable(QStringLiteral("%1: %2").arg(QLatin1String(what)).arg(found)));
    };
    for (QPalette::ColorRole ground :
         {QPalette::Base, QPalette::AlternateBase, QPalette::Window, QPalette::Button}) {
        check("text", palette.color(QPalette::Text), palette.color(ground), 7);
        check("quiet", quietColor(palette), palette.color(ground), 4.5);
        check("error", errorColor(palette), palette.color(ground), 4.5);
    }
    check("selection", palette.color(QPalette::HighlightedText), palette.color(QPalette::Highlight),
          4.5);
    check("link", palette.color(QPalette::Link), palette.color(QPalette::Base), 4.5);
    check("notice", noticeColors(palette).text, noticeColors(palette).background, 7);
    check("stale", palette.color(QPalette::Disabled, QPalette::Text), palette.color(QPalette::Base),
          3);
    check("stale selection", palette.color(QPalette::Disabled, QPalette::HighlightedText),
          palette.color(QPalette::Disabled, QPalette::Highlight), 4.5);
}

void tst_Appearance::keysRoundTrip()
{
    for (Appearance appearance : {Appearance::System, Appearance::Light, Appearance::Dark})
        QCOMPARE(appearanceFromKey(toKey(appearance)), appearance);
    QCOMPARE(appearanceFromKey(QStringLiteral("pink")), Appearance::System);
}

void tst_Appearance::bannerFollowsThePalette()
{
    apply(Appearance::Light);
    QAction reconnect;
    StaleBanner banner(&reconnect);
    banner.tell(StaleBanner::Cause::LinkLost, QDateTime::currentDateTimeUtc());
    QCOMPARE(banner.palette().color(QPalette::Window),
             noticeColors(paletteOf(Appearance::Light)).background);
    apply(Appearance::Dark);
    QTRY_COMPARE(banner.palette().color(QPalette::Window),
                 noticeColors(paletteOf(Appearance::Dark)).background);
    QTRY_COMPARE(banner.findChild<QLabel *>(QStringLiteral("staleBannerText"))
                         ->palette()
                         .color(QPalette::WindowText),
                 noticeColors(paletteOf(Appearance::Dark)).text);
}

void tst_Appearance::iconsAreThereAndFollowThePalette()
{
    const QIcon icon = symbolicIcon(QStringLiteral("document-send"));
    QVERIFY(!icon.isNull());
    const QStringList files = QDir(QStringLiteral(":/icons")).entryList();
    QVERIFY(files.contains(QStringLiteral("document-send.svg")));
    if (!QFile::exists(QLibraryInfo::path(QLibraryInfo::PluginsPath)
                       + QStringLiteral("/imageformats/libqsvg.so")))
        QSKIP("Qt's SVG plugin is not installed");
    apply(Appearance::Light);
    const QImage light = icon.pixmap(16).toImage();
    apply(Appearance::Dark);
    const QImage dark = icon.pixmap(16).toImage();
    QVERIFY(light != dark);
    QVERIFY(!applicationIcon().pixmap(64).isNull());
    QVERIFY(symbolicIcon(QStringLiteral("no-such-icon")).isNull());
}

QTEST_MAIN(tst_Appearance)
#include "tst_appearance.moc"
