// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_SOCKETFOLDER_H
#define LANDLINE_SOCKETFOLDER_H

#include <QtCore/qstring.h>

namespace Landline {

/// Whom the folder of the admin socket may admit besides us.
enum class FolderRule {
    OursAlone, ///< owned by us, mode 0700 at most: the folders that Landline chooses itself
    NotWritable, ///< owned by us or by root, writable for its owner only: a folder that the user
                 ///< named
};

/// The rule for \a folder: OursAlone where Admin::defaultSocketPaths() are, else NotWritable.
FolderRule folderRule(const QString &folder);

/// Why XDG_RUNTIME_DIR is not used, as a clause for a message; null if it can be, or if root has none. It must be an
/// absolute path of a folder that exists, belongs to this user, and is writable for nobody else.
QString runtimeFolderProblem();

/// Makes \a folder (absolute), and what is missing above it, with mode 0700, or checks the one that
/// is there: a folder and no symbolic link, and as \a rule wants it. Nothing that is there is
/// changed. Null when all is well, else a sentence that says what is wrong with it.
QString prepareFolder(const QString &folder, FolderRule rule);

} // namespace Landline

#endif
