// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_HEADREWRITER_H
#define LANDLINE_HEADREWRITER_H

#include <QtCore/qbytearray.h>
#include <QtCore/qlist.h>
#include <QtCore/qpair.h>

#include <optional>

namespace Landline {

/// Puts headers of ours into the 101 that QWebSocketServer writes: what a HandshakeSocket is on either kind of socket.
///
/// QWebSocketServer has no door for cookies, headers or a subprotocol chosen per route, and allows every origin by its
/// Access-Control headers. So the head that it writes is held back here until it is whole, and goes out rewritten.
class HeadRewriter
{
public:
    virtual ~HeadRewriter() = default;

    /// The next head that is written gets \a headers.
    void rewriteHead(const QList<QPair<QByteArray, QByteArray>> &headers);

protected:
    bool isRewriting() const { return m_rewriting; }
    /// Takes what is written while isRewriting(); the rewritten head and what came behind it, once it is whole.
    std::optional<QByteArray> append(const char *data, qint64 size);

private:
    QByteArray rewritten() const;

    QList<QPair<QByteArray, QByteArray>> m_headers;
    QByteArray m_head;
    bool m_rewriting = false;
};

} // namespace Landline

#endif
