// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "admin/adminsocket.h"
#include "admin/socketfolder.h"
#include "shared/adminsocketpath.h"
#include "support/patience.h"

#include <QtCore/qdeadlinetimer.h>
#include <QtCore/qdir.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qtemporarydir.h>
#include <QtNetwork/qlocalsocket.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

#include <atomic>
#include <memory>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <thread>
#include <unistd.h>

using namespace Landline;
using namespace Qt::StringLiterals;

class tst_AdminSocket : public QObject
{
    Q_OBJECT

private slots:
    void init();
    void cleanup();

    void listens();
    void endsWithoutTraces();
    void invalidPaths_data();
    void invalidPaths();
    void longestPath();

    void makesFolders();
    void folders_data();
    void folders();
    void defaultFolders_data();
    void defaultFolders();
    void foldersOfOthers_data();
    void foldersOfOthers();
    void folderIsSymbolicLink();
    void folderCannotBeMade();

    void modeFromTheFirstInstant();
    void replacesStaleSocket();
    void staleLockOfOwnPid();
    void secondNode();
    void listenerWithoutLock();
    void foreign_data();
    void foreign();
    void symbolicLinkTo_data();
    void symbolicLinkTo();
    void foreignLock();
    void leavesWhatIsNotOurs();
    void keepsOthersAwayUntilClosed();
    void survivesLackOfDescriptors();

    void firstUsablePath();
    void noUsablePath();
    void runtimeFolder_data();
    void runtimeFolder();
    void runtimeFolderOfOthers();

    void madeAgain_data();
    void madeAgain();
    void lockIsTakenAgain();
    void whatIsInTheWayStays_data();
    void whatIsInTheWayStays();
    void anotherNodeInTheWay();
    void movesToTheNextPath();
    void notMadeAgainOnceStopped();

private:
    bool isServed();
    QStringList files() const;
    QByteArray encodedPath() const { return QFile::encodeName(m_path); }
    static mode_t modeOf(const QString &path);
    static void makeSocketFile(const QByteArray &path, bool listening, int *descriptor);

    std::unique_ptr<QTemporaryDir> m_directory;
    std::unique_ptr<AdminSocket> m_socket;
    QString m_path;
    mode_t m_umask = 0;
};

void tst_AdminSocket::init()
{
    m_umask = ::umask(0);
    ::umask(m_umask);
    m_directory = std::make_unique<QTemporaryDir>();
    m_socket = std::make_unique<AdminSocket>();
    m_path = m_directory->filePath(u"main.sock"_s);
    qunsetenv("XDG_RUNTIME_DIR");
}

void tst_AdminSocket::cleanup()
{
    ::umask(m_umask);
    m_socket.reset();
    m_directory.reset();
}

mode_t tst_AdminSocket::modeOf(const QString &path)
{
    struct stat found = {};
    return ::lstat(QFile::encodeName(path).constData(), &found) == 0 ? found.st_mode & 07777 : 0;
}

/// A socket at \a path as a process leaves it that was killed; or one that is still listening.
void tst_AdminSocket::makeSocketFile(const QByteArray &path, bool listening, int *descriptor)
{
    *descriptor = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    qstrncpy(address.sun_path, path.constData(), sizeof address.sun_path);
    QCOMPARE(::bind(*descriptor, reinterpret_cast<const sockaddr *>(&address), sizeof address), 0);
    if (listening)
        QCOMPARE(::listen(*descriptor, 1), 0);
    else
        ::close(std::exchange(*descriptor, -1));
}

void tst_AdminSocket::listens()
{
    QVERIFY2(m_socket->listen(m_path), qPrintable(m_socket->errorString()));
    QCOMPARE(m_socket->exitCode(), AdminServer::Ok);
    QCOMPARE(m_socket->path(), m_path);
    QCOMPARE(modeOf(m_path), mode_t(0600));
    QSignalSpy accepted(m_socket.get(), &AdminSocket::accepted);
    QLocalSocket first;
    QLocalSocket second;
    first.connectToServer(m_path);
    second.connectToServer(m_path);
    QTRY_COMPARE(accepted.size(), 2);
    for (const QList<QVariant> &arguments : accepted)
        QCOMPARE(::close(arguments.constFirst().toInt()), 0);
}

