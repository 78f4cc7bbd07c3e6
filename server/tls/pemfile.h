// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PEMFILE_H
#define LANDLINE_PEMFILE_H

#include "tls/opensslpointer.h"

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

// What TLS is set up with, from PEM files: a value, or what is wrong with the file. No message has anything of a key or
// passphrase in it.

template<typename T>
struct FromPem
{
    T value;
    QString error; ///< behind the name of the file: "no such file"; empty when value holds
};

/// All certificates of the file \a path, in its order; at least one.
FromPem<CertificateList> readCertificates(const QString &path);

/// All certificate revocation lists of the file \a path; at least one.
FromPem<RevocationLists> readRevocationLists(const QString &path);

/// The RSA or EC key of the file \a path, which everybody must not be able to read; decrypted by \a passphrase if there
/// is one.
FromPem<KeyPointer> readPrivateKey(const QString &path, const QByteArray &passphrase);

/// The first line of the file \a path, which everybody must not be able to read.
FromPem<QByteArray> readPassphrase(const QString &path);

} // namespace Landline

#endif
