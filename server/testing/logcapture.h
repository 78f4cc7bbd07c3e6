// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_LOGCAPTURE_H
#define LANDLINE_TEST_LOGCAPTURE_H

#include <Landline/landline_export.h>
#include <Landline/testing/waiting.h>

#include <QtCore/qstringlist.h>

#include <memory>

namespace Landline::Test {

class LogLines;

/// Records Qt's messages of all threads while it exists: those of Landline and those of the application. Each is passed on to
/// the message handler that was installed before, so Qt Test still prints it and QTest::ignoreMessage() still works.
///
/// A line is the level, the category, a colon and the message: "warning landline.route: ...". The levels are debug, info,
/// warning, critical and fatal.
///
/// Several may exist at once; each records everything. Install no message handler of your own while one exists, unless you
/// restore the former one before it ends.
class LANDLINE_EXPORT LogCapture
{
public:
    LogCapture();
    ~LogCapture();
    Q_DISABLE_COPY_MOVE(LogCapture)

    /// What was logged since the constructor or clear(), oldest first.
    QStringList lines() const;
    /// True if a line contains \a text; case matters.
    bool contains(const QString &text) const;
    /// Runs the event loop until a line contains \a text. False, with a warning that shows the lines, if none does within
    /// \a timeout.
    bool waitFor(const QString &text, std::chrono::milliseconds timeout = defaultTimeout()) const;
    void clear();

private:
    std::shared_ptr<LogLines> m_lines;
};

} // namespace Landline::Test

#endif