void tst_AdminSocket::endsWithoutTraces()
{
    QVERIFY(m_socket->listen(m_path));
    QCOMPARE(QDir(m_directory->path())
                     .entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot),
             (QStringList{u"main.sock"_s, u"main.sock.lock"_s}));
    m_socket->close();
    QVERIFY(QDir(m_directory->path())
                    .isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot));
    QVERIFY(m_socket->listen(m_path));
}

void tst_AdminSocket::invalidPaths_data()
{
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("says");

    QTest::newRow("empty") << QString() << u"absolute"_s;
    QTest::newRow("relative") << u"main.sock"_s << u"absolute: main.sock"_s;
    QTest::newRow("a folder") << QDir::tempPath() + u'/' << u"names no file"_s;
    QTest::newRow("NUL within") << u"/tmp/a\0b"_s << u"names no file"_s;
    QTest::newRow("107 bytes") << u"/tmp/"_s + QString(102, u'x') << u"has 107 bytes"_s;
    QTest::newRow("120 bytes") << u"/tmp/"_s + QString(115, u'x') << u"has 120 bytes"_s;
    QTest::newRow("107 bytes, fewer characters")
            << u"/tmp/"_s + QString(51, u'é') << u"has 107 bytes"_s;
}

void tst_AdminSocket::invalidPaths()
{
    QFETCH(QString, path);
    QFETCH(QString, says);
    QVERIFY(!m_socket->listen(path));
    QCOMPARE(m_socket->exitCode(), AdminServer::InvalidPath);
    QVERIFY2(m_socket->errorString().contains(says), qPrintable(m_socket->errorString()));
    QVERIFY(!QFileInfo::exists(path) || path.endsWith(u'/'));
}

void tst_AdminSocket::longestPath()
{
    const QString folder = m_directory->path() + u'/';
    const QString path = folder + QString(Admin::MaxSocketPathBytes - folder.toUtf8().size(), u'x');
    QVERIFY2(m_socket->listen(path), qPrintable(m_socket->errorString()));
    QLocalSocket peer;
    peer.connectToServer(path);
    QTRY_COMPARE(peer.state(), QLocalSocket::ConnectedState);
}

void tst_AdminSocket::makesFolders()
{
    ::umask(0);
    const QString path = m_directory->filePath(u"one/two/main.sock"_s);
    QVERIFY2(m_socket->listen(path), qPrintable(m_socket->errorString()));
    QCOMPARE(modeOf(m_directory->filePath(u"one"_s)), mode_t(0700));
    QCOMPARE(modeOf(m_directory->filePath(u"one/two"_s)), mode_t(0700));
}

void tst_AdminSocket::folders_data()
{
    QTest::addColumn<uint>("mode");
    QTest::addColumn<bool>("good");

    QTest::newRow("ours alone") << 0700u << true;
    QTest::newRow("readable by others") << 0755u << true;
    QTest::newRow("writable by the group") << 0770u << false;
    QTest::newRow("writable by others") << 0707u << false;
    QTest::newRow("as /tmp") << 01777u << false;
}

void tst_AdminSocket::folders()
{
    QFETCH(uint, mode);
    QFETCH(bool, good);
    QCOMPARE(::chmod(QFile::encodeName(m_directory->path()).constData(), mode), 0);
    QCOMPARE(m_socket->listen(m_path), good);
    QCOMPARE(m_socket->exitCode(), good ? AdminServer::Ok : AdminServer::NoPermission);
    if (!good) {
        const QString expected
                = u"the folder %1 of the admin socket can be written by others (mode %2)"_s.arg(
                        m_directory->path(), QString::number(mode, 8).rightJustified(4, u'0'));
        QCOMPARE(m_socket->errorString(), expected);
        QVERIFY(!QFileInfo::exists(m_path));
    }
    QCOMPARE(modeOf(m_directory->path()), mode);
}

