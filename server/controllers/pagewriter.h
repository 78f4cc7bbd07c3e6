// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_PAGEWRITER_H
#define LANDLINE_PAGEWRITER_H

#include "api/connectionlist.h"
#include "api/response.h"

#include <QtCore/qobject.h>
#include <QtCore/qpromise.h>
#include <QtCore/qtimer.h>

#include <memory>

namespace Landline {

/// Writes a list of connections as the JSON of GET /api/connections, some rows in each iteration of the event loop: a page of
/// a thousand rows takes longer than clients of the same worker are to wait.
///
/// It deletes itself when it has kept its promise. Belongs to its thread.
class PageWriter : public QObject
{
    Q_OBJECT

public:
    using Promise = std::shared_ptr<QPromise<Response>>;

    static constexpr qsizetype RowsPerSlice = 100;

    /// \a next is the cursor of the next page, or empty.
    PageWriter(const ConnectionList &list, const QString &next, const Promise &promise, QObject *parent);
    ~PageWriter() override;

private:
    void writeSlice();

    ConnectionList m_list;
    QString m_next;
    Promise m_promise;
    QDateTime m_now = QDateTime::currentDateTimeUtc();
    qsizetype m_row = 0;
    QByteArray m_body;
    QTimer m_timer;
};

} // namespace Landline

#endif
