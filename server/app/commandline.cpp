// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "app/commandline.h"

#include "config/configkeys.h"
#include "shared/nearestname.h"
#include "shared/quoting.h"

#include <Landline/version.h>

#include <QtCore/qcommandlineparser.h>
#include <QtCore/qprocess.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

// Where the descriptions of options begin.
constexpr qsizetype DescriptionColumn = 23;

constexpr QLatin1StringView DemoConfig = R"(  -c, --config FILE    Read the configuration from FILE; without it, the built-in one
                       runs (two servers with demo routes on 127.0.0.1).
)"_L1;

constexpr QLatin1StringView OwnConfig = R"(  -c, --config FILE    Read the configuration from FILE; without it, the built-in one
                       is used.
)"_L1;

constexpr QLatin1StringView CommonHelp = R"(  --no-gui             Do not open the console.
  --workers N          Serve connections with N threads, 1 to 256 (default: one per core).
  --admin-socket PATH  Listen for consoles on this local socket; "off" for none, "default" for
                       the default place.
  --check-config       Read the configuration, say what is wrong with it, start nothing.
  --print-config       Print the configuration with the origin of each value, start nothing.
  -h, --help           Print this text.
  -v, --version        Print the version.

Environment: LANDLINE_CONFIG, LANDLINE_NO_GUI (1 or 0), LANDLINE_WORKERS and LANDLINE_ADMIN_SOCKET
stand for the flags of these names; a flag goes first.

Exit codes: 0 ended as asked, 1 failed while running, 2 wrong usage, 69 a port or socket cannot be
bound or too few descriptors may be open, 77 no permission, 78 invalid configuration.
)"_L1;

struct Setting
{
    QString value;
    QString origin;
};

// Reads one command line. The first thing that is wrong ends up in error.
class Reading
{
public:
    Reading(const QStringList &arguments, const QProcessEnvironment &environment, const CommandLine::Description &program);

    CommandLine::Options options();
    bool isSet(const QCommandLineOption &option) const { return m_parser.isSet(option); }

    QString error;

    const QCommandLineOption config{{u"c"_s, u"config"_s}, QString(), u"FILE"_s};
    const QCommandLineOption noGui{u"no-gui"_s};
    const QCommandLineOption workers{u"workers"_s, QString(), u"N"_s};
    const QCommandLineOption adminSocket{u"admin-socket"_s, QString(), u"PATH"_s};
    const QCommandLineOption checkConfig{u"check-config"_s};
    const QCommandLineOption printConfig{u"print-config"_s};
    const QCommandLineOption help{{u"h"_s, u"help"_s}};
    const QCommandLineOption version{{u"v"_s, u"version"_s}};

private:
    std::optional<Setting> setting(const QCommandLineOption &option, const QString &variable);
    void readWorkers(CommandLine::Options *options);
    void readNoGui(CommandLine::Options *options);
    void readOwn(CommandLine::Options *options) const;
    QStringList knownNames() const;
    QString parserError() const;
    void fail(const QString &message);

    QCommandLineParser m_parser;
    const QProcessEnvironment &m_environment;
    const CommandLine::Description &m_program;
};

Reading::Reading(const QStringList &arguments, const QProcessEnvironment &environment,
                 const CommandLine::Description &program)
    : m_environment(environment)
    , m_program(program)
{
    m_parser.setSingleDashWordOptionMode(QCommandLineParser::ParseAsLongOptions);
    m_parser.addOptions(
            {config, noGui, workers, adminSocket, checkConfig, printConfig, help, version});
    m_parser.addOptions(program.options);
    if (!m_parser.parse(arguments))
        fail(parserError());
    else if (const QStringList surplus = m_parser.positionalArguments();
             !surplus.isEmpty() && program.arguments.isEmpty())
        fail("unexpected argument '%1'; a configuration file is named with --config"_L1.arg(
                printable(surplus.first())));
}

void Reading::fail(const QString &message)
{
    if (error.isEmpty())
        error = message;
}

QStringList Reading::knownNames() const
{
    QStringList names{u"config"_s,       u"no-gui"_s,       u"workers"_s, u"admin-socket"_s,
                      u"check-config"_s, u"print-config"_s, u"help"_s,    u"version"_s};
    for (const QCommandLineOption &option : m_program.options)
        names += option.names();
    return names;
}

QString Reading::parserError() const
{
    const QStringList unknown = m_parser.unknownOptionNames();
    if (unknown.isEmpty())
        return printable(m_parser.errorText());
    const QString &name = unknown.first();
    const QString nearest = nearestName(name, knownNames());
    const QString advice = nearest.isEmpty() ? QString() : "; did you mean '--%1'?"_L1.arg(nearest);
    return "unknown option '%1'%2"_L1.arg(printable(name), advice);
}

// The value of a flag, or else of its variable. An empty flag is a mistake, an empty variable is
// none.
std::optional<Setting> Reading::setting(const QCommandLineOption &option, const QString &variable)
{
    if (m_parser.isSet(option)) {
        const QString flag = "--"_L1 + option.names().constLast();
        const QString value = m_parser.value(option);
        if (value.isEmpty())
            fail("%1 needs a value: %1 %2"_L1.arg(flag, option.valueName()));
        else if (value.startsWith("--"_L1))
            fail("%1 needs a value, but '%2' follows"_L1.arg(flag, printable(value)));
        return Setting{value, flag};
    }
    const QString value = m_environment.value(variable);
    return value.isEmpty() ? std::nullopt : std::optional(Setting{value, variable});
}