void tst_AdminSocket::defaultFolders_data()
{
    QTest::addColumn<uint>("mode");
    QTest::addColumn<bool>("good");

    QTest::newRow("missing") << 0u << true;
    QTest::newRow("ours alone") << 0700u << true;
    QTest::newRow("narrower") << 0300u << true;
    QTest::newRow("readable by the group") << 0740u << false;
    QTest::newRow("searchable by others") << 0701u << false;
}

void tst_AdminSocket::defaultFolders()
{
    QFETCH(uint, mode);
    QFETCH(bool, good);
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_directory->path()));
    const QByteArray folder = QFile::encodeName(m_directory->filePath(u"landline"_s));
    if (mode != 0) {
        QCOMPARE(::mkdir(folder.constData(), mode), 0);
        QCOMPARE(::chmod(folder.constData(), mode), 0);
    }
    QCOMPARE(m_socket->listen(Admin::defaultSocketPath(u"main"_s)), good);
    QCOMPARE(m_socket->exitCode(), good ? AdminServer::Ok : AdminServer::NoPermission);
    if (!good)
        QVERIFY2(m_socket->errorString().contains(u"is open to others"_s),
                 qPrintable(m_socket->errorString()));
    m_socket->close();
}

void tst_AdminSocket::foldersOfOthers_data()
{
    QTest::addColumn<uint>("uid");
    QTest::addColumn<FolderRule>("rule");
    QTest::addColumn<QString>("says");

    QTest::newRow("another's, chosen by us")
            << 65534u << FolderRule::OursAlone << u"belongs to uid 65534"_s;
    QTest::newRow("another's, named")
            << 65534u << FolderRule::NotWritable << u"belongs to uid 65534"_s;
    QTest::newRow("ours") << 0u << FolderRule::OursAlone << QString();
}

void tst_AdminSocket::foldersOfOthers()
{
    QFETCH(uint, uid);
    QFETCH(FolderRule, rule);
    QFETCH(QString, says);
    if (::geteuid() != 0)
        QSKIP("Only root can give a folder away.");
    QCOMPARE(::chown(QFile::encodeName(m_directory->path()).constData(), uid, 0), 0);
    const QString wrong = prepareFolder(m_directory->path(), rule);
    QCOMPARE(wrong.isEmpty(), says.isEmpty());
    QVERIFY2(wrong.contains(says), qPrintable(wrong));
}

void tst_AdminSocket::folderIsSymbolicLink()
{
    const QString real = m_directory->filePath(u"real"_s);
    const QString link = m_directory->filePath(u"link"_s);
    QCOMPARE(::mkdir(QFile::encodeName(real).constData(), 0700), 0);
    QVERIFY(QFile::link(real, link));
    QVERIFY(!m_socket->listen(link + u"/main.sock"_s));
    QCOMPARE(m_socket->exitCode(), AdminServer::NoPermission);
    QVERIFY2(m_socket->errorString().endsWith(u"is a symbolic link"_s),
             qPrintable(m_socket->errorString()));
    QVERIFY(QDir(real).isEmpty());
}

void tst_AdminSocket::folderCannotBeMade()
{
    QFile file(m_directory->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!m_socket->listen(file.fileName() + u"/sub/main.sock"_s));
    QCOMPARE(m_socket->exitCode(), AdminServer::NoPermission);
    QVERIFY2(m_socket->errorString().contains(u"cannot be made"_s),
             qPrintable(m_socket->errorString()));
    QVERIFY(!m_socket->listen(file.fileName() + u"/main.sock"_s));
    QVERIFY2(m_socket->errorString().contains(u"is not a folder"_s),
             qPrintable(m_socket->errorString()));
}

void tst_AdminSocket::modeFromTheFirstInstant()
{
    ::umask(0);
    std::atomic<bool> done = false;
    std::atomic<int> seen = 0;
    std::atomic<int> open = 0;
    std::thread watcher([&, path = m_path] {
        while (!done) {
            const mode_t mode = modeOf(path);
            seen += mode != 0;
            open += (mode & 077) != 0;
            std::this_thread::yield();
        }
    });
    bool allGood = true;
    for (int i = 0; i < 100 && allGood; ++i) {
        const int before = seen;
        allGood = m_socket->listen(m_path);
        for (const QDeadlineTimer deadline(5000);
             allGood && seen == before && !deadline.hasExpired();)
            std::this_thread::yield();
        allGood = allGood && seen > before;
        m_socket->close();
    }
    done = true;
    watcher.join();
    QVERIFY2(allGood, qPrintable(m_socket->errorString()));
    QCOMPARE(open.load(), 0);
}

