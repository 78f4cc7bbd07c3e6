// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CERTIFICATEDATA_H
#define LANDLINE_CERTIFICATEDATA_H

#include <QtCore/qdatetime.h>
#include <QtCore/qstringlist.h>

#include <openssl/x509.h>

namespace Landline {

// What messages about certificates are made of, and the names that they are for. OpenSSL's error queue is left empty.

/// The common name in \a name, or else its last attribute.
QString displayName(const X509_NAME *name);
/// In UTC; invalid if \a time is nullptr or malformed.
QDateTime timeOf(const ASN1_TIME *time);
/// The host names that \a certificate is for: those in its subjectAltName, or its common name where there are none (RFC 6125
/// section 6.4.4).
QStringList hostNamesIn(const X509 *certificate);
bool isIssuer(const X509 *issuer, const X509 *certificate);
/// True if \a certificate is for the public half of \a key.
bool isKeyOf(EVP_PKEY *key, const X509 *certificate);
QByteArray pemOf(const X509 *certificate);

} // namespace Landline

#endif
