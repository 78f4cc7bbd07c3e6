// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SERVERREADER_H
#define LANDLINE_SERVERREADER_H

#include "api/nodeconfig.h"

namespace Landline {

class TableReader;

/// Reads one `[[server]]` with its settings and routes.
class ServerReader
{
public:
    /// The server's own settings go over \a nodeSettings. \a table must outlive the reader.
    ServerReader(TableReader &table, const Settings &nodeSettings);

    /// Call it once.
    ServerConfig read();

private:
    void readName();
    void readType();
    void readHost();
    void readMiddleware();
    void readOwnSettings();
    void readOwnTls();
    void readRoutes();

    TableReader &m_table;
    ServerConfig m_server;
};

} // namespace Landline

#endif
