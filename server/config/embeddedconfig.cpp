// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/embeddedconfig.h"

using namespace Qt::StringLiterals;

namespace Landline {

QString embeddedConfigName()
{
    return u"built in"_s;
}

} // namespace Landline
