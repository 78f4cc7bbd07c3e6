// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "config/embeddedconfig.h"

#include <QtCore/qfile.h>
#include <QtCore/qresource.h>

using namespace Qt::StringLiterals;

// Nothing else in a program refers to a resource of a static library, so the linker would leave it
// out.
static void initializeResource()
{
    Q_INIT_RESOURCE(landlineconfig);
}

namespace Landline {

QByteArray embeddedConfig()
{
    initializeResource();
    QFile file(u":/landline/landline.toml"_s);
    const bool open = file.open(QIODevice::ReadOnly);
    Q_ASSERT(open);
    return open ? file.readAll() : QByteArray();
}

QString embeddedConfigName()
{
    return u"built in"_s;
}

} // namespace Landline
