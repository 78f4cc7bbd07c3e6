// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/encodings_p.h"

namespace Landline {

QByteArray Encodings::encoding(quint32 form, const std::function<QByteArray()> &make)
{
    const QMutexLocker locker(&m_mutex);
    for (const auto &[known, bytes] : m_made) {
        if (known == form)
            return bytes;
    }
    return m_made.emplace_back(form, make()).second;
}

} // namespace Landline
