// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/backendname_p.h"

namespace Landline {

QString backendName(BackendType type)
{
    return type == BackendType::Qt ? QStringLiteral("qt") : QStringLiteral("native");
}

std::optional<BackendType> backendOfName(const QString &name)
{
    for (const BackendType type : {BackendType::Native, BackendType::Qt}) {
        if (name == backendName(type))
            return type;
    }
    return std::nullopt;
}

} // namespace Landline
