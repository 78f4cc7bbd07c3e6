// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/middleware.h"

namespace Landline {

Middleware::~Middleware() = default;

} // namespace Landline
