// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_COMMANDLINE_H
#define LANDLINE_COMMANDLINE_H

#include <QtCore/qstring.h>
#include <QtCore/qstringlist.h>

#include <optional>
#include <variant>

class QProcessEnvironment;

namespace Landline {

/// The command line of `landline`, together with the environment variables that stand for its
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
    static std::variant<Options, Answer> parse(const QStringList &arguments,
                                               const QProcessEnvironment &environment);

    /// What --help prints.
    static QString helpText();
};

} // namespace Landline

#endif
