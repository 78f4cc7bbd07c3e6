// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/exchange.h"

#include "api/response.h"
#include "api/responsefile_p.h"
#include "http/requesthead.h"
#include "http/responsewriter.h"

namespace Landline {

Exchange::Exchange(const RequestHead &head, bool isHandshake)
    : m_versionMinor(static_cast<quint8>(head.versionMinor()))
    , m_isKept(!isHandshake && head.keepsAlive())
    , m_isHead(head.method() == "HEAD")
    , m_isHandshake(isHandshake)
    , m_wantsUpgrade(head.hasHeader("Upgrade"))
{
}

QByteArray Exchange::write(const Response &response)
{
    // Behind a 1xx the client would wait for the answer proper.
    const bool isAnswer = response.status() >= 200 && response.status() <= 999;
    if (!isAnswer)
        return write(Response::status(500));
    if ((response.status() >= 400 && m_wantsUpgrade) || response.status() == 426)
        m_isKept = false;
    const bool isStream = response.isStream() && hasBody(response.status());
    if (isStream && !isChunked())
        m_isKept = false;
    const std::shared_ptr<const ResponseFile> file = hasBody(response.status()) ? response.openFile() : nullptr;
    m_bodyFollows = (isStream || file) && !m_isHead;
    WriteOptions options;
    options.headOnly = m_isHead;
    options.keepAlive = m_isKept;
    options.versionMinor = m_versionMinor;
    if (isStream)
        return writeStreamHead(response.status(), response.headers(), options);
    if (file)
        return writeStreamHead(response.status(), response.headers(), options, file->size());
    return writeResponse(response.status(), response.headers(), response.body(), options);
}

QByteArray Exchange::writePiece(const QByteArray &piece) const
{
    return isChunked() ? writeChunk(piece) : piece;
}

QByteArray Exchange::writeEnd() const
{
    return isChunked() ? QByteArray(lastChunk) : QByteArray();
}

} // namespace Landline
