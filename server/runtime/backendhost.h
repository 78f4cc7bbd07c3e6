// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_BACKENDHOST_H
#define LANDLINE_BACKENDHOST_H

#include "http/admission.h"
#include "shared/closeinfo.h"
#include "shared/statistics.h"

#include <QtCore/qstring.h>

namespace Landline {

class Connection;

/// What a Backend needs of the worker that it serves. Called in the worker's thread.
class BackendHost
{
public:
    virtual ~BackendHost() = default;

    /// A descriptor that the backend accepted is closed, whatever became of it.
    virtual void descriptorClosed() = 0;
    /// Backend::drain() has been called, and no HTTP request waits for its response any more.
    virtual void drained() = 0;
    /// The worker takes no new connections: a handshake that is accepted now is to be cut.
    virtual bool isClosing() const = 0;

    /// The next fd of this worker; each call issues another.
    virtual qint64 issueFd() = 0;
    virtual QString nodeId() const = 0;
    virtual int workerNumber() const = 0;
    /// Where the worker counts what happens to clients; to be counted up where it happens.
    virtual Statistics &statistics() = 0;

    /// The connection \a fd, which is about to enter, has \a place until it has left; or nullptr.
    virtual void keepPlace(qint64 fd, const std::shared_ptr<Admission::Place> &place) = 0;
    /// \a connection is about to open: from now on the Sender reaches it.
    virtual void entered(Connection *connection) = 0;
    /// onOpen() has run.
    virtual void opened(Connection *connection) = 0;
    /// onClose() has run; \a connection is destroyed by its backend soon after.
    virtual void left(Connection *connection, const CloseInfo &close) = 0;
};

} // namespace Landline

#endif
