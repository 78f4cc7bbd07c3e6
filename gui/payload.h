// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PAYLOAD_H
#define LANDLINE_PAYLOAD_H

#include "shared/frame.h"

#include <optional>

namespace Landline::Gui {

/// What the composer's text is meant to be.
enum class PayloadKind {
    Text,
    Json, ///< a text message that has to be JSON
    Hex, ///< a binary message, written as hexadecimal digits
};

/// A message out of what was typed, or why there is none.
struct Payload
{
    std::optional<Frame> frame;
    QString error; ///< translated, for people; empty when there is a frame
    qsizetype errorPosition = -1; ///< in characters of the text
};

/// Text is taken as it is. JSON is checked, then taken as it is. Hex is pairs of digits with white
/// space between them wherever one likes, but not inside a pair.
Payload parsePayload(PayloadKind kind, const QString &text);

} // namespace Landline::Gui

#endif
