// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/consoleoptions.h"

#include "shared/adminsocketpath.h"

#include <Landline/version.h>

#include <QtCore/qcommandlineparser.h>
#include <QtCore/qdir.h>

#include <algorithm>

namespace Landline::Gui {

static ConsoleOptions ending(const QString &output, int exitCode)
{
    ConsoleOptions options;
    options.output = output;
    options.exitCode = exitCode;
    options.ends = true;
    return options;
}

static ConsoleOptions wrongUsage(const QString &problem)
{
    return ending(problem + QStringLiteral("\nTry 'landline-admin --help'.\n"),
                  ConsoleOptions::Usage);
}

ConsoleOptions ConsoleOptions::parse(const QStringList &arguments)
{
    QCommandLineParser parser;
    parser.setApplicationDescription(
            QStringLiteral("The desktop console of Landline: shows the live connections of a node, "
                           "pushes to them, disconnects them."));
    const QCommandLineOption help({QStringLiteral("h"), QStringLiteral("help")},
                                  QStringLiteral("Print this help."));
    const QCommandLineOption version({QStringLiteral("v"), QStringLiteral("version")},
                                     QStringLiteral("Print the version."));
    const QStringList defaultPaths = Admin::defaultSocketPaths(QStringLiteral("main"));
    const QCommandLineOption connectTo(
            QStringLiteral("connect"),
            QStringLiteral("The admin socket of the node, an absolute path. Default: the first of "
                           "these with a node: %1")
                    .arg(defaultPaths.join(QStringLiteral(", "))),
            QStringLiteral("SOCKET"));
    parser.addOptions({help, version, connectTo});
    if (!parser.parse(arguments))
        return wrongUsage(QStringLiteral("landline-admin: ") + parser.errorText());
    if (parser.isSet(help))
        return ending(parser.helpText(), Success);
    if (parser.isSet(version))
        return ending(QStringLiteral("landline-admin " LANDLINE_VERSION_STR "\n"), Success);
    if (!parser.positionalArguments().isEmpty()) {
        return wrongUsage(QStringLiteral("landline-admin: unexpected argument '%1'.")
                                  .arg(parser.positionalArguments().constFirst()));
    }
    ConsoleOptions options;
    if (!parser.isSet(connectTo)) {
        options.socketPaths = defaultPaths;
        options.socketPath = Admin::liveSocketPath(defaultPaths);
        return options;
    }
    options.socketPath = parser.value(connectTo);
    options.socketPaths = QStringList(options.socketPath);
    if (!QDir::isAbsolutePath(options.socketPath))
        return wrongUsage(
                QStringLiteral("landline-admin: --connect takes an absolute path, not '%1'.")
                        .arg(options.socketPath));
    return options;
}

QString displayProblem(const QStringList &environment)
{
    const bool hasDisplay
            = std::any_of(environment.begin(), environment.end(), [](const QString &entry) {
                  const QString name = entry.section(QLatin1Char('='), 0, 0);
                  const bool isSet = entry.size() > name.size() + 1;
                  return isSet
                          && (name == QLatin1String("DISPLAY")
                              || name == QLatin1String("WAYLAND_DISPLAY")
                              || name == QLatin1String("QT_QPA_PLATFORM"));
              });
    if (hasDisplay)
        return {};
    return QStringLiteral(
            "landline-admin: there is no display to open a window on: neither DISPLAY nor "
            "WAYLAND_DISPLAY is set.\n");
}

} // namespace Landline::Gui