CommandLine::Options Reading::options()
{
    CommandLine::Options options;
    if (isSet(checkConfig) && isSet(printConfig))
        fail(u"--check-config and --print-config cannot be used together"_s);
    if (isSet(checkConfig))
        options.task = CommandLine::Task::CheckConfig;
    else if (isSet(printConfig))
        options.task = CommandLine::Task::PrintConfig;
    options.configFile = setting(config, u"LANDLINE_CONFIG"_s).value_or(Setting()).value;
    const Setting socket = setting(adminSocket, u"LANDLINE_ADMIN_SOCKET"_s).value_or(Setting());
    options.adminSocket = socket.value;
    options.adminSocketOrigin = socket.origin;
    readWorkers(&options);
    readNoGui(&options);
    readOwn(&options);
    return options;
}

void Reading::readOwn(CommandLine::Options *options) const
{
    options->arguments = m_parser.positionalArguments();
    for (const QCommandLineOption &option : m_program.options) {
        for (const QString &name : option.names()) {
            options->values.insert(name, m_parser.values(option));
            if (m_parser.isSet(option))
                options->names.append(name);
        }
    }
}

void Reading::readWorkers(CommandLine::Options *options)
{
    const std::optional<Setting> written = setting(workers, u"LANDLINE_WORKERS"_s);
    if (!written)
        return;
    bool ok = false;
    const int count = written->value.toInt(&ok);
    if (!ok || count < 1 || count > MaxWorkers) {
        fail("%1 must be a whole number from 1 to %2, but is '%3'"_L1.arg(
                written->origin, QString::number(MaxWorkers), printable(written->value)));
    }
    options->workers = count;
    options->workersOrigin = written->origin;
}

void Reading::readNoGui(CommandLine::Options *options)
{
    const QString value = m_environment.value(u"LANDLINE_NO_GUI"_s);
    const QString lower = value.toLower();
    const bool isYes = lower == "1"_L1 || lower == "true"_L1;
    const bool isNo = lower == "0"_L1 || lower == "false"_L1 || lower.isEmpty();
    options->isGuiWanted = !isSet(noGui) && !isYes;
    if (!isSet(noGui) && !isYes && !isNo) {
        fail("LANDLINE_NO_GUI must be 1, 0, true or false, but is '%1'"_L1.arg(printable(value)));
    }
}

CommandLine::Answer wrongUsage(const QString &program, const QString &message)
{
    return {CommandLine::WrongUsage, QString(),
            "%1: %2\nTry '%1 --help'.\n"_L1.arg(program, message)};
}

// "  -t, --token TEXT     The description"; further lines of it are indented as well.
QString helpLines(const QString &head, const QString &description)
{
    QString text = "  "_L1 + head;
    const QStringList lines = description.split(u'\n', Qt::SkipEmptyParts);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        // At least two spaces, as between the others.
        if (i > 0 || text.size() > DescriptionColumn - 2)
            text += u'\n' + QString(DescriptionColumn, u' ');
        else
            text = text.leftJustified(DescriptionColumn);
        text += lines.at(i);
    }
    return text + u'\n';
}

QString helpOf(const QCommandLineOption &option)
{
    QStringList names;
    for (const QString &name : option.names())
        names.append((name.size() == 1 ? "-"_L1 : "--"_L1) + name);
    const QString value = option.valueName().isEmpty() ? QString() : u' ' + option.valueName();
    return helpLines(names.join(", "_L1) + value, option.description());
}

QString usageOf(const CommandLine::Description &program)
{
    QString usage = "Usage: %1 [options]"_L1.arg(program.name);
    for (const CommandLine::Argument &argument : program.arguments)
        usage += u' ' + argument.syntax;
    return usage + u'\n';
}

} // namespace

std::variant<CommandLine::Options, CommandLine::Answer>
CommandLine::parse(const QStringList &arguments, const QProcessEnvironment &environment, const Description &program)
{
    Reading reading(arguments, environment, program);
    if (!reading.error.isEmpty())
        return wrongUsage(program.name, reading.error);
    if (reading.isSet(reading.help))
        return Answer{0, helpText(program), QString()};
    if (reading.isSet(reading.version))
        return Answer{0, versionText(program), QString()};
    const Options options = reading.options();
    if (!reading.error.isEmpty())
        return wrongUsage(program.name, reading.error);
    return options;
}

QString CommandLine::helpText(const Description &program)
{
    QString text = usageOf(program);
    if (!program.summary.isEmpty())
        text += program.summary + u'\n';
    if (!program.arguments.isEmpty())
        text += "\nArguments:\n"_L1;
    for (const Argument &argument : program.arguments)
        text += helpLines(argument.name, argument.description);
    text += "\nOptions:\n"_L1;
    for (const QCommandLineOption &option : program.options) {
        if (!option.flags().testFlag(QCommandLineOption::HiddenFromHelp))
            text += helpOf(option);
    }
    return text + (program.hasOwnConfig ? OwnConfig : DemoConfig) + CommonHelp;
}

QString CommandLine::versionText(const Description &program)
{
    if (program.version.isEmpty())
        return "%1 (Landline %2)\n"_L1.arg(program.name, QLatin1StringView(LANDLINE_VERSION_STR));
    return "%1 %2\n"_L1.arg(program.name, program.version);
}

} // namespace Landline
