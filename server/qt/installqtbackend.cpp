// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "qt/installqtbackend.h"

#include "qt/qtbackend.h"

namespace Landline {

void installQtBackend()
{
    Backend::install(BackendType::Qt, [](BackendHost *host) { return std::make_unique<QtBackend>(host); });
}

} // namespace Landline
