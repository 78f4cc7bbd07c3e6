// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EXTENSIONLIST_H
#define LANDLINE_EXTENSIONLIST_H

#include <QtCore/qbytearray.h>
#include <QtCore/qvarlengtharray.h>

#include <optional>

namespace Landline {

/// One extension that a client offers, with its parameters in the client's order. The names are views into the header.
struct ExtensionOffer
{
    struct Parameter
    {
        QByteArrayView name;
        std::optional<QByteArray> value; ///< without its quotes; nothing if the parameter has none
    };

    QByteArrayView name;
    QVarLengthArray<Parameter, 8> parameters;
};

/// Reads a Sec-WebSocket-Extensions header (RFC 6455 section 9.1) offer by offer. Several headers are to be joined by
/// commas, as Request::header() does.
///
/// \code
/// ExtensionList list(request.header("Sec-WebSocket-Extensions"));
/// for (ExtensionOffer offer; list.next(&offer);)
///     consider(offer);
/// \endcode
///
/// Takes time and memory in proportion to the header, which is part of a head of limited size, and no more memory than
/// its longest offer needs.
class ExtensionList
{
public:
    /// \a header lives longer.
    explicit ExtensionList(QByteArrayView header) : m_rest(header) { }

    /// False at the end, and where the header is not what the RFC's grammar allows: what stood before that counts.
    bool next(ExtensionOffer *offer);

private:
    void skipSpace();
    bool skip(char c);
    QByteArrayView token();
    std::optional<QByteArray> value();
    std::optional<QByteArray> quotedValue();
    bool readParameters(ExtensionOffer *offer);

    QByteArrayView m_rest;
};

} // namespace Landline

#endif
