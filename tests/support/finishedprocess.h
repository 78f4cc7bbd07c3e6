// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_FINISHEDPROCESS_H
#define LANDLINE_FINISHEDPROCESS_H

#include <QtCore/qprocess.h>

namespace Landline {

/// Another program that a test runs to its end, while the event loop goes on so that a node in this process can
/// answer.
struct FinishedProcess
{
    int exitCode = -1; ///< -1 if it could not be started, crashed, or did not end in time
    QByteArray output;
    QByteArray errorOutput;

    static FinishedProcess run(const QString &program, const QStringList &arguments,
                       const QProcessEnvironment &environment
                       = QProcessEnvironment::systemEnvironment());

    /// A Python that has the package `websockets` (python3-websockets), or empty. The first in PATH may lack it
    /// while the system's own has it.
    static QString pythonWithWebSockets();
};

} // namespace Landline

#endif