void tst_AdminSocket::replacesStaleSocket()
{
    int descriptor = -1;
    makeSocketFile(encodedPath(), false, &descriptor);
    QTest::ignoreMessage(QtInfoMsg, QRegularExpression(u"left behind by a node that is gone"_s));
    QVERIFY2(m_socket->listen(m_path), qPrintable(m_socket->errorString()));
    QLocalSocket peer;
    peer.connectToServer(m_path);
    QTRY_COMPARE(peer.state(), QLocalSocket::ConnectedState);
}

void tst_AdminSocket::staleLockOfOwnPid()
{
    // As in a container that was killed and started again: the new node has the pid of the old.
    QFile lock(m_path + u".lock"_s);
    QVERIFY(lock.open(QIODevice::WriteOnly));
    lock.write(QByteArray::number(::getpid()) + '\n');
    lock.close();
    QVERIFY2(m_socket->listen(m_path), qPrintable(m_socket->errorString()));
}

void tst_AdminSocket::secondNode()
{
    QVERIFY(m_socket->listen(m_path));
    AdminSocket second;
    QVERIFY(!second.listen(m_path));
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    QCOMPARE(second.errorString(),
             u"another node (pid %1) has the admin socket %2"_s.arg(::getpid()).arg(m_path));
    second.close();
    QLocalSocket peer;
    peer.connectToServer(m_path);
    QTRY_COMPARE(peer.state(), QLocalSocket::ConnectedState);
    QCOMPARE(modeOf(m_path + u".lock"_s), mode_t(0600));
}

void tst_AdminSocket::listenerWithoutLock()
{
    int descriptor = -1;
    makeSocketFile(encodedPath(), true, &descriptor);
    QVERIFY(!m_socket->listen(m_path));
    QCOMPARE(m_socket->exitCode(), AdminServer::CannotListen);
    QCOMPARE(m_socket->errorString(),
             u"another node (pid %1) has the admin socket %2"_s.arg(::getpid()).arg(m_path));
    QVERIFY(QFileInfo::exists(m_path));
    QVERIFY(!QFileInfo::exists(m_path + u".lock"_s));
    ::close(descriptor);
}

void tst_AdminSocket::foreign_data()
{
    QTest::addColumn<QString>("kind");

    QTest::newRow("file") << u"file"_s;
    QTest::newRow("folder") << u"folder"_s;
    QTest::newRow("pipe") << u"pipe"_s;
}

void tst_AdminSocket::foreign()
{
    QFETCH(QString, kind);
    QFile file(m_path);
    if (kind == u"folder"_s)
        QCOMPARE(::mkdir(encodedPath().constData(), 0700), 0);
    else if (kind == u"pipe"_s)
        QCOMPARE(::mkfifo(encodedPath().constData(), 0600), 0);
    else
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") == 8 && file.flush());
    const mode_t mode = modeOf(m_path);
    QVERIFY(!m_socket->listen(m_path));
    QCOMPARE(m_socket->exitCode(), AdminServer::CannotListen);
    QCOMPARE(
            m_socket->errorString(),
            m_path + u" is in the way of the admin socket and is not a socket; it stays as it is"_s);
    m_socket.reset();
    QCOMPARE(modeOf(m_path), mode);
    QVERIFY(kind != u"file"_s || QFileInfo(m_path).size() == 8);
}

void tst_AdminSocket::symbolicLinkTo_data()
{
    QTest::addColumn<QString>("target");

    QTest::newRow("a file") << u"precious"_s;
    QTest::newRow("nothing") << u"missing"_s;
    QTest::newRow("a socket that is stale") << u"stale"_s;
}

