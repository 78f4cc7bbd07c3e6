// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_APIKEYREADER_H
#define LANDLINE_APIKEYREADER_H

#include "api/apikeyconfig.h"

namespace Landline {

class TableReader;

/// Reads one `[[api_key]]`. The secret is named, not read: see ApiKeys.
ApiKeyConfig readApiKey(TableReader &table);

} // namespace Landline

#endif
