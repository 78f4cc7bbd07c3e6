// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace Landline::Admin {

static QStringList socketFolders()
{
    QStringList folders;
    if (const QString folder = runtimeFolder(); !folder.isNull())
        folders.append(folder + QLatin1StringView("/landline"));
    if (::geteuid() == 0)
        folders.append(QStringLiteral("/run/landline"));
    folders.append(QDir::tempPath() + QLatin1StringView("/landline-") + QString::number(::geteuid()));
    return folders;
}

static bool isTrusted(uid_t uid)
{
    return uid == ::geteuid() || uid == 0;
}

/// Whether a process that we trust listens on the socket at \a path.
static bool isLive(const QString &path)
{
    const QByteArray file = QFile::encodeName(path);
    struct stat found = {};
    if (file.size() > MaxSocketPathBytes || ::stat(file.constData(), &found) != 0 || !S_ISSOCK(found.st_mode))
        return false;
    const int descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (descriptor < 0)
        return false;
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, file.constData(), static_cast<size_t>(file.size()));
    bool live = false;
    if (::connect(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0) {
        ucred peer{};
        socklen_t size = sizeof peer;
        live = ::getsockopt(descriptor, SOL_SOCKET, SO_PEERCRED, &peer, &size) == 0 && isTrusted(peer.uid);
    } else {
        live = errno == EAGAIN && isTrusted(found.st_uid); // its backlog is full
    }
    ::close(descriptor);
    return live;
}

QString runtimeFolder()
{
    const QString folder = qEnvironmentVariable("XDG_RUNTIME_DIR");
    // The XDG base directory specification: "If an implementation encounters a relative path [...] it should
    // consider the path invalid and ignore it."
    return QDir::isAbsolutePath(folder) ? QDir::cleanPath(folder) : QString();
}

QStringList defaultSocketPaths(const QString &name)
{
    QStringList paths = socketFolders();
    for (QString &path : paths)
        path += u'/' + name + QLatin1StringView(".sock");
    return paths;
}

QString defaultSocketPath(const QString &name)
{
    return defaultSocketPaths(name).constFirst();
}

QString liveSocketPath(const QStringList &paths)
{
    const auto live = std::find_if(paths.cbegin(), paths.cend(), isLive);
    return live == paths.cend() ? paths.constFirst() : *live;
}

QString consoleLockPath(const QString &socketPath)
{
    return socketPath + QLatin1StringView(".console.lock");
}

} // namespace Landline::Admin
