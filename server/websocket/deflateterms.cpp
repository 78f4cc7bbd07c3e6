// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "websocket/deflateterms.h"

#include "api/settings.h"
#include "websocket/extensionlist.h"

#include <utility>

namespace Landline {

namespace {

constexpr quint8 smallestWindow = 8; // of the RFC
constexpr quint8 largestWindow = 15;
constexpr quint8 zlibsSmallest = 9; // what deflate writes with 8 needs 9 to be read, so zlib refuses 8

/// One offer of permessage-deflate, as it was meant. False is a parameter that is not there.
struct Offer
{
    bool serverNoContext = false;
    bool clientNoContext = false;
    std::optional<quint8> serverWindowBits;
    bool clientWindow = false; ///< the client lets us limit its window
    quint8 clientWindowBits = largestWindow;
};

bool isSame(QByteArrayView a, QByteArrayView b)
{
    return a.compare(b, Qt::CaseInsensitive) == 0;
}

/// 8 to 15, in digits and without a leading zero.
std::optional<quint8> toWindowBits(const QByteArray &value)
{
    for (quint8 bits = smallestWindow; bits <= largestWindow; ++bits) {
        if (value == QByteArray::number(bits))
            return bits;
    }
    return std::nullopt;
}

/// Sets \a flag for a parameter without a value that was not there before.
bool setFlag(bool *flag, const ExtensionOffer::Parameter &parameter)
{
    return !std::exchange(*flag, true) && !parameter.value;
}

bool readClientWindow(const ExtensionOffer::Parameter &parameter, Offer *offer)
{
    if (std::exchange(offer->clientWindow, true))
        return false;
    if (!parameter.value)
        return true;
    const std::optional<quint8> bits = toWindowBits(*parameter.value);
    offer->clientWindowBits = bits.value_or(largestWindow);
    return bits.has_value();
}

bool readServerWindow(const ExtensionOffer::Parameter &parameter, Offer *offer)
{
    if (offer->serverWindowBits || !parameter.value)
        return false;
    offer->serverWindowBits = toWindowBits(*parameter.value);
    return offer->serverWindowBits && *offer->serverWindowBits >= zlibsSmallest;
}

bool readParameter(const ExtensionOffer::Parameter &parameter, Offer *offer)
{
    if (isSame(parameter.name, "server_no_context_takeover"))
        return setFlag(&offer->serverNoContext, parameter);
    if (isSame(parameter.name, "client_no_context_takeover"))
        return setFlag(&offer->clientNoContext, parameter);
    if (isSame(parameter.name, "server_max_window_bits"))
        return readServerWindow(parameter, offer);
    return isSame(parameter.name, "client_max_window_bits") && readClientWindow(parameter, offer);
}

/// Nothing if \a extension is another one, or an offer that has to be declined.
std::optional<Offer> toOffer(const ExtensionOffer &extension)
{
    if (!isSame(extension.name, "permessage-deflate"))
        return std::nullopt;
    Offer offer;
    for (const ExtensionOffer::Parameter &parameter : extension.parameters) {
        if (!readParameter(parameter, &offer))
            return std::nullopt;
    }
    return offer;
}

DeflateAgreement accepted(const Offer &offer, const CompressionSettings &settings, bool serverMayKeepContext)
{
    const auto own = static_cast<quint8>(qBound<int>(zlibsSmallest, settings.compressionWindowBits, largestWindow));
    DeflateTerms terms;
    terms.serverKeepsContext = settings.compressionContextTakeover && serverMayKeepContext && !offer.serverNoContext;
    terms.clientKeepsContext = settings.compressionContextTakeover && !offer.clientNoContext;
    terms.serverWindowBits = qMin(own, offer.serverWindowBits.value_or(largestWindow));
    // A client that does not offer to have its window limited uses all of it (RFC 7692 section 7.1.2.2).
    terms.clientWindowBits = offer.clientWindow ? qMin(own, offer.clientWindowBits) : largestWindow;

    QByteArray answer = "permessage-deflate";
    if (!terms.serverKeepsContext)
        answer += "; server_no_context_takeover";
    if (!terms.clientKeepsContext)
        answer += "; client_no_context_takeover";
    if (offer.serverWindowBits || terms.serverWindowBits < largestWindow)
        answer += "; server_max_window_bits=" + QByteArray::number(terms.serverWindowBits);
    if (terms.clientWindowBits < largestWindow)
        answer += "; client_max_window_bits=" + QByteArray::number(terms.clientWindowBits);
    return {terms, answer};
}

} // namespace

std::optional<DeflateAgreement> agreeOnDeflate(QByteArrayView offers, const CompressionSettings &settings,
                                               bool serverMayKeepContext)
{
    if (!settings.compression)
        return std::nullopt;
    ExtensionList list(offers);
    for (ExtensionOffer extension; list.next(&extension);) {
        if (const std::optional<Offer> offer = toOffer(extension))
            return accepted(*offer, settings, serverMayKeepContext);
    }
    return std::nullopt;
}

} // namespace Landline