void tst_AdminSocket::symbolicLinkTo()
{
    QFETCH(QString, target);
    QFile precious(m_directory->filePath(u"precious"_s));
    QVERIFY(precious.open(QIODevice::WriteOnly) && precious.write("precious") == 8
            && precious.flush());
    int descriptor = -1;
    makeSocketFile(QFile::encodeName(m_directory->filePath(u"stale"_s)), false, &descriptor);
    QVERIFY(QFile::link(m_directory->filePath(target), m_path));
    QVERIFY(!m_socket->listen(m_path));
    QCOMPARE(m_socket->exitCode(), AdminServer::CannotListen);
    m_socket.reset();
    QVERIFY(QFileInfo(m_path).isSymLink());
    QCOMPARE(precious.size(), 8);
    QVERIFY(QFileInfo::exists(m_directory->filePath(u"stale"_s)));
    QVERIFY(!QFileInfo::exists(m_directory->filePath(u"missing"_s)));
}

void tst_AdminSocket::foreignLock()
{
    QFile file(m_path + u".lock"_s);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") == 8 && file.flush());
    QVERIFY(!m_socket->listen(m_path));
    QCOMPARE(m_socket->exitCode(), AdminServer::CannotListen);
    QCOMPARE(m_socket->errorString(),
             m_path + u".lock is not a lock file of Landline; it stays as it is"_s);
    m_socket.reset();
    QCOMPARE(QFileInfo(file).size(), 8);
}

void tst_AdminSocket::leavesWhatIsNotOurs()
{
    QVERIFY(m_socket->listen(m_path));
    QVERIFY(QFile::remove(m_path));
    QVERIFY(QFile::remove(m_path + u".lock"_s));
    AdminSocket second;
    QVERIFY2(second.listen(m_path), qPrintable(second.errorString()));
    m_socket.reset();
    QVERIFY(QFileInfo::exists(m_path));
    QVERIFY(QFileInfo::exists(m_path + u".lock"_s));
}

void tst_AdminSocket::keepsOthersAwayUntilClosed()
{
    QVERIFY(m_socket->listen(m_path));
    m_socket->stopListening();
    QVERIFY(!QFileInfo::exists(m_path));
    AdminSocket second;
    QVERIFY(!second.listen(m_path));
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    m_socket->close();
    QVERIFY(second.listen(m_path));
}

void tst_AdminSocket::survivesLackOfDescriptors()
{
    QVERIFY(m_socket->listen(m_path));
    QSignalSpy accepted(m_socket.get(), &AdminSocket::accepted);
    QLocalSocket peer;
    peer.connectToServer(m_path);
    QTRY_COMPARE(accepted.size(), 1); // warms up whatever needs a descriptor of its own
    QLocalSocket next;
    next.connectToServer(m_path);
    QCOMPARE(next.state(), QLocalSocket::ConnectedState);
    rlimit usual{};
    QCOMPARE(::getrlimit(RLIMIT_NOFILE, &usual), 0);
    const int firstFree = ::dup(0);
    ::close(firstFree);
    rlimit tight = usual;
    tight.rlim_cur = static_cast<rlim_t>(firstFree);
    QTest::ignoreMessage(QtWarningMsg,
                         QRegularExpression(u"A console cannot be let in just now"_s));
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &tight), 0);
    const bool letIn = QTest::qWaitFor([&] { return accepted.size() > 1; }, 400);
    QCOMPARE(::setrlimit(RLIMIT_NOFILE, &usual), 0);
    QVERIFY(!letIn);
    QTRY_COMPARE(accepted.size(), 2);
    for (const QList<QVariant> &arguments : accepted)
        QCOMPARE(::close(arguments.constFirst().toInt()), 0);
}

/// True if a console gets through to it.
bool tst_AdminSocket::isServed()
{
    QSignalSpy accepted(m_socket.get(), &AdminSocket::accepted);
    QLocalSocket peer;
    peer.connectToServer(m_socket->path());
    const bool isAccepted = peer.state() == QLocalSocket::ConnectedState
            && QTest::qWaitFor([&accepted] { return !accepted.isEmpty(); });
    for (const QList<QVariant> &arguments : accepted)
        ::close(arguments.constFirst().toInt());
    return isAccepted;
}

