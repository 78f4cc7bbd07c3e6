// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "app/commandline.h"

#include <Landline/version.h>

#include <QtCore/qprocess.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

using Options = CommandLine::Options;
using Task = CommandLine::Task;

Q_DECLARE_METATYPE(Landline::CommandLine::Options)

namespace {

// "NAME=value" each.
QProcessEnvironment environmentOf(const QStringList &variables)
{
    QProcessEnvironment environment;
    for (const QString &variable : variables)
        environment.insert(variable.section(u'=', 0, 0), variable.section(u'=', 1));
    return environment;
}

Options withConfig(const QString &file)
{
    Options options;
    options.configFile = file;
    return options;
}

Options withoutGui()
{
    Options options;
    options.isGuiWanted = false;
    return options;
}

Options withTask(Task task)
{
    Options options;
    options.task = task;
    return options;
}

Options withWorkers(int workers, const QString &origin)
{
    Options options;
    options.workers = workers;
    options.workersOrigin = origin;
    return options;
}

Options withAdminSocket(const QString &path, const QString &origin)
{
    Options options;
    options.adminSocket = path;
    options.adminSocketOrigin = origin;
    return options;
}

CommandLine::Description landline()
{
    CommandLine::Description program;
    program.name = u"landline"_s;
    program.version = QStringLiteral(LANDLINE_VERSION_STR);
    program.summary = u"A WebSocket server."_s;
    return program;
}

// An application with options and arguments of its own.
CommandLine::Description chat()
{
    CommandLine::Description program;
    program.name = u"chat"_s;
    program.options = {QCommandLineOption({u"t"_s, u"topic"_s}, u"What is talked about."_s, u"TEXT"_s, u"weather"_s),
                       QCommandLineOption(u"quiet"_s, u"Say nothing.\nNot even that."_s),
                       QCommandLineOption(u"a-very-long-name"_s, u"Is on a line of its own."_s)};
    program.arguments = {{u"file"_s, u"Files to open."_s, u"[FILE...]"_s}};
    program.hasOwnConfig = true;
    return program;
}

auto parse(const QStringList &arguments, const QStringList &variables = {},
           const CommandLine::Description &program = landline())
{
    return CommandLine::parse(QStringList(u"/usr/bin/landline"_s) + arguments, environmentOf(variables), program);
}

} // namespace

class tst_CommandLine : public QObject
{
    Q_OBJECT

private slots:
    void options_data();
    void options();
    void wrongUsage_data();
    void wrongUsage();
    void help_data();
    void help();
    void version_data();
    void version();
    void helpNamesEverything_data();
    void helpNamesEverything();
    void ownOptions_data();
    void ownOptions();
    void ownUsage_data();
    void ownUsage();
    void ownHelp();
    void ownVersion();
};

