// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/exceptions.h"
#include "conformance/exchange.h"
#include "conformance/subject.h"
#include "conformance/themes.h"

#include <QtCore/qcoreapplication.h>
#include <QtTest/qtest.h>

#include <algorithm>
#include <cstdio>
#include <memory>

using namespace Landline::Conformance;
using namespace Qt::StringLiterals;

// tst_conformance [theme] [options of Qt Test]: the suite, or one theme of it, against the Subject.

namespace {

struct Theme
{
    const char *name;
    std::unique_ptr<QObject> (*make)();
};

constexpr Theme themes[] = {
        {"framing", framing},     {"fragmentation", fragmentation},
        {"utf8", utf8},           {"control", control},
        {"closing", closing},     {"limits", limits},
        {"handshake", handshake}, {"deflate", deflate},
};

int run(const Theme &theme, const QStringList &arguments)
{
    setCurrentTheme(QLatin1StringView(theme.name));
    const std::unique_ptr<QObject> test = theme.make();
    return QTest::qExec(test.get(), arguments);
}

/// An exception that no row needed is a row that nobody runs any more, or a misspelt one.
int countUnusedExceptions()
{
    const QByteArrayList unused = unusedExceptions(subject().profile());
    for (const QByteArray &rows : unused)
        std::fprintf(stderr, "FAIL!  : no row of the suite is %s\n", rows.constData());
    return static_cast<int>(unused.size());
}

} // namespace

int main(int argc, char *argv[])
{
    const QCoreApplication app(argc, argv);
    QTEST_SET_MAIN_SOURCE_PATH
    Subject subject;
    if (!subject.start()) {
        std::fprintf(stderr, "%s\n", qUtf8Printable(subject.errorString()));
        return 1;
    }
    std::printf("Conformance of: %s\n", qUtf8Printable(subject.profile()));
    QStringList arguments = QCoreApplication::arguments();
    const QString wanted = arguments.value(1);
    for (const Theme &theme : themes) {
        if (wanted == QLatin1StringView(theme.name)) {
            arguments.removeAt(1);
            return run(theme, arguments);
        }
    }
    int failures = 0;
    for (const Theme &theme : themes)
        failures += run(theme, arguments);
    if (arguments.size() == 1)
        failures += countUnusedExceptions();
    return std::min(failures, 127);
}
