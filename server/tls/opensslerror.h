// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_OPENSSLERROR_H
#define LANDLINE_OPENSSLERROR_H

#include <QtCore/qstring.h>

namespace Landline {

/// What OpenSSL's error queue of this thread says, the first entry of it, and empties the queue. Empty if it says nothing.
QString takeOpenSslError();

} // namespace Landline

#endif