void tst_CommandLine::options_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<Options>("expected");

    const QStringList none;
    QTest::newRow("nothing") << none << none << Options{};
    QTest::newRow("--config") << QStringList{u"--config"_s, u"a.toml"_s} << none
                              << withConfig(u"a.toml"_s);
    QTest::newRow("--config=") << QStringList{u"--config=a.toml"_s} << none
                               << withConfig(u"a.toml"_s);
    QTest::newRow("-c") << QStringList{u"-c"_s, u"a.toml"_s} << none << withConfig(u"a.toml"_s);
    QTest::newRow("one dash") << QStringList{u"-config"_s, u"a.toml"_s} << none
                              << withConfig(u"a.toml"_s);
    QTest::newRow("the last one counts") << QStringList{u"-c"_s, u"a.toml"_s, u"-c"_s, u"b.toml"_s}
                                         << none << withConfig(u"b.toml"_s);
    QTest::newRow("--no-gui") << QStringList{u"--no-gui"_s} << none << withoutGui();
    QTest::newRow("--workers") << QStringList{u"--workers"_s, u"3"_s} << none
                               << withWorkers(3, u"--workers"_s);
    QTest::newRow("most workers") << QStringList{u"--workers=256"_s} << none
                                  << withWorkers(256, u"--workers"_s);
    QTest::newRow("--admin-socket") << QStringList{u"--admin-socket"_s, u"/run/x.sock"_s} << none
                                    << withAdminSocket(u"/run/x.sock"_s, u"--admin-socket"_s);
    QTest::newRow("no admin socket") << QStringList{u"--admin-socket=off"_s} << none
                                     << withAdminSocket(u"off"_s, u"--admin-socket"_s);
    QTest::newRow("--check-config")
            << QStringList{u"--check-config"_s} << none << withTask(Task::CheckConfig);
    QTest::newRow("--print-config")
            << QStringList{u"--print-config"_s} << none << withTask(Task::PrintConfig);
    QTest::newRow("LANDLINE_CONFIG")
            << none << QStringList{u"LANDLINE_CONFIG=e.toml"_s} << withConfig(u"e.toml"_s);
    QTest::newRow("flag over LANDLINE_CONFIG")
            << QStringList{u"-c"_s, u"a.toml"_s} << QStringList{u"LANDLINE_CONFIG=e.toml"_s}
            << withConfig(u"a.toml"_s);
    QTest::newRow("LANDLINE_NO_GUI=1")
            << none << QStringList{u"LANDLINE_NO_GUI=1"_s} << withoutGui();
    QTest::newRow("LANDLINE_NO_GUI=True")
            << none << QStringList{u"LANDLINE_NO_GUI=True"_s} << withoutGui();
    QTest::newRow("LANDLINE_NO_GUI=0") << none << QStringList{u"LANDLINE_NO_GUI=0"_s} << Options{};
    QTest::newRow("LANDLINE_NO_GUI=false")
            << none << QStringList{u"LANDLINE_NO_GUI=false"_s} << Options{};
    QTest::newRow("--no-gui over LANDLINE_NO_GUI")
            << QStringList{u"--no-gui"_s} << QStringList{u"LANDLINE_NO_GUI=0"_s} << withoutGui();
    QTest::newRow("LANDLINE_WORKERS") << none << QStringList{u"LANDLINE_WORKERS=5"_s}
                                      << withWorkers(5, u"LANDLINE_WORKERS"_s);
    QTest::newRow("flag over LANDLINE_WORKERS")
            << QStringList{u"--workers"_s, u"3"_s} << QStringList{u"LANDLINE_WORKERS=five"_s}
            << withWorkers(3, u"--workers"_s);
    QTest::newRow("LANDLINE_ADMIN_SOCKET")
            << none << QStringList{u"LANDLINE_ADMIN_SOCKET=/e.sock"_s}
            << withAdminSocket(u"/e.sock"_s, u"LANDLINE_ADMIN_SOCKET"_s);
    QTest::newRow("empty variables")
            << none
            << QStringList{u"LANDLINE_CONFIG="_s, u"LANDLINE_NO_GUI="_s, u"LANDLINE_WORKERS="_s,
                           u"LANDLINE_ADMIN_SOCKET="_s}
            << Options{};
}

void tst_CommandLine::options()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, variables);
    QFETCH(Options, expected);

    const auto result = parse(arguments, variables);
    if (const auto *answer = std::get_if<CommandLine::Answer>(&result))
        QFAIL(qPrintable(answer->errorOutput));
    QVERIFY(std::get<Options>(result) == expected);
}

