// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/httpcontroller.h"

namespace Landline {

HttpController::HttpController(QObject *parent) : QObject(parent) { }

HttpController::~HttpController() = default;

} // namespace Landline
