// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CLOSEINFO_H
#define LANDLINE_CLOSEINFO_H

#include <Landline/closecode.h>
#include <Landline/namespace.h>

#include <QtCore/qmetatype.h>
#include <QtCore/qstring.h>

namespace Landline {

/// How a connection ended: what onClose() is told. A plain value.
struct CloseInfo
{
    quint16 code = CloseCode::Abnormal; ///< Abnormal (1006) when there was no close frame
    QString reason; ///< the peer's words, or ours; untrusted text when `by` is Client
    ClosedBy by = ClosedBy::Client;

    /// True when a close frame was seen, so the peer knows that and why the connection ended.
    bool wasClean() const { return code != CloseCode::Abnormal; }

    friend bool operator==(const CloseInfo &, const CloseInfo &) = default;
};

} // namespace Landline

Q_DECLARE_METATYPE(Landline::CloseInfo)

#endif
