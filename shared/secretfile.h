// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SECRETFILE_H
#define LANDLINE_SECRETFILE_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

/// A secret that was read, or what is wrong with its file. No error contains any part of the secret.
struct SecretFile
{
    QByteArray secret;
    QString error; ///< to be put behind the name of the file: "no such file"; empty if `secret` holds

    /// Reads the first line of the file \a path; a CR before its LF is not part of the secret. A file that every user of the
    /// machine can read or write is an error, as it is for the key of a TLS certificate.
    static SecretFile read(const QString &path);
};

} // namespace Landline

#endif
