// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "native/responsequeue.h"

#include "api/responsefile_p.h"
#include "io/loopclock.h"

namespace Landline {

void ResponseQueue::append(const std::shared_ptr<const ResponseFile> &file)
{
    if (file->size() > 0)
        m_file = std::make_unique<File>(File{file});
}

void ResponseQueue::clear()
{
    m_queue.clear();
    m_file.reset();
    m_isBlocked = false;
    m_isStalled = false;
    m_isLeaving = false;
}

bool ResponseQueue::flush(Transport &transport)
{
    if (m_isBlocked || isEmpty())
        return true;
    const auto unsent = [this, &transport] {
        return m_queue.size() + (m_file ? m_file->file->size() - m_file->sent : 0) + transport.unsent();
    };
    const qint64 before = unsent();
    SendQueue::Progress progress = m_queue.flush(transport);
    if (progress == SendQueue::Progress::Done && m_file)
        progress = sendSlice(transport);
    m_isBlocked = progress == SendQueue::Progress::Full;
    if (m_isBlocked && (!m_isStalled || unsent() < before))
        m_progressAt = LoopClock::uptime();
    m_isStalled = m_isBlocked;
    m_isLeaving = transport.unsent() > 0;
    return progress != SendQueue::Progress::Broken;
}

SendQueue::Progress ResponseQueue::sendSlice(Transport &transport)
{
    const ResponseFile &file = *m_file->file;
    const qint64 end = qMin(m_file->sent + SliceSize, file.size());
    while (m_file->sent < end) {
        const Transport::Result sent = transport.sendFile(file.descriptor(), file.offset() + m_file->sent, end - m_file->sent);
        if (sent.state != Transport::State::Moved)
            return sent.state == Transport::State::NotNow ? SendQueue::Progress::Full : SendQueue::Progress::Broken;
        m_file->sent += sent.size;
    }
    if (end < file.size())
        return SendQueue::Progress::Done;
    m_file.reset();
    return m_queue.flush(transport);
}

} // namespace Landline
