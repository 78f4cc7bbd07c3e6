// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONSOLEOPTIONS_H
#define LANDLINE_CONSOLEOPTIONS_H

#include <QtCore/qstringlist.h>

namespace Landline::Gui {

/// What the command line of landline-admin asks for.
struct ConsoleOptions
{
    /// The exit codes of all of Landline's programs that the console can end with.
    enum ExitCode { Success = 0, Failure = 1, Usage = 2 };

    QString socketPath; ///< where a node listens, or might
    QStringList socketPaths; ///< where it may be: the one of --connect, else the default ones
    QString output; ///< to be printed before the end: help, version, or what is wrong
    int exitCode = Success;
    bool ends = false; ///< nothing to do but print output and exit

    /// Reads \a arguments, the program's name first. Needs a QCoreApplication, since Qt's help text
    /// asks it for its name.
    static ConsoleOptions parse(const QStringList &arguments);
};

/// Why no window can be opened here, or nothing when one can: to be asked before there is a
/// QApplication, which would abort. \a environment is the process's, as NAME=VALUE.
QString displayProblem(const QStringList &environment);

} // namespace Landline::Gui

#endif
