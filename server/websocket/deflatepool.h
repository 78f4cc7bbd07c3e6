// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DEFLATEPOOL_H
#define LANDLINE_DEFLATEPOOL_H

#include "websocket/deflater.h"
#include "websocket/inflater.h"

#include <vector>

namespace Landline {

/// The zlib streams that all connections of one worker share: one message at a time, none knows another. Made when they
/// are first needed, and kept.
class DeflatePool
{
public:
    /// How messages are compressed.
    struct Form
    {
        quint8 windowBits = 15;
        quint8 level = 1;

        friend bool operator==(const Form &, const Form &) = default;
    };

    /// For any window.
    Inflater &inflater();
    Deflater &deflater(Form form);

    /// Memory that keeps what comes of a message until the next.
    QByteArray &scratch() { return m_scratch; }
    /// Gives back what few messages need.
    void trim();

private:
    struct Entry
    {
        Form form;
        std::unique_ptr<Deflater> deflater;
    };

    std::unique_ptr<Inflater> m_inflater;
    std::vector<Entry> m_deflaters; ///< as many as forms are agreed on
    QByteArray m_scratch;
};

} // namespace Landline

#endif
