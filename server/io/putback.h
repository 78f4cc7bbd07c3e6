// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PUTBACK_H
#define LANDLINE_PUTBACK_H

#include <QtCore/qiodevice.h>

namespace Landline {

/// Makes \a bytes the first that \a device, which is sequential, has to read: QIODevice::ungetChar() for many. Nothing is
/// emitted.
inline void putBack(QIODevice *device, QByteArrayView bytes)
{
    for (qsizetype i = bytes.size(); i > 0; --i)
        device->ungetChar(bytes[i - 1]);
}

} // namespace Landline

#endif
