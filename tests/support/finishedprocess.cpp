// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "support/finishedprocess.h"

#include "support/patience.h"

namespace Landline {

FinishedProcess FinishedProcess::run(const QString &program, const QStringList &arguments,
                     const QProcessEnvironment &environment)
{
    QProcess process;
    process.setProcessEnvironment(environment);
    process.setStandardInputFile(QProcess::nullDevice());
    process.start(program, arguments, QIODevice::ReadOnly);
    eventually([&process] { return process.state() == QProcess::NotRunning; });
    FinishedProcess result{-1, process.readAllStandardOutput(), process.readAllStandardError()};
    if (process.state() != QProcess::NotRunning) {
        process.kill();
        process.waitForFinished();
    } else if (process.error() == QProcess::UnknownError
               && process.exitStatus() == QProcess::NormalExit) {
        result.exitCode = process.exitCode();
    }
    return result;
}

QString FinishedProcess::pythonWithWebSockets()
{
    static const QString found = [] {
        for (const QString &python :
             {QStringLiteral("python3"), QStringLiteral("/usr/bin/python3")}) {
            if (run(python, {QStringLiteral("-c"), QStringLiteral("import websockets")}).exitCode
                == 0)
                return python;
        }
        return QString();
    }();
    return found;
}

} // namespace Landline
