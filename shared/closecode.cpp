// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "closecode.h"

namespace Landline {

bool CloseCode::isSendable(int code)
{
    return (code >= 1000 && code <= 1003) || (code >= 1007 && code <= 1014)
            || (code >= 3000 && code <= 4999);
}

bool CloseCode::isValidReason(const QString &reason)
{
    return reason.toUtf8().size() <= MaxReasonBytes;
}

} // namespace Landline
