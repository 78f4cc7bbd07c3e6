// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RESPONSEFILE_P_H
#define LANDLINE_RESPONSEFILE_P_H

#include <Landline/landline_export.h>
#include "api/responsestream.h"

#include <QtCore/qglobal.h>

namespace Landline {

/// The body of a Response::file(): an open file, or a part of one. For the connection that sends it.
///
/// Does not change once it is shared; for any thread.
class LANDLINE_PRIVATE_EXPORT ResponseFile
{
public:
    /// Owns \a descriptor, of which the \a size bytes from \a offset on are the body.
    ResponseFile(int descriptor, qint64 offset, qint64 size) : m_descriptor(descriptor), m_offset(offset), m_size(size) { }
    ~ResponseFile();
    Q_DISABLE_COPY_MOVE(ResponseFile)

    /// Before it is shared: another part of the file.
    void setRange(qint64 offset, qint64 size)
    {
        m_offset = offset;
        m_size = size;
    }

    int descriptor() const { return m_descriptor; }
    /// Of the body in the file.
    qint64 offset() const { return m_offset; }
    qint64 size() const { return m_size; }

    /// At most \a size bytes of the body from \a position on. Empty behind its end, or if the file has become shorter.
    QByteArray read(qint64 position, qsizetype size) const;
    /// Writes the body of \a file to a stream, and aborts that if the file has become shorter.
    static std::shared_ptr<const ResponseStream::Opened> toStream(const std::shared_ptr<const ResponseFile> &file);

private:
    int m_descriptor;
    qint64 m_offset;
    qint64 m_size;
};

} // namespace Landline

#endif
