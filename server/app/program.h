// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PROGRAM_H
#define LANDLINE_PROGRAM_H

#include <Landline/landline_export.h>
#include <Landline/node.h>
#include <Landline/nodeconfig.h>

#include <QtCore/qbytearray.h>
#include <QtCore/qcommandlineoption.h>
#include <QtCore/qstringlist.h>

#include <functional>
#include <memory>

namespace Landline {

class ProgramPrivate;

/// A program that serves: a Node together with all that `landline` has around it. That is the command line, the configuration
/// file, the log, the signals, the admin socket, the console that is opened, and the exit codes. `landline` is a Program.
///
/// In a console program it makes the QCoreApplication as well:
/// \code
/// int main(int argc, char *argv[])
/// {
///     Landline::Program program(argc, argv);
///     program.node().registerController<RoomController>("RoomController");
///     return program.run();
/// }
/// \endcode
///
/// In a GUI application the QApplication is made first and runs the event loop:
/// \code
/// int main(int argc, char *argv[])
/// {
///     QApplication app(argc, argv);
///     Landline::Program program(argc, argv);
///     program.node().registerController<RoomController>("RoomController");
///     if (!program.start())
///         return program.exitCode();
///     MainWindow window(&program.node());
///     window.show();
///     return app.exec();
/// }
/// \endcode
///
/// Call order: the constructor; setDescription(), setDefaultConfiguration(), addOption() and the other functions of that group;
/// node(), config(), value(); run(), or start() and QCoreApplication::exec(). The command line and the configuration are read
/// once, by load() or by the first call that needs them. The first group has no effect after that, and logs a warning.
///
/// Nothing ends the process. After --help, or when the command line or the configuration is wrong, node() is there all the
/// same, never starts, and run() or start() prints what there is to say.
///
/// The node ends when the event loop does, whether the last window was closed, quit() was called or a signal came: clients are
/// closed with 1001 before QCoreApplication::exec() returns, while aboutToQuit() is emitted. So objects that controllers use
/// may be destroyed behind exec(), but not in a slot of aboutToQuit(). If the event loop never runs, the destructor ends the
/// node.
///
/// Signals: the first SIGTERM or SIGINT ends the event loop as QCoreApplication::exit(0) does; windows are not asked. A second
/// one cuts the connections that are left 0.1 s later. SIGHUP reads certificates again, or ends the program if its terminal was
/// closed. docs/running.md has the details. SIGPIPE is ignored if its action is the default.
///
/// Log: if no message handler is installed yet, all of Qt's messages go to stderr as `landline` writes them, and the filter rule
/// "landline.*.debug=false" is set. Install a handler before the constructor to keep it, and call
/// QLoggingCategory::setFilterRules() behind the constructor.
///
/// The stock controllers and middleware have their names. Belongs to the main thread. One at a time.
class LANDLINE_EXPORT Program
{
public:
    /// What exitCode() and run() return, besides the Node::ExitCode.
    enum ExitCode {
        WrongUsage = 2, ///< the command line, or an environment variable, cannot be understood
        NoPermission = 77, ///< the admin socket cannot be made where it is wanted
    };

    /// \a argc and \a argv are those of main(). Without a QCoreApplication one is made here, and destroyed with this object.
    ///
    /// The names in --help and in messages are QCoreApplication::applicationName() and applicationVersion(); set them before the
    /// first load().
    Program(int &argc, char *argv[]);
    ~Program();
    Q_DISABLE_COPY_MOVE(Program)

    /// The line below "Usage:" in --help.
    void setDescription(const QString &description);
    /// What runs without --config and LANDLINE_CONFIG. The default is the demo of `landline`: echo servers on ports 9501 and 9502
    /// of 127.0.0.1. Errors call it "built in".
    void setDefaultConfiguration(const QByteArray &toml);
    /// Lets \a check look at a configuration that is right for Landline; typically at NodeConfig::app(). What it returns, one
    /// error a string, makes the configuration invalid. Several are called in the order of these calls.
    /// \code
    /// program.addConfigurationCheck([](const Landline::NodeConfig &config) -> QStringList {
    ///     if (config.app().value("greeting").typeId() == QMetaType::QString)
    ///         return {};
    ///     return {config.appOrigin("greeting") + ": greeting must be a string"};
    /// });
    /// \endcode
    void addConfigurationCheck(const std::function<QStringList(const NodeConfig &config)> &check);
    /// Adds an option of the application's own to the command line; see value() and isSet(). Names that `landline` uses stay its
    /// own: QCommandLineParser warns.
    void addOption(const QCommandLineOption &option);
    /// Allows positional arguments; see positionalArguments(). \a syntax is how they stand behind "Usage:", "[FILE...]" say; by
    /// default \a name. Whether they are there is for the application to check.
    void addPositionalArgument(const QString &name, const QString &description, const QString &syntax = {});
    /// Whether start() opens landline-admin; --no-gui prevents it. Default: true.
    void setConsoleWanted(bool wanted);

    /// Reads the command line and the configuration, unless that has been done. False if the node will not be started: there is
    /// something wrong, or something else was asked for (--help, --check-config). Prints nothing.
    bool load();
    /// What runs: flags override environment variables, which override the file. Invalid where load() is false, but for
    /// --check-config and --print-config.
    NodeConfig config() const;
    /// True if the option of addOption() that has this \a name was given.
    bool isSet(const QString &name) const;
    /// What the option called \a name was last given, or its default.
    QString value(const QString &name) const;
    QStringList values(const QString &name) const;
    QStringList positionalArguments() const;
    /// Where controllers, routes and middleware are registered, before the start. Lives as long as this object. start() starts it;
    /// its stop() ends the event loop with 0.
    Node &node();

    /// Starts the node with its admin socket and console. False if there is nothing to run the event loop for: after an error,
    /// which it prints on stderr, or after --help, --version, --check-config or --print-config, whose answer it prints on stdout.
    /// exitCode() has what main() has to return. Call it once.
    bool start();
    /// Why start() was false: 0 where that was asked for, WrongUsage, NoPermission or a Node::ExitCode. 0 before and otherwise.
    int exitCode() const;
    /// start() and QCoreApplication::exec(): what main() has to return. A GUI application calls start() and QApplication::exec().
    int run();

private:
    std::unique_ptr<ProgramPrivate> d;
};

} // namespace Landline

#endif
