// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/socketlock.h"

#include <QtCore/qfile.h>

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Landline {

SocketLock::Result SocketLock::take(const QString &path)
{
    m_path = QFile::encodeName(path);
    Result result = tryOpen();
    // Its owner may have removed the file after we opened it: then it locks nothing, and a new one
    // is made.
    while (result == Result::Taken && !isStillInPlace()) {
        close();
        result = tryOpen();
    }
    if (result != Result::Taken) {
        close();
        return result;
    }
    const QByteArray pid = QByteArray::number(::getpid()) + '\n';
    if (::ftruncate(m_file, 0) == 0
        && ::pwrite(m_file, pid.constData(), static_cast<size_t>(pid.size()), 0) == pid.size())
        return Result::Taken;
    m_errorString = qt_error_string(errno);
    release();
    return Result::Failed;
}

SocketLock::Result SocketLock::tryOpen()
{
    m_file = ::open(m_path.constData(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK,
                    S_IRUSR | S_IWUSR);
    struct stat found = {};
    if (m_file < 0 || ::fstat(m_file, &found) != 0) {
        const bool isForeign = errno == ELOOP || errno == EISDIR || errno == ENXIO;
        m_errorString = qt_error_string(errno);
        return isForeign ? Result::Foreign : Result::Failed;
    }
    if (!S_ISREG(found.st_mode))
        return Result::Foreign;
    char text[32] = {};
    const ssize_t size = ::pread(m_file, text, sizeof text, 0);
    bool isPid = false;
    m_owner = QByteArray(text, size > 0 ? size : 0).trimmed().toLongLong(&isPid);
    if (size > 0 && !isPid)
        return Result::Foreign;
    if (::flock(m_file, LOCK_EX | LOCK_NB) == 0)
        return Result::Taken;
    m_errorString = qt_error_string(errno);
    return errno == EWOULDBLOCK ? Result::Held : Result::Failed;
}

bool SocketLock::holds(const QString &path) const
{
    return m_path == QFile::encodeName(path) && isStillInPlace();
}

bool SocketLock::isStillInPlace() const
{
    struct stat opened = {};
    struct stat found = {};
    return ::fstat(m_file, &opened) == 0 && ::lstat(m_path.constData(), &found) == 0
            && opened.st_dev == found.st_dev && opened.st_ino == found.st_ino;
}

void SocketLock::release()
{
    if (m_file < 0)
        return;
    if (isStillInPlace())
        ::unlink(m_path.constData());
    close();
}

void SocketLock::close()
{
    if (m_file >= 0)
        ::close(m_file);
    m_file = -1;
}

} // namespace Landline
