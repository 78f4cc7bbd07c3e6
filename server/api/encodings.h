// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_ENCODINGS_H
#define LANDLINE_ENCODINGS_H

#include <QtCore/qbytearray.h>
#include <QtCore/qmutex.h>

#include <functional>
#include <utility>
#include <vector>

namespace Landline {

/// What one message to many becomes on the wire, in each form that its receivers want: made once for all workers, by the
/// one that needs it first. Whoever needs the same meanwhile waits, which takes no longer than to make it.
///
/// A form is a number that whoever makes frames chooses: plain, or compressed in one of several ways. Lives as long as an
/// Order does. May be used by any thread.
class Encodings
{
public:
    explicit Encodings(const QByteArray &payload) : m_payload(payload) { }
    Q_DISABLE_COPY_MOVE(Encodings)

    /// True if \a payload is the very message, and not one that is like it.
    bool areOf(const QByteArray &payload) const;

    /// The message in \a form; \a make is called if nobody has asked for it before. Null is an answer like others.
    QByteArray encoding(quint32 form, const std::function<QByteArray()> &make);

private:
    QByteArray m_payload;
    QMutex m_mutex;
    std::vector<std::pair<quint32, QByteArray>> m_made; ///< few: as many as there are forms
};

} // namespace Landline

#endif
