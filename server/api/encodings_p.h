// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_ENCODINGS_P_H
#define LANDLINE_ENCODINGS_P_H

#include <QtCore/qbytearray.h>
#include <QtCore/qmutex.h>

#include <functional>
#include <utility>
#include <vector>

namespace Landline {

/// The encoded forms of one message to many connections. Each form is made once, by the worker that needs it first; a
/// worker that needs it meanwhile waits, which takes no longer than to make it.
///
/// A form is a number that the backend chooses: plain, or compressed in one of several ways. A Command for more than one
/// connection passes its Encodings to each Connection::push(). Any thread may use it.
class Encodings
{
public:
    Encodings() = default;
    Q_DISABLE_COPY_MOVE(Encodings)

    /// The message in \a form. The first call for a form calls \a make; null is a valid encoding.
    QByteArray encoding(quint32 form, const std::function<QByteArray()> &make);

private:
    QMutex m_mutex;
    std::vector<std::pair<quint32, QByteArray>> m_made; ///< few: as many as there are forms
};

} // namespace Landline

#endif