void tst_CommandLine::wrongUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("variables");
    QTest::addColumn<QString>("message");

    const QStringList none;
    QTest::newRow("unknown") << QStringList{u"--bogus"_s} << none << u"unknown option 'bogus'"_s;
    QTest::newRow("unknown, one dash")
            << QStringList{u"-bogus"_s} << none << u"unknown option 'bogus'"_s;
    QTest::newRow("misspelt") << QStringList{u"--worker"_s, u"2"_s} << none
                              << u"unknown option 'worker'; did you mean '--workers'?"_s;
    QTest::newRow("nogui") << QStringList{u"--nogui"_s} << none
                           << u"unknown option 'nogui'; did you mean '--no-gui'?"_s;
    QTest::newRow("unknown wins over help")
            << QStringList{u"--help"_s, u"--bogus"_s} << none << u"unknown option 'bogus'"_s;
    QTest::newRow("positional")
            << QStringList{u"my.toml"_s} << none
            << u"unexpected argument 'my.toml'; a configuration file is named with --config"_s;
    QTest::newRow("terminal")
            << QStringList{u"\u001b[2J"_s} << none
            << u"unexpected argument '\\u001b[2J'; a configuration file is named with --config"_s;
    QTest::newRow("no value") << QStringList{u"--workers"_s} << none
                              << u"Missing value after '--workers'."_s;
    QTest::newRow("empty value") << QStringList{u"--config="_s} << none
                                 << u"--config needs a value: --config FILE"_s;
    QTest::newRow("a flag as the value") << QStringList{u"--config"_s, u"--no-gui"_s} << none
                                         << u"--config needs a value, but '--no-gui' follows"_s;
    QTest::newRow("value for a switch")
            << QStringList{u"--no-gui=1"_s} << none << u"Unexpected value after '--no-gui'."_s;
    for (const char *value : {"0", "257", "-1", "two", "2.5", "99999999999"}) {
        QTest::addRow("--workers=%s", value)
                << QStringList{"--workers="_L1 + QLatin1StringView(value)} << none
                << "--workers must be a whole number from 1 to 256, but is '%1'"_L1.arg(
                           QLatin1StringView(value));
    }
    QTest::newRow("LANDLINE_WORKERS")
            << none << QStringList{u"LANDLINE_WORKERS=all"_s}
            << u"LANDLINE_WORKERS must be a whole number from 1 to 256, but is 'all'"_s;
    QTest::newRow("LANDLINE_NO_GUI")
            << none << QStringList{u"LANDLINE_NO_GUI=maybe"_s}
            << u"LANDLINE_NO_GUI must be 1, 0, true or false, but is 'maybe'"_s;
    QTest::newRow("two tasks") << QStringList{u"--check-config"_s, u"--print-config"_s} << none
                               << u"--check-config and --print-config cannot be used together"_s;
}

void tst_CommandLine::wrongUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QStringList, variables);
    QFETCH(QString, message);

    const auto result = parse(arguments, variables);
    const auto *answer = std::get_if<CommandLine::Answer>(&result);
    QVERIFY(answer);
    QCOMPARE(answer->errorOutput, "landline: %1\nTry 'landline --help'.\n"_L1.arg(message));
    QCOMPARE(answer->exitCode, 2);
    QCOMPARE(answer->output, QString());
}

void tst_CommandLine::help_data()
{
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("--help") << QStringList{u"--help"_s};
    QTest::newRow("-h") << QStringList{u"-h"_s};
    QTest::newRow("with a wrong value") << QStringList{u"--workers=x"_s, u"--help"_s};
    QTest::newRow("with --version") << QStringList{u"--version"_s, u"--help"_s};
}

void tst_CommandLine::help()
{
    QFETCH(QStringList, arguments);

    const auto result = parse(arguments);
    const auto *answer = std::get_if<CommandLine::Answer>(&result);
    QVERIFY(answer);
    QCOMPARE(answer->exitCode, 0);
    QCOMPARE(answer->output, CommandLine::helpText(landline()));
    QCOMPARE(answer->errorOutput, QString());
}

void tst_CommandLine::version_data()
{
    QTest::addColumn<QStringList>("arguments");

    QTest::newRow("--version") << QStringList{u"--version"_s};
    QTest::newRow("-v") << QStringList{u"-v"_s};
}

void tst_CommandLine::version()
{
    QFETCH(QStringList, arguments);

    const auto result = parse(arguments);
    const auto *answer = std::get_if<CommandLine::Answer>(&result);
    QVERIFY(answer);
    QCOMPARE(answer->exitCode, 0);
    QCOMPARE(answer->output, u"landline " LANDLINE_VERSION_STR "\n"_s);
    QCOMPARE(answer->errorOutput, QString());
}

void tst_CommandLine::helpNamesEverything_data()
{
    QTest::addColumn<QString>("word");

    for (const char *word :
         {"--config FILE", "--no-gui", "--workers N", "--admin-socket PATH", "--check-config",
          "--print-config", "-h, --help", "-v, --version", "LANDLINE_CONFIG", "LANDLINE_NO_GUI",
          "LANDLINE_WORKERS", "LANDLINE_ADMIN_SOCKET", "69", "77", "78"}) {
        QTest::newRow(word) << QString::fromLatin1(word);
    }
}

