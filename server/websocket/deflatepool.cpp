// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/deflatepool.h"

#include <algorithm>

namespace Landline {

namespace {
constexpr qsizetype keptScratch = 256 * 1024;
} // namespace

Inflater &DeflatePool::inflater()
{
    if (!m_inflater)
        m_inflater = std::make_unique<Inflater>(15);
    return *m_inflater;
}

Deflater &DeflatePool::deflater(Form form)
{
    const auto sameForm = [form](const Entry &entry) { return entry.form == form; };
    auto found = std::find_if(m_deflaters.begin(), m_deflaters.end(), sameForm);
    if (found == m_deflaters.end())
        found = m_deflaters.insert(found, {form, std::make_unique<Deflater>(form.windowBits, form.level)});
    return *found->deflater;
}

void DeflatePool::trim()
{
    if (m_scratch.capacity() > keptScratch)
        m_scratch = QByteArray();
}

} // namespace Landline
