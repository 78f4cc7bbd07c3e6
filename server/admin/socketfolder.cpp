// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/socketfolder.h"

#include "shared/adminsocketpath.h"

#include <QtCore/qdir.h>
#include <QtCore/qfile.h>
#include <QtCore/qfileinfo.h>

#include <algorithm>
#include <cerrno>
#include <sys/stat.h>
#include <unistd.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

constexpr mode_t ownerOnly = S_IRWXU;
constexpr mode_t others = S_IRWXG | S_IRWXO;
constexpr mode_t writableByOthers = S_IWGRP | S_IWOTH;

bool makeFolder(const QByteArray &folder)
{
    if (::mkdir(folder.constData(), ownerOnly) == 0 || errno == EEXIST)
        return true;
    const qsizetype slash = folder.lastIndexOf('/');
    if (errno != ENOENT || slash <= 0 || !makeFolder(folder.left(slash)))
        return false;
    return ::mkdir(folder.constData(), ownerOnly) == 0 || errno == EEXIST;
}

QString ownedBy(uid_t uid)
{
    return u"belongs to uid %1, not to us (uid %2)"_s.arg(uid).arg(::geteuid());
}

QString complaint(const struct stat &folder, FolderRule rule)
{
    if (S_ISLNK(folder.st_mode))
        return u"is a symbolic link"_s;
    if (!S_ISDIR(folder.st_mode))
        return u"is not a folder"_s;
    const bool rootWillDo = rule == FolderRule::NotWritable;
    if (folder.st_uid != ::geteuid() && !(rootWillDo && folder.st_uid == 0))
        return ownedBy(folder.st_uid);
    const QString mode = QString::number(folder.st_mode & 07777, 8).rightJustified(4, u'0');
    if (rule == FolderRule::OursAlone && (folder.st_mode & others))
        return u"is open to others (mode %1 instead of 0700)"_s.arg(mode);
    if (folder.st_mode & writableByOthers)
        return u"can be written by others (mode %1)"_s.arg(mode);
    return {};
}

} // namespace

FolderRule folderRule(const QString &folder)
{
    const QStringList ours = Admin::defaultSocketPaths(u"main"_s);
    const bool isOurs = std::any_of(ours.cbegin(), ours.cend(), [&folder](const QString &path) {
        return QDir::cleanPath(QFileInfo(path).path()) == QDir::cleanPath(folder);
    });
    return isOurs ? FolderRule::OursAlone : FolderRule::NotWritable;
}

QString runtimeFolderProblem()
{
    const QString value = qEnvironmentVariable("XDG_RUNTIME_DIR");
    if (value.isEmpty()) // which is where a service of root's has its socket
        return ::geteuid() == 0 ? QString() : u"XDG_RUNTIME_DIR is not set"_s;
    const QString name = u"XDG_RUNTIME_DIR (%1) "_s.arg(value);
    if (Admin::runtimeFolder().isNull())
        return name + u"is not an absolute path"_s;
    struct stat found = {};
    if (::stat(QFile::encodeName(value).constData(), &found) != 0)
        return name + u"cannot be used: %1"_s.arg(qt_error_string(errno));
    // On some systems others may read it.
    QString wrong = complaint(found, FolderRule::NotWritable);
    if (wrong.isEmpty() && found.st_uid != ::geteuid())
        wrong = ownedBy(found.st_uid);
    return wrong.isEmpty() ? QString() : name + wrong;
}

QString prepareFolder(const QString &folder, FolderRule rule)
{
    const QByteArray path = QFile::encodeName(folder);
    const QString name = u"the folder %1 of the admin socket "_s.arg(folder);
    struct stat found = {};
    if (!makeFolder(path) || ::lstat(path.constData(), &found) != 0)
        return name + u"cannot be made: %1"_s.arg(qt_error_string(errno));
    const QString wrong = complaint(found, rule);
    return wrong.isEmpty() ? QString() : name + wrong;
}

} // namespace Landline
