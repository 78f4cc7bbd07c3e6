// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "api/nodeconfig.h"
#include "config/configkeys.h"
#include "config/settingskeys.h"
#include "shared/quoting.h"

#include <QtCore/qfile.h>
#include <QtCore/qregularexpression.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

QString manual()
{
    QFile file(QStringLiteral(LANDLINE_SOURCE_DIR "/docs/configuration.md"));
    return file.open(QIODevice::ReadOnly) ? QString::fromUtf8(file.readAll()) : QString();
}

} // namespace

// docs/configuration.md against the program: what it shows is accepted, and it leaves nothing out.
class tst_ConfigurationManual : public QObject
{
    Q_OBJECT

private slots:
    void namesEachKey_data();
    void namesEachKey();
    void tellsEachDefault_data();
    void tellsEachDefault();
    void tellsTheDefaultOfRedact();
    void examplesAreAccepted();
};

void tst_ConfigurationManual::namesEachKey_data()
{
    QTest::addColumn<QString>("key");

    for (const ConfigTable table : {ConfigTable::Node, ConfigTable::Server,
                                    ConfigTable::ServerSettings, ConfigTable::ServerTls,
                                    ConfigTable::TlsHost, ConfigTable::Route, ConfigTable::ApiKey}) {
        const QList<ConfigKey> keys = keysOf(table);
        for (const ConfigKey &key : keys)
            QTest::addRow("%s %s", titleOf(table).data(), key.name.data()) << QString(key.name);
    }
}

void tst_ConfigurationManual::namesEachKey()
{
    QFETCH(QString, key);

    QVERIFY(manual().contains("| `%1` |"_L1.arg(key)));
}

void tst_ConfigurationManual::tellsEachDefault_data()
{
    QTest::addColumn<QString>("row");

    for (const SettingsKey &key : settingsKeys()) {
        const QString kind = std::holds_alternative<SettingsKey::Switch>(key.member) ? u"switch"_s
                : std::holds_alternative<SettingsKey::Size>(key.member)              ? u"size"_s
                : std::holds_alternative<SettingsKey::Texts>(key.member)             ? u"list"_s
                : std::holds_alternative<SettingsKey::Networks>(key.member)          ? u"list"_s
                : std::holds_alternative<SettingsKey::Count>(key.member)             ? u"whole number"_s
                : std::holds_alternative<SettingsKey::Choice>(key.member)            ? u"word"_s
                                                                                     : u"duration"_s;
        QTest::newRow(key.name.data())
                << "| `%1` | %2 | `%3` |"_L1.arg(key.name, kind, toToml(Settings(), key));
    }
}

void tst_ConfigurationManual::tellsEachDefault()
{
    QFETCH(QString, row);

    QVERIFY2(manual().contains(row), qPrintable(row));
}

void tst_ConfigurationManual::tellsTheDefaultOfRedact()
{
    QVERIFY(manual().contains("\nredact = %1\n"_L1.arg(quotedList(NodeConfig().redact))));
}

void tst_ConfigurationManual::examplesAreAccepted()
{
    static const QRegularExpression example(u"```toml\n(.*?)```"_s,
                                            QRegularExpression::DotMatchesEverythingOption);
    int count = 0;
    auto examples = example.globalMatch(manual());
    while (examples.hasNext()) {
        const QString toml = examples.next().captured(1);
        const NodeConfig config = NodeConfig::fromToml(toml.toUtf8(), u"example"_s);
        QVERIFY2(config.isValid(), qPrintable(config.errorString() + u'\n' + toml));
        ++count;
    }
    QVERIFY(count > 0);
}

QTEST_APPLESS_MAIN(tst_ConfigurationManual)
#include "tst_configurationmanual.moc"
