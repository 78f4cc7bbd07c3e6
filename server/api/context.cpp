// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/context.h"

namespace Landline {

QHash<QString, QVariant> &Context::values()
{
    if (!m_values)
        m_values = std::make_unique<QHash<QString, QVariant>>();
    return *m_values;
}

QVariant Context::set(const QString &key, const QVariant &value)
{
    values().insert(key, value);
    return value;
}

QVariant Context::get(const QString &key, const QVariant &defaultValue) const
{
    return m_values ? m_values->value(key, defaultValue) : defaultValue;
}

bool Context::has(const QString &key) const
{
    return !get(key).isNull();
}

QVariant Context::override(const QString &key,
                           const std::function<QVariant(const QVariant &)> &change)
{
    return set(key, change(get(key)));
}

QVariant Context::getOrSet(const QString &key, const std::function<QVariant()> &make)
{
    return has(key) ? get(key) : set(key, make());
}

void Context::destroy(const QString &key)
{
    if (m_values)
        m_values->remove(key);
}

void Context::release()
{
    m_values.reset();
}

void Context::copyFrom(const Context &other, const QStringList &keys)
{
    QHash<QString, QVariant> copy = other.container();
    if (!keys.isEmpty())
        copy.removeIf([&keys](const auto &entry) { return !keys.contains(entry.key()); });
    m_values.reset();
    if (!copy.isEmpty())
        values() = copy;
}

QHash<QString, QVariant> Context::container() const
{
    return m_values ? *m_values : QHash<QString, QVariant>();
}

} // namespace Landline