QStringList tst_AdminSocket::files() const
{
    return QDir(m_directory->path()).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot);
}

void tst_AdminSocket::firstUsablePath()
{
    QFile file(m_directory->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    const QString belowAFile = file.fileName() + u"/main.sock"_s;
    const QString tooLong = m_directory->filePath(QString(200, u'x'));
    QVERIFY2(m_socket->listen({belowAFile, tooLong, m_path, m_path + u'2'}), qPrintable(m_socket->errorString()));
    QCOMPARE(m_socket->exitCode(), AdminServer::Ok);
    QCOMPARE(m_socket->path(), m_path);
    QCOMPARE(m_socket->obstacles().size(), 2);
    QVERIFY2(m_socket->obstacles().at(0).contains(u"is not a folder"_s), qPrintable(m_socket->obstacles().at(0)));
    QVERIFY2(m_socket->obstacles().at(1).contains(u"has 2"_s), qPrintable(m_socket->obstacles().at(1)));
    QVERIFY(isServed());

    // What another node has is not passed over.
    AdminSocket second;
    QVERIFY(!second.listen({belowAFile, m_path, m_path + u'2'}));
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    QVERIFY(second.errorString().startsWith(u"another node"_s));
    QVERIFY(!QFileInfo::exists(m_path + u'2'));
}

void tst_AdminSocket::noUsablePath()
{
    QFile file(m_directory->filePath(u"file"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    QVERIFY(!m_socket->listen({file.fileName() + u"/a"_s, file.fileName() + u"/b"_s}));
    QCOMPARE(m_socket->exitCode(), AdminServer::NoPermission);
    QCOMPARE(m_socket->obstacles().size(), 2);
    QCOMPARE(files(), QStringList(u"file"_s));
}

void tst_AdminSocket::runtimeFolder_data()
{
    QTest::addColumn<QByteArray>("value"); // % is the test's folder
    QTest::addColumn<uint>("mode");
    QTest::addColumn<QString>("problem");

    const QString isRoot = ::geteuid() == 0 ? QString() : u"XDG_RUNTIME_DIR is not set"_s;
    QTest::newRow("not set") << QByteArray() << 0700u << isRoot;
    QTest::newRow("empty") << QByteArray("") << 0700u << isRoot;
    QTest::newRow("relative") << QByteArray("run") << 0700u << u"XDG_RUNTIME_DIR (run) is not an absolute path"_s;
    QTest::newRow("good") << QByteArray("%") << 0700u << QString();
    QTest::newRow("with a slash at its end") << QByteArray("%/") << 0700u << QString();
    QTest::newRow("readable by others") << QByteArray("%") << 0755u << QString();
    QTest::newRow("writable by others") << QByteArray("%") << 0777u
                                        << u"XDG_RUNTIME_DIR (%1) can be written by others (mode 0777)"_s;
    QTest::newRow("gone") << QByteArray("%/gone") << 0700u
                          << u"XDG_RUNTIME_DIR (%1) cannot be used: No such file or directory"_s;
    QTest::newRow("not a folder") << QByteArray("/etc/passwd") << 0700u << u"XDG_RUNTIME_DIR (%1) is not a folder"_s;
}

void tst_AdminSocket::runtimeFolder()
{
    QFETCH(QByteArray, value);
    QFETCH(const uint, mode);
    QFETCH(const QString, problem);
    QCOMPARE(::chmod(QFile::encodeName(m_directory->path()).constData(), mode), 0);
    value.replace("%", QFile::encodeName(m_directory->path()));
    if (!value.isNull())
        qputenv("XDG_RUNTIME_DIR", value);
    const QString expected = problem.contains(u'%') ? problem.arg(QString::fromLatin1(value)) : problem;
    QCOMPARE(runtimeFolderProblem(), expected);
}

void tst_AdminSocket::runtimeFolderOfOthers()
{
    if (::geteuid() != 0)
        QSKIP("Only root can give a folder away.");
    qputenv("XDG_RUNTIME_DIR", QFile::encodeName(m_directory->path()));
    const QByteArray folder = QFile::encodeName(m_directory->path());
    QCOMPARE(::chown(folder.constData(), 65534, 0), 0);
    QVERIFY2(runtimeFolderProblem().endsWith(u"belongs to uid 65534, not to us (uid 0)"_s),
             qPrintable(runtimeFolderProblem()));
    QCOMPARE(::chown(folder.constData(), 0, 0), 0);
    QCOMPARE(::seteuid(65534), 0);
    const QString ofRoot = runtimeFolderProblem();
    QCOMPARE(::seteuid(0), 0);
    QVERIFY2(ofRoot.endsWith(u"belongs to uid 0, not to us (uid 65534)"_s), qPrintable(ofRoot));
}

void tst_AdminSocket::madeAgain_data()
{
    QTest::addColumn<QString>("removed");

    QTest::newRow("the socket") << u"run/landline/main.sock"_s;
    QTest::newRow("its folder") << u"run/landline"_s;
    QTest::newRow("the folder above") << u"run"_s;
    QTest::newRow("its folder, moved away") << u"run/landline>"_s;
}

void tst_AdminSocket::madeAgain()
{
    QFETCH(QString, removed);
    m_path = m_directory->filePath(u"run/landline/main.sock"_s);
    QVERIFY2(m_socket->listen(m_path), qPrintable(m_socket->errorString()));
    QSignalSpy accepted(m_socket.get(), &AdminSocket::accepted);
    QLocalSocket before;
    before.connectToServer(m_path);
    TRY_COMPARE(accepted.size(), 1);
    for (int i = 0; i < 2; ++i) { // and not only once
        QTest::ignoreMessage(QtWarningMsg, qPrintable(u"The admin socket %1 was removed and has been made again"_s.arg(m_path)));
        if (removed.endsWith(u'>')) {
            const QString folder = m_directory->filePath(removed.chopped(1));
            QVERIFY(QFile::rename(folder, folder + QString::number(i)));
        } else if (QFileInfo(m_directory->filePath(removed)).isDir()) {
            QVERIFY(QDir(m_directory->filePath(removed)).removeRecursively());
        } else {
            QVERIFY(QFile::remove(m_directory->filePath(removed)));
        }
        TRY_VERIFY(QFileInfo::exists(m_path));
        QVERIFY(isServed());
        QCOMPARE(modeOf(m_path), mode_t(0600));
        QCOMPARE(modeOf(QFileInfo(m_path).path()), mode_t(0700));
        AdminSocket second;
        QVERIFY(!second.listen(m_path));
        QCOMPARE(second.exitCode(), AdminServer::CannotListen);
        QVERIFY2(second.errorString().contains(u"another node (pid %1)"_s.arg(::getpid())), qPrintable(second.errorString()));
    }
    QCOMPARE(before.state(), QLocalSocket::ConnectedState);
    const int descriptor = accepted.constFirst().constFirst().toInt();
    QCOMPARE(::write(descriptor, "x", 1), 1);
    TRY_COMPARE(before.bytesAvailable(), 1);
    ::close(descriptor);
    m_socket->close();
    QVERIFY(QDir(QFileInfo(m_path).path()).isEmpty(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot));
}

void tst_AdminSocket::lockIsTakenAgain()
{
    QVERIFY(m_socket->listen(m_path));
    const QFileInfo before(m_path);
    struct stat socket = {};
    QCOMPARE(::lstat(encodedPath().constData(), &socket), 0);
    QVERIFY(QFile::remove(m_path + u".lock"_s));
    TRY_VERIFY(QFileInfo::exists(m_path + u".lock"_s));
    AdminSocket second;
    QVERIFY(!second.listen(m_path));
    QCOMPARE(second.exitCode(), AdminServer::CannotListen);
    struct stat after = {};
    QCOMPARE(::lstat(encodedPath().constData(), &after), 0);
    QCOMPARE(after.st_ino, socket.st_ino); // nobody who is connecting is lost
    QVERIFY(isServed());
}

void tst_AdminSocket::whatIsInTheWayStays_data()
{
    QTest::addColumn<QString>("kind");

    QTest::newRow("a file") << u"file"_s;
    QTest::newRow("somebody's socket") << u"socket"_s;
    QTest::newRow("a link") << u"link"_s;
}

void tst_AdminSocket::whatIsInTheWayStays()
{
    QFETCH(const QString, kind);
    QVERIFY(m_socket->listen(m_path));
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"was removed and cannot be made again: .*Trying again later"_s));
    QVERIFY(QFile::remove(m_path));
    int descriptor = -1;
    QFile file(m_path);
    if (kind == u"file"_s)
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write("precious") == 8 && file.flush());
    else if (kind == u"link"_s)
        QVERIFY(QFile::link(m_directory->path(), m_path));
    else
        makeSocketFile(encodedPath(), true, &descriptor);
    struct stat before = {};
    QCOMPARE(::lstat(encodedPath().constData(), &before), 0);
    TRY_VERIFY(!QFileInfo::exists(m_path + u".lock"_s)); // it has seen it
    QTest::failOnWarning(QRegularExpression(u"cannot be made again"_s)); // said once
    struct stat after = {};
    QCOMPARE(::lstat(encodedPath().constData(), &after), 0);
    QCOMPARE(after.st_ino, before.st_ino);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"has been made again"_s));
    if (descriptor >= 0)
        ::close(descriptor);
    QCOMPARE(::unlink(encodedPath().constData()), 0);
    TRY_VERIFY(QFileInfo::exists(m_path));
    QVERIFY(isServed());
}

