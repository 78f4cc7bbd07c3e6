// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_THROWN_P_H
#define LANDLINE_THROWN_P_H

#include <QtCore/qbytearray.h>

#include <exception>
#include <optional>

namespace Landline {

/// Calls \a function, which runs application code, and answers what it threw, for a line of the log, or nothing.
///
/// Every call of a handler, middleware or callback goes through here: no exception may cross Qt's signals or event loop. The
/// slots that an application connects to signals by itself must not throw, as anywhere in Qt.
template<typename Function>
std::optional<QByteArray> thrownBy(const Function &function)
{
    try {
        function();
        return {};
    } catch (const std::exception &exception) {
        return exception.what();
    } catch (...) {
        return QByteArrayLiteral("an unknown exception");
    }
}

} // namespace Landline

#endif
