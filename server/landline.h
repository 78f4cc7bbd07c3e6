// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_H
#define LANDLINE_H

/// All that an application needs: one include.

#include "api/audience.h"
#include "api/connection.h"
#include "api/context.h"
#include "api/controller.h"
#include "api/delivery.h"
#include "api/httpcontroller.h"
#include "api/httphandler.h"
#include "api/middleware.h"
#include "api/nodeconfig.h"
#include "api/redaction.h"
#include "api/reply.h"
#include "api/request.h"
#include "api/response.h"
#include "api/responsestream.h"
#include "api/router.h"
#include "api/sender.h"
#include "app/program.h"
#include "node.h"
#include "shared/closeinfo.h"
#include "shared/connectioninfo.h"
#include "shared/filter.h"
#include "shared/frame.h"

#endif
