// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_MESSAGEDEFLATE_H
#define LANDLINE_MESSAGEDEFLATE_H

#include "api/settings.h"
#include "websocket/deflatepool.h"
#include "websocket/deflateterms.h"

namespace Landline {

/// permessage-deflate of one connection that has agreed to it, both ways. Small: streams of its own it has only where a
/// context is kept, from the first compressed message on.
class MessageDeflate
{
public:
    /// \a settings and \a pool live longer.
    MessageDeflate(const DeflateTerms &terms, const CompressionSettings &settings, DeflatePool *pool);

    /// Replaces \a payload, of a compressed message, by the message, which may have \a maxSize bytes. Another result than
    /// Done ends the connection.
    Inflater::Result inflate(QByteArray *payload, qsizetype maxSize);

    /// True if \a message is worth it; its compressed form is then in the pool's scratch() until the next call. It must
    /// be sent as the next compressed message.
    bool deflate(QByteArrayView message);

    /// What others with the same form may be sent as well; nothing where messages refer to those before them.
    std::optional<DeflatePool::Form> sharedForm() const;
    /// Shorter messages are sent as they are.
    qint64 minSize() const { return m_settings.compressionMinSize; }

private:
    DeflatePool::Form form() const;

    const CompressionSettings &m_settings;
    DeflatePool *m_pool;
    std::unique_ptr<Inflater> m_inflater;
    std::unique_ptr<Deflater> m_deflater;
    DeflateTerms m_terms;
};

} // namespace Landline

#endif
