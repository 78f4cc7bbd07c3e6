// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/messagedeflate.h"

namespace Landline {

MessageDeflate::MessageDeflate(const DeflateTerms &terms, const CompressionSettings &settings, DeflatePool *pool)
    : m_settings(settings), m_pool(pool), m_terms(terms)
{
}

Inflater::Result MessageDeflate::inflate(QByteArray *payload, qsizetype maxSize)
{
    if (m_terms.clientKeepsContext && !m_inflater)
        m_inflater = std::make_unique<Inflater>(m_terms.clientWindowBits);
    Inflater &inflater = m_inflater ? *m_inflater : m_pool->inflater();
    const Inflater::Result result = inflater.inflate(*payload, maxSize, &m_pool->scratch());
    payload->swap(m_pool->scratch());
    if (!m_inflater)
        inflater.forget();
    m_pool->trim();
    return result;
}

bool MessageDeflate::deflate(QByteArrayView message)
{
    m_pool->trim();
    if (message.size() < m_settings.compressionMinSize)
        return false;
    if (m_terms.serverKeepsContext) {
        if (!m_deflater)
            m_deflater = std::make_unique<Deflater>(m_terms.serverWindowBits, m_settings.compressionLevel);
        return m_deflater->deflate(message, &m_pool->scratch());
    }
    Deflater &deflater = m_pool->deflater(form());
    const bool isSmaller = deflater.deflate(message, &m_pool->scratch());
    if (isSmaller) // otherwise it has done so itself
        deflater.forget();
    return isSmaller;
}

std::optional<DeflatePool::Form> MessageDeflate::sharedForm() const
{
    return m_terms.serverKeepsContext ? std::nullopt : std::optional(form());
}

DeflatePool::Form MessageDeflate::form() const
{
    return {m_terms.serverWindowBits, static_cast<quint8>(qBound(1, m_settings.compressionLevel, 9))};
}

} // namespace Landline
