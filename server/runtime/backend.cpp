// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "runtime/backend.h"

#include <map>
#include <mutex>

namespace Landline {

namespace {

struct Installed
{
    std::mutex mutex;
    std::map<BackendType, Backend::Factory> factories;
};

Installed &installedBackends()
{
    static Installed installed;
    return installed;
}

} // namespace

Backend::~Backend() = default;

void Backend::install(BackendType type, const Factory &factory)
{
    Installed &backends = installedBackends();
    const std::lock_guard lock(backends.mutex);
    backends.factories[type] = factory;
}

Backend::Factory Backend::installed(BackendType type)
{
    Installed &backends = installedBackends();
    const std::lock_guard lock(backends.mutex);
    const auto found = backends.factories.find(type);
    return found == backends.factories.end() ? Factory() : found->second;
}

} // namespace Landline
