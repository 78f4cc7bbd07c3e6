// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/languages.h"
#include "gui/nodeactions.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qfile.h>
#include <QtCore/qlocale.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qxmlstream.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Landline::Gui;

namespace {
/// What a .ts file says, by context and source.
struct Entries
{
    QStringList all;
    QStringList unfinished;
};

Entries readEntries(const QString &path)
{
    Entries entries;
    QFile file(path);
    if (!file.open(QIODevice::ReadOnly))
        return entries;
    QXmlStreamReader xml(&file);
    QString context;
    QString source;
    while (!xml.atEnd()) {
        if (xml.readNext() != QXmlStreamReader::StartElement)
            continue;
        if (xml.name() == QLatin1String("name"))
            context = xml.readElementText();
        else if (xml.name() == QLatin1String("source"))
            source = xml.readElementText();
        else if (xml.name() == QLatin1String("translation")) {
            const bool marked = xml.attributes().hasAttribute(QLatin1String("type"));
            const QString text
                    = xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed();
            entries.all.append(context + QLatin1Char('|') + source);
            if (marked || text.isEmpty())
                entries.unfinished.append(entries.all.last());
        }
    }
    return entries;
}

QString translation(const char *language)
{
    return QStringLiteral(TRANSLATIONS "/landline-admin_%1.ts").arg(QLatin1String(language));
}
} // namespace

class tst_Languages : public QObject
{
    Q_OBJECT

private slots:
    void nothingIsUnfinished_data();
    void nothingIsUnfinished();
    void nothingIsNew_data();
    void nothingIsNew();
    void speaks_data();
    void speaks();
};

void tst_Languages::nothingIsUnfinished_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<int>("least");
    QTest::newRow("English plurals") << translation("en") << 10;
    QTest::newRow("Simplified Chinese") << translation("zh_CN") << 200;
}

void tst_Languages::nothingIsUnfinished()
{
    QFETCH(QString, file);
    QFETCH(int, least);
    const Entries entries = readEntries(file);
    QVERIFY(entries.all.size() >= least);
    QVERIFY2(entries.unfinished.isEmpty(), qPrintable(entries.unfinished.join(QLatin1Char('\n'))));
}

void tst_Languages::nothingIsNew_data()
{
    QTest::addColumn<QString>("file");
    QTest::addColumn<bool>("pluralsOnly");
    QTest::newRow("English plurals") << translation("en") << true;
    QTest::newRow("Simplified Chinese") << translation("zh_CN") << false;
}

void tst_Languages::nothingIsNew()
{
    QFETCH(QString, file);
    QFETCH(bool, pluralsOnly);
    if (!QFile::exists(QStringLiteral(LUPDATE)))
        QSKIP("lupdate is not installed");
    QTemporaryDir folder;
    const QString copy = folder.filePath(QStringLiteral("copy.ts"));
    QVERIFY(QFile::copy(file, copy));
    QStringList arguments{QStringLiteral("-silent"), QStringLiteral("-no-obsolete"),
                          QStringLiteral("-I"), QStringLiteral(INCLUDE_FOLDER),
                          QStringLiteral(GUI_SOURCES)};
    if (pluralsOnly)
        arguments.prepend(QStringLiteral("-pluralonly"));
    QProcess lupdate;
    lupdate.start(QStringLiteral(LUPDATE), arguments + QStringList{QStringLiteral("-ts"), copy});
    QVERIFY(lupdate.waitForFinished());
    QCOMPARE(lupdate.exitCode(), 0);
    const Entries entries = readEntries(copy);
    QVERIFY2(entries.unfinished.isEmpty(), qPrintable(entries.unfinished.join(QLatin1Char('\n'))));
    QStringList now = entries.all;
    QStringList before = readEntries(file).all;
    now.sort();
    before.sort();
    QCOMPARE(now, before);
}

void tst_Languages::speaks_data()
{
    QTest::addColumn<QString>("locale");
    QTest::addColumn<QString>("one");
    QTest::addColumn<QString>("many");
    QTest::newRow("English") << "en_US"
                             << "to 1 connection"
                             << "to 4 connections";
    QTest::newRow("Chinese") << "zh_CN" << QStringLiteral("发给 1 个连接")
                             << QStringLiteral("发给 4 个连接");
    QTest::newRow("a language that we do not speak") << "fr_FR"
                                                     << "to 1 connection"
                                                     << "to 4 connections";
}

void tst_Languages::speaks()
{
    QFETCH(QString, locale);
    int argc = 1;
    char name[] = "test";
    char *argv[] = {name, nullptr};
    QCoreApplication application(argc, argv);
    installLanguage(&application, QLocale(locale));
    const auto say = [](int count) {
        return QCoreApplication::translate("Landline::Gui::Composer", "to %Ln connection(s)",
                                           nullptr, count);
    };
    QTEST(say(1), "one");
    QTEST(say(4), "many");
}

QTEST_APPLESS_MAIN(tst_Languages)
#include "tst_languages.moc"
