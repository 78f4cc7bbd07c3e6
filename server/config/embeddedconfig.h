// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_EMBEDDEDCONFIG_H
#define LANDLINE_EMBEDDEDCONFIG_H

#include <QtCore/qbytearray.h>
#include <QtCore/qstring.h>

namespace Landline {

/// resources/landline.toml, as it was when Landline was built; see landline_embed() of CMake.
QByteArray embeddedConfig();

/// What origins call it: "built in".
QString embeddedConfigName();

} // namespace Landline

#endif
