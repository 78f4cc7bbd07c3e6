// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_COMMANDLINE_H
#define LANDLINE_COMMANDLINE_H

#include <QtCore/qcommandlineoption.h>
#include <QtCore/qlist.h>
#include <QtCore/qmap.h>
#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <optional>
#include <variant>

class QProcessEnvironment;

namespace Landline {

/// The command line of `landline` and of any other Program, together with the environment variables that stand for its
/// flags. A flag goes over its variable; a variable that is empty counts as not set. \code const
/// auto result = CommandLine::parse(app.arguments(), QProcessEnvironment::systemEnvironment()); if
/// (const auto *answer = std::get_if<CommandLine::Answer>(&result))
///     // write answer->output to stdout and answer->errorOutput to stderr, and end with
///     answer->exitCode
/// const CommandLine::Options options = std::get<CommandLine::Options>(result);
/// \endcode
class CommandLine
{
public:
    /// What to do with the configuration.
    enum class Task {
        Run,
        CheckConfig, ///< read it, say what is wrong with it, start nothing
        PrintConfig, ///< show each value with its origin, start nothing
    };

    /// A positional argument, as QCommandLineParser::addPositionalArgument() has it.
    struct Argument
    {
        QString name;
        QString description;
        QString syntax; ///< in the line with "Usage:", such as "[FILE...]"
    };

    /// What the program is called and what it takes besides Landline's own options.
    struct Description
    {
        QString name;
        QString version; ///< empty: --version prints Landline's beside the name
        QString summary; ///< below "Usage:"
        QList<QCommandLineOption> options;
        QList<Argument> arguments; ///< without any, positional arguments are wrong usage
        bool hasOwnConfig = false; ///< what runs without a file is not Landline's demo
    };

    /// What was asked for.
    struct Options
    {
        Task task = Task::Run;
        QString configFile; ///< empty: the embedded default
        bool isGuiWanted = true;
        std::optional<int> workers; ///< 1 to MaxWorkers
        QString workersOrigin; ///< "--workers" or "LANDLINE_WORKERS", for
                               ///< EffectiveConfig::setWorkers()
        QString adminSocket; ///< a path, "default" or "off"; empty: as configured
        QString adminSocketOrigin; ///< "--admin-socket" or "LANDLINE_ADMIN_SOCKET", for
                                   ///< EffectiveConfig::setAdminSocket()
        QStringList names; ///< of those of Description::options that are set, all names of each
        QMap<QString, QStringList> values; ///< of Description::options, by each of their names
        QStringList arguments; ///< positional ones

        friend bool operator==(const Options &, const Options &) = default;
    };

    /// How to end at once: after --help and --version, and with WrongUsage after a mistake.
    struct Answer
    {
        int exitCode = 0;
        QString output; ///< for stdout, with its line end
        QString errorOutput; ///< for stderr, with its line end
    };

    /// The exit code of a command line, or a variable, that cannot be understood.
    static constexpr int WrongUsage = 2;

    /// Reads \a arguments, the program's name first, and \a environment. Needs no application
    /// object.
    static std::variant<Options, Answer> parse(const QStringList &arguments, const QProcessEnvironment &environment,
                                               const Description &program);

    /// What --help prints.
    static QString helpText(const Description &program);
    /// What --version prints.
    static QString versionText(const Description &program);
};

} // namespace Landline

#endif
