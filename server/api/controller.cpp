// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/controller.h"

#include "io/loglimit.h"

#include <QtCore/qloggingcategory.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcController, "landline.controller")

Controller::Controller(QObject *parent) : QObject(parent) { }

Controller::~Controller() = default;

void Controller::onOpen(Connection *, const Request &) { }

void Controller::onMessage(Connection *connection, const Frame &frame)
{
    static thread_local LogLimit limit; // of the worker: it is clients who cause these lines
    if (limit.allows())
        qCWarning(lcController, "fd %lld: %s has no onMessage, a message of %lld bytes is dropped%s",
                  static_cast<long long>(connection->fd()), metaObject()->className(),
                  static_cast<long long>(frame.size()), limit.unsaid().constData());
}

void Controller::onClose(Connection *, const CloseInfo &) { }

} // namespace Landline
