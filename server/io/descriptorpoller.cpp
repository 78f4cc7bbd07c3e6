// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "io/descriptorpoller.h"

#include <QtCore/qabstracteventdispatcher.h>

namespace Landline {

DescriptorPoller *DescriptorPoller::ofThisThread()
{
    // Qt knows which dispatcher runs here, and when it ends; a pointer of our own would have to be kept in step.
    return dynamic_cast<DescriptorPoller *>(QAbstractEventDispatcher::instance());
}

void DescriptorPoller::addNestedLoopHandler(NestedLoopHandler *) { }

void DescriptorPoller::removeNestedLoopHandler(NestedLoopHandler *) { }

} // namespace Landline
