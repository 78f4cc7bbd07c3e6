// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TLSREADER_H
#define LANDLINE_TLSREADER_H

#include "api/tlsconfig.h"

namespace Landline {

class TableReader;

/// Reads one `[server.tls]` with its `[[server.tls.host]]`. The files are named, not read: see TlsCredentials.
TlsConfig readTls(TableReader &table);

/// How \a version is written in a configuration: "1.2".
QLatin1StringView toToml(TlsConfig::Version version);
/// Likewise: "none", "optional", "required".
QLatin1StringView toToml(TlsConfig::ClientCertificates certificates);

} // namespace Landline

#endif