void tst_AdminSocket::anotherNodeInTheWay()
{
    QVERIFY(m_socket->listen(m_path));
    QVERIFY(QFile::remove(m_path));
    QVERIFY(QFile::remove(m_path + u".lock"_s));
    auto second = std::make_unique<AdminSocket>();
    QVERIFY2(second->listen(m_path), qPrintable(second->errorString()));
    QSignalSpy others(second.get(), &AdminSocket::accepted);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"cannot be made again: another node"_s));
    // The first is not seen by the second, not even by a connect.
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"has been made again"_s));
    TRY_VERIFY(m_socket->exitCode() == AdminServer::CannotListen);
    QVERIFY(others.isEmpty());
    second.reset();
    TRY_VERIFY(QFileInfo::exists(m_path));
    QVERIFY(isServed());
}

void tst_AdminSocket::movesToTheNextPath()
{
    const QString first = m_directory->filePath(u"first/main.sock"_s);
    const QString next = m_directory->filePath(u"next/main.sock"_s);
    QVERIFY(m_socket->listen({first, next}));
    QCOMPARE(m_socket->path(), first);
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"first/main.sock was removed; consoles may connect to .*"
                                                          "next/main.sock now \\(.* is not a folder\\)"_s));
    QVERIFY(QDir(m_directory->filePath(u"first"_s)).removeRecursively());
    QFile file(m_directory->filePath(u"first"_s));
    QVERIFY(file.open(QIODevice::WriteOnly));
    TRY_COMPARE(m_socket->path(), next);
    QVERIFY(isServed());
    m_socket->close();
    QCOMPARE(QDir(m_directory->filePath(u"next"_s)).count(), 2); // "." and ".."
}

void tst_AdminSocket::notMadeAgainOnceStopped()
{
    AdminSocket other;
    QVERIFY(m_socket->listen(m_path));
    QVERIFY(other.listen(m_directory->filePath(u"other.sock"_s)));
    m_socket->stopListening();
    QTest::failOnWarning(QRegularExpression(u"main.sock"_s));
    // When the other one has looked, so would this one have.
    QTest::ignoreMessage(QtWarningMsg, QRegularExpression(u"other.sock was removed and has been made again"_s));
    QVERIFY(QFile::remove(other.path()));
    TRY_VERIFY(QFileInfo::exists(other.path()));
    QVERIFY(!QFileInfo::exists(m_path));
}

QTEST_GUILESS_MAIN(tst_AdminSocket)
#include "tst_adminsocket.moc"