void tst_CommandLine::helpNamesEverything()
{
    QFETCH(QString, word);

    QVERIFY(CommandLine::helpText(landline()).contains(word));
}

void tst_CommandLine::ownOptions_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QStringList>("names");
    QTest::addColumn<QStringList>("topics");
    QTest::addColumn<QStringList>("files");

    const QStringList none;
    QTest::newRow("nothing") << none << none << QStringList{u"weather"_s} << none;
    QTest::newRow("short") << QStringList{u"-t"_s, u"news"_s} << QStringList{u"t"_s, u"topic"_s} << QStringList{u"news"_s} << none;
    QTest::newRow("twice") << QStringList{u"--topic=a"_s, u"--topic"_s, u"b"_s} << QStringList{u"t"_s, u"topic"_s}
                           << QStringList{u"a"_s, u"b"_s} << none;
    QTest::newRow("switch") << QStringList{u"--quiet"_s} << QStringList{u"quiet"_s} << QStringList{u"weather"_s} << none;
    QTest::newRow("arguments") << QStringList{u"a"_s, u"--no-gui"_s, u"b"_s} << none << QStringList{u"weather"_s}
                               << QStringList{u"a"_s, u"b"_s};
}

void tst_CommandLine::ownOptions()
{
    QFETCH(QStringList, arguments);

    const auto result = parse(arguments, {}, chat());
    const auto *options = std::get_if<Options>(&result);
    QVERIFY(options);
    QTEST(options->names, "names");
    QTEST(options->values.value(u"t"_s), "topics");
    QTEST(options->values.value(u"topic"_s), "topics");
    QTEST(options->arguments, "files");
}

void tst_CommandLine::ownUsage_data()
{
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<QString>("message");

    QTest::newRow("misspelt") << QStringList{u"--topik"_s} << u"unknown option 'topik'; did you mean '--topic'?"_s;
    QTest::newRow("misspelt, Landline's") << QStringList{u"--wrkers"_s} << u"unknown option 'wrkers'; did you mean '--workers'?"_s;
    QTest::newRow("no value") << QStringList{u"--topic"_s} << u"Missing value after '--topic'."_s;
}

void tst_CommandLine::ownUsage()
{
    QFETCH(QStringList, arguments);
    QFETCH(QString, message);

    const auto result = parse(arguments, {}, chat());
    const auto *answer = std::get_if<CommandLine::Answer>(&result);
    QVERIFY(answer);
    QCOMPARE(answer->errorOutput, "chat: %1\nTry 'chat --help'.\n"_L1.arg(message));
    QCOMPARE(answer->exitCode, 2);
}

void tst_CommandLine::ownHelp()
{
    const QString expected = u"Usage: chat [options] [FILE...]\n"
                             "\n"
                             "Arguments:\n"
                             "  file                 Files to open.\n"
                             "\n"
                             "Options:\n"
                             "  -t, --topic TEXT     What is talked about.\n"
                             "  --quiet              Say nothing.\n"
                             "                       Not even that.\n"
                             "  --a-very-long-name   Is on a line of its own.\n"
                             "  -c, --config FILE    Read the configuration from FILE; without it, the built-in one\n"
                             "                       is used.\n"
                             "  --no-gui "_s;
    const QString help = CommandLine::helpText(chat());
    QCOMPARE(help.first(expected.size()), expected);
    QVERIFY(CommandLine::helpText(landline()).startsWith("Usage: landline [options]\nA WebSocket server.\n\nOptions:\n"_L1));
}

void tst_CommandLine::ownVersion()
{
    CommandLine::Description program = chat();
    QCOMPARE(CommandLine::versionText(program), u"chat (Landline " LANDLINE_VERSION_STR ")\n"_s);
    program.version = u"1.2"_s;
    QCOMPARE(CommandLine::versionText(program), u"chat 1.2\n"_s);
}

QTEST_APPLESS_MAIN(tst_CommandLine)
#include "tst_commandline.moc"
