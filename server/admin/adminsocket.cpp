// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "admin/adminsocket.h"

#include "admin/peercredentials.h"
#include "admin/socketfolder.h"
#include "shared/adminsocketpath.h"

#include <QtCore/qfile.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qsocketnotifier.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>
#include <utility>

using namespace Qt::StringLiterals;

namespace Landline {

static Q_LOGGING_CATEGORY(lcAdminSocket, "landline.admin")

namespace {

constexpr int backlog = 64;
constexpr mode_t socketMode = S_IRUSR | S_IWUSR;
constexpr std::chrono::milliseconds pauseTime = std::chrono::milliseconds(250);
constexpr std::chrono::milliseconds lookTime = std::chrono::seconds(1);
constexpr int looksUntilRetry = 5; // another's socket is connected to each time

int makeSocket()
{
    return ::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
}

sockaddr_un addressOf(const QByteArray &file)
{
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::memcpy(address.sun_path, file.constData(), static_cast<size_t>(file.size()));
    return address;
}

/// connect(2) and bind(2), by one form.
template<typename Call> bool addressed(const Call &call, int descriptor, const QByteArray &file)
{
    const sockaddr_un address = addressOf(file);
    return call(descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address) == 0;
}

} // namespace

AdminSocket::AdminSocket(QObject *parent)
    : QObject(parent)
{
    m_resume.setSingleShot(true);
    connect(&m_resume, &QTimer::timeout, this, [this] { m_notifier->setEnabled(true); });
    m_look.setInterval(lookTime);
    connect(&m_look, &QTimer::timeout, this, &AdminSocket::look);
}

AdminSocket::~AdminSocket()
{
    close();
}

bool AdminSocket::listen(const QStringList &paths)
{
    Q_ASSERT_X(m_descriptor < 0, "AdminSocket::listen", "listens already");
    m_paths = paths;
    if (!listenAtFirst())
        return false;
    m_isMissing = false;
    m_look.start();
    return true;
}

bool AdminSocket::listenAtFirst()
{
    m_obstacles.clear();
    for (const QString &path : std::as_const(m_paths)) {
        if (listenAt(path))
            return true;
        if (m_exitCode == AdminServer::CannotListen)
            return false;
        m_obstacles.append(m_errorString);
    }
    return false;
}

bool AdminSocket::listenAt(const QString &path)
{
    m_path = path;
    m_file = QFile::encodeName(path);
    if (!checkPath(path) || !takeLock() || !clearPath() || !bind()) {
        shut();
        m_lock.release();
        return false;
    }
    m_exitCode = AdminServer::Ok;
    m_errorString.clear();
    m_notifier = std::make_unique<QSocketNotifier>(m_descriptor, QSocketNotifier::Read);
    connect(m_notifier.get(), &QSocketNotifier::activated, this, &AdminSocket::accept);
    return true;
}

/// True if the file at the path is the socket that we have bound.
bool AdminSocket::isBoundHere() const
{
    struct stat found = {};
    return m_bound && ::lstat(m_file.constData(), &found) == 0 && found.st_dev == m_device
            && found.st_ino == m_inode;
}

QString AdminSocket::lockPath() const
{
    return m_path + u".lock"_s;
}

void AdminSocket::look()
{
    if (isBoundHere()) {
        takeLock(); // if that fails, because another node just finds out that we are here, the next look does it
        return;
    }
    struct stat found = {};
    const bool isFree = ::lstat(m_file.constData(), &found) != 0;
    if (m_isMissing && !isFree && --m_waits > 0)
        return;
    m_waits = looksUntilRetry;
    restore();
}

/// Makes the socket again, and the lock if it has gone as well.
void AdminSocket::restore()
{
    const QString former = m_path;
    shut();
    if (listenAtFirst()) {
        m_isMissing = false;
        if (m_path == former)
            qCWarning(lcAdminSocket, "The admin socket %ls was removed and has been made again", qUtf16Printable(m_path));
        else
            qCWarning(lcAdminSocket, "The admin socket %ls was removed; consoles may connect to %ls now (%ls)",
                      qUtf16Printable(former), qUtf16Printable(m_path), qUtf16Printable(m_obstacles.join(u"; "_s)));
        return;
    }
    m_path = former;
    m_file = QFile::encodeName(former);
    if (!std::exchange(m_isMissing, true))
        qCWarning(lcAdminSocket, "The admin socket %ls was removed and cannot be made again: %ls. Trying again later",
                  qUtf16Printable(m_path), qUtf16Printable(m_errorString));
}

bool AdminSocket::fail(AdminServer::ExitCode code, const QString &text)
{
    m_exitCode = code;
    m_errorString = text;
    return false;
}

bool AdminSocket::failForOwner(qint64 pid)
{
    const QString owner = pid > 0 ? u"another node (pid %1)"_s.arg(pid) : u"another node"_s;
    return fail(AdminServer::CannotListen, owner + u" has the admin socket %1"_s.arg(m_path));
}

bool AdminSocket::checkPath(const QString &path)
{
    if (!path.startsWith(u'/'))
        return fail(AdminServer::InvalidPath,
                    u"the path of the admin socket must be absolute: %1"_s.arg(path));
    if (path.endsWith(u'/') || path.contains(QChar::Null))
        return fail(AdminServer::InvalidPath,
                    u"the path of the admin socket names no file: %1"_s.arg(path));
    if (m_file.size() > Admin::MaxSocketPathBytes) {
        return fail(
                AdminServer::InvalidPath,
                u"the path of the admin socket has %1 bytes, but a local socket's can have %2: %3"_s
                        .arg(m_file.size())
                        .arg(Admin::MaxSocketPathBytes)
                        .arg(path));
    }
    const QString folder = path.left(qMax(path.lastIndexOf(u'/'), qsizetype(1)));
    const QString wrong = prepareFolder(folder, folderRule(folder));
    return wrong.isEmpty() || fail(AdminServer::NoPermission, wrong);
}

bool AdminSocket::takeLock()
{
    const QString path = lockPath();
    if (m_lock.holds(path))
        return true;
    m_lock.release();
    switch (m_lock.take(path)) {
    case SocketLock::Result::Taken:
        return true;
    case SocketLock::Result::Held:
        return failForOwner(m_lock.owner());
    case SocketLock::Result::Foreign:
        return fail(AdminServer::CannotListen,
                    u"%1 is not a lock file of Landline; it stays as it is"_s.arg(path));
    case SocketLock::Result::Failed:
        break;
    }
    return fail(AdminServer::NoPermission,
                u"the lock %1 cannot be taken: %2"_s.arg(path, m_lock.errorString()));
}

/// Makes sure that nothing is at the path.
bool AdminSocket::clearPath()
{
    struct stat found = {};
    if (::lstat(m_file.constData(), &found) != 0) {
        return errno == ENOENT
                || fail(AdminServer::NoPermission, u"%1: %2"_s.arg(m_path, qt_error_string(errno)));
    }
    if (!S_ISSOCK(found.st_mode)) {
        return fail(AdminServer::CannotListen,
                    u"%1 is in the way of the admin socket and is not a socket; it stays as it is"_s
                            .arg(m_path));
    }
    if (found.st_uid != ::geteuid()) {
        return fail(AdminServer::CannotListen,
                    u"the socket %1 belongs to uid %2; it stays as it is"_s.arg(m_path).arg(
                            found.st_uid));
    }
    if (!probe())
        return false;
    qCInfo(lcAdminSocket,
           "The admin socket %ls was left behind by a node that is gone; it is replaced.",
           qUtf16Printable(m_path));
    return ::unlink(m_file.constData()) == 0
            || fail(AdminServer::NoPermission, u"%1: %2"_s.arg(m_path, qt_error_string(errno)));
}

/// True when nobody listens on the socket that is there.
bool AdminSocket::probe()
{
    const int descriptor = makeSocket();
    const bool connected = descriptor >= 0 && addressed(::connect, descriptor, m_file);
    const int error = errno;
    const qint64 pid = connected ? PeerCredentials::of(descriptor).pid : 0;
    if (descriptor >= 0)
        ::close(descriptor);
    if (connected || error == EAGAIN)
        return failForOwner(pid);
    return error == ECONNREFUSED
            || fail(AdminServer::CannotListen,
                    u"the socket %1: %2"_s.arg(m_path, qt_error_string(error)));
}

bool AdminSocket::bind()
{
    m_descriptor = makeSocket();
    // On Linux the file gets the mode of the descriptor, so it is never open to others. (A umask
    // can only narrow it.)
    const bool ready = m_descriptor >= 0 && ::fchmod(m_descriptor, socketMode) == 0;
    struct stat ours = {};
    // bind() replaces nothing and follows no link.
    m_bound = ready && addressed(::bind, m_descriptor, m_file)
            && ::lstat(m_file.constData(), &ours) == 0;
    m_device = ours.st_dev;
    m_inode = ours.st_ino;
    if (m_bound && ::chmod(m_file.constData(), socketMode) == 0
        && ::listen(m_descriptor, backlog) == 0)
        return true;
    constexpr std::array unusable{EACCES, EPERM, EROFS, ENOSPC, EDQUOT, ENOENT, ENOTDIR};
    const bool denied = std::find(unusable.begin(), unusable.end(), errno) != unusable.end();
    return fail(denied ? AdminServer::NoPermission : AdminServer::CannotListen,
                u"the admin socket %1 cannot be made: %2"_s.arg(m_path, qt_error_string(errno)));
}

void AdminSocket::stopListening()
{
    m_look.stop();
    shut();
}

void AdminSocket::shut()
{
    m_resume.stop();
    m_notifier.reset();
    // Before the descriptor is closed: until then nobody else can get this inode number.
    if (isBoundHere())
        ::unlink(m_file.constData());
    m_bound = false;
    if (m_descriptor >= 0)
        ::close(m_descriptor);
    m_descriptor = -1;
}

void AdminSocket::close()
{
    stopListening();
    m_lock.release();
}

void AdminSocket::accept()
{
    const int descriptor = ::accept4(m_descriptor, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
    if (descriptor >= 0) {
        m_complained = false;
        emit accepted(descriptor);
        return;
    }
    if (errno == EAGAIN || errno == EINTR || errno == ECONNABORTED)
        return;
    // Short of descriptors or memory: the console waits in the backlog.
    if (!std::exchange(m_complained, true))
        qCWarning(lcAdminSocket, "A console cannot be let in just now: %ls",
                  qUtf16Printable(qt_error_string(errno)));
    m_notifier->setEnabled(false);
    m_resume.start(pauseTime);
}

} // namespace Landline
