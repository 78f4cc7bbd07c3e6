// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "controllers/pagewriter.h"

#include "shared/connectionjson.h"

#include <QtCore/qjsondocument.h>

#include <algorithm>

using namespace Qt::StringLiterals;

namespace Landline {

PageWriter::PageWriter(const ConnectionList &list, const QString &next, const Promise &promise, QObject *parent)
    : QObject(parent), m_list(list), m_next(next), m_promise(promise), m_body("{\"connections\":["), m_timer(this)
{
    m_timer.setInterval(0);
    connect(&m_timer, &QTimer::timeout, this, &PageWriter::writeSlice);
    m_timer.start();
    writeSlice();
}

PageWriter::~PageWriter() = default;

void PageWriter::writeSlice()
{
    for (const qsizetype end = std::min(m_row + RowsPerSlice, m_list.connections.size()); m_row < end; ++m_row) {
        if (m_row > 0)
            m_body += ',';
        m_body += QJsonDocument(toJson(m_list.connections.at(m_row), m_now)).toJson(QJsonDocument::Compact);
    }
    if (m_row < m_list.connections.size())
        return;
    m_timer.stop();
    m_body += "],\"matched\":" + QByteArray::number(m_list.matched) + ",\"next\":"
            + (m_next.isEmpty() ? QByteArray("null") : '"' + m_next.toLatin1() + '"') + '}';
    Response response;
    response.setBody(m_body, "application/json");
    m_promise->addResult(response);
    m_promise->finish();
    deleteLater();
}

} // namespace Landline
