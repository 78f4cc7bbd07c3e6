// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_CONTEXT_H
#define LANDLINE_CONTEXT_H

#include <Landline/landline_export.h>

#include <QtCore/qhash.h>
#include <QtCore/qvariant.h>

#include <functional>
#include <memory>

namespace Landline {

/// Values that live exactly as long as one connection: Hyperf's Connected Context, with its verbs.
///
/// It is reached from what is at hand, Connection::context() or Request::context(), never through an ambient "current"
/// connection. Middleware may fill it before the connection exists; onClose() can still read it; after onClose() it is
/// destroyed. Keys are plain names (a dot has no meaning). Nothing is allocated before the first value is set.
///
/// Belongs to the connection's worker thread, as the connection does; it cannot be copied, only copyFrom() copies values.
class LANDLINE_EXPORT Context
{
public:
    Context() = default;
    Q_DISABLE_COPY(Context)

    /// Stores \a value under \a key, whatever was there, and returns it.
    QVariant set(const QString &key, const QVariant &value);
    /// The value of \a key, or \a defaultValue if there is none. A stored null is a value and is returned.
    QVariant get(const QString &key, const QVariant &defaultValue = {}) const;
    /// The value of \a key converted to T, or \a defaultValue if there is none or it cannot be converted.
    template<typename T>
    T get(const QString &key, const T &defaultValue) const
    {
        QVariant value = get(key, QVariant());
        return value.convert(QMetaType::fromType<T>()) ? value.value<T>() : defaultValue;
    }
    /// True if \a key has a value other than null.
    bool has(const QString &key) const;
    /// Replaces the value of \a key by what \a change makes of it (of a null QVariant if there is none); returns the new one.
    QVariant override(const QString &key, const std::function<QVariant(const QVariant &)> &change);
    /// The value of \a key; if has() is false, that of \a make is stored first.
    QVariant getOrSet(const QString &key, const std::function<QVariant()> &make);
    /// Removes \a key.
    void destroy(const QString &key);
    /// Removes everything.
    void release();
    /// Replaces all values by those of \a other, or by those of its \a keys that exist when any are named.
    void copyFrom(const Context &other, const QStringList &keys = {});
    /// All values, as a copy.
    QHash<QString, QVariant> container() const;
    bool isEmpty() const { return !m_values || m_values->isEmpty(); }

private:
    QHash<QString, QVariant> &values();

    std::unique_ptr<QHash<QString, QVariant>> m_values;
};

} // namespace Landline

#endif
