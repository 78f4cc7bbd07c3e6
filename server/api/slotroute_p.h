// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SLOTROUTE_P_H
#define LANDLINE_SLOTROUTE_P_H

#include "api/reply.h"
#include "api/request.h"

#include <QtCore/qlist.h>
#include <QtCore/qmetaobject.h>

namespace Landline {

/// One public slot of an object as an HTTP handler: binds its arguments by name, calls it, makes a reply of its result.
///
/// What Router::autoController() mounts. Belongs to the object's thread.
class SlotRoute
{
public:
    /// The slots of \a object's own class, one entry a name; those that cannot be mounted are said in \a errors.
    static QList<SlotRoute> of(QObject *object, QStringList *errors);

    QString name() const;
    /// The slot takes a RequestStream, so it is called before the body has arrived, and the body has no arguments in it.
    bool streamsBody() const;
    Reply call(const Request &request, const RequestStream &body = {}) const;

private:
    /// All that a request offers by name, what wins last: JSON, form, query, path.
    using Arguments = QList<Request::Parameter>;

    SlotRoute(QObject *object, const QMetaMethod &method);

    bool isCallable(QString *error) const;
    /// The slot without its arguments from number \a first on, if it has defaults for them and none of those behind is
    /// given.
    const QMetaMethod *withoutArgumentsFrom(int first, const Arguments &arguments) const;
    Reply invoke(const QMetaMethod &method, QList<QVariant> &values) const;

    QObject *m_object;
    QMetaMethod m_method; ///< with all its arguments
    QList<QMetaMethod> m_shorter; ///< moc's clones: the same slot with defaults for its last arguments
};

} // namespace Landline

#endif
