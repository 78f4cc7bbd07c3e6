// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_NODEOBJECTS_P_H
#define LANDLINE_NODEOBJECTS_P_H

#include <QtCore/qglobal.h>

#include <map>
#include <memory>
#include <mutex>
#include <typeindex>

namespace Landline {

/// Objects that the controllers of all workers of a node share: one of each type, made when first asked for. They live as
/// long as the node and must be safe for any thread.
class NodeObjects
{
public:
    NodeObjects() = default;
    Q_DISABLE_COPY_MOVE(NodeObjects)

    template<typename T>
    std::shared_ptr<T> get()
    {
        const std::lock_guard lock(m_mutex);
        std::shared_ptr<void> &object = m_objects[typeid(T)];
        if (!object)
            object = std::make_shared<T>();
        return std::static_pointer_cast<T>(object);
    }

private:
    std::mutex m_mutex;
    std::map<std::type_index, std::shared_ptr<void>> m_objects; ///< guarded by m_mutex
};

} // namespace Landline

#endif
