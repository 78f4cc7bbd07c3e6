// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/responsefile_p.h"

#include "api/httpdate_p.h"
#include "api/response.h"

#include <QtCore/qfile.h>
#include <QtCore/qloggingcategory.h>
#include <QtCore/qmimedatabase.h>

#include <algorithm>
#include <cerrno>
#include <limits>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace Landline {

static Q_LOGGING_CATEGORY(lcResponseFile, "landline.http")

namespace {

constexpr qsizetype sliceSize = 64 * 1024;

/// What a client's copy of a file is compared by.
struct Validators
{
    QByteArray etag;
    QDateTime modified; ///< in whole seconds
};

Validators validatorsOf(const struct stat &status)
{
    const quint64 nanoseconds = quint64(status.st_mtim.tv_sec) * 1'000'000'000 + quint64(status.st_mtim.tv_nsec);
    const QByteArray etag = '"' + QByteArray::number(quint64(status.st_ino), 16) + '-'
            + QByteArray::number(qint64(status.st_size), 16) + '-' + QByteArray::number(nanoseconds, 16) + '"';
    return {etag, QDateTime::fromSecsSinceEpoch(status.st_mtim.tv_sec, Qt::UTC)};
}

/// RFC 9110 section 13.1.2, by the weak comparison.
bool names(const QByteArray &list, const QByteArray &etag)
{
    const QList<QByteArray> entries = list.split(',');
    return std::any_of(entries.begin(), entries.end(), [&etag](const QByteArray &entry) {
        QByteArray one = entry.trimmed();
        if (one.startsWith("W/"))
            one.remove(0, 2);
        return one == etag || one == "*";
    });
}

bool isUnchanged(const Request &request, const Validators &validators)
{
    if (request.hasHeader("If-None-Match")) // then the date does not count
        return names(request.header("If-None-Match"), validators.etag);
    const QDateTime since = parseHttpDate(request.header("If-Modified-Since"));
    return since.isValid() && validators.modified <= since;
}

/// RFC 9110 section 13.1.5: a Range is of the file that the client has a part of.
bool isRangeOfThis(const Request &request, const Validators &validators)
{
    if (!request.hasHeader("If-Range"))
        return true;
    const QByteArray condition = request.header("If-Range").trimmed();
    if (condition.startsWith('"'))
        return condition == validators.etag;
    // A file may change twice within a second.
    return parseHttpDate(condition) == validators.modified
            && validators.modified.secsTo(QDateTime::currentDateTimeUtc()) > 1;
}

struct Range
{
    enum class Kind { Whole, Part, Unsatisfiable };
    Kind kind = Kind::Whole;
    qint64 offset = 0;
    qint64 size = 0;
};

/// -1 if \a digits are not only that.
qint64 number(const QByteArray &digits)
{
    const bool valid = !digits.isEmpty() && std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
    bool fits = false;
    const qint64 value = digits.toLongLong(&fits);
    return !valid ? -1 : fits ? value : std::numeric_limits<qint64>::max();
}

/// RFC 9110 section 14.1.2; what is none, and several at once, means the whole file.
Range rangeIn(const QByteArray &header, qint64 fileSize)
{
    const QByteArray spec = header.trimmed();
    const qsizetype dash = spec.indexOf('-');
    if (!spec.toLower().startsWith("bytes=") || dash < 0)
        return {};
    const QByteArray firstDigits = spec.sliced(6, dash - 6).trimmed();
    const QByteArray lastDigits = spec.sliced(dash + 1).trimmed();
    const qint64 first = number(firstDigits);
    const qint64 last = number(lastDigits);
    if (firstDigits.isEmpty() && last >= 0) {
        const qint64 size = qMin(last, fileSize);
        return {size > 0 ? Range::Kind::Part : Range::Kind::Unsatisfiable, fileSize - size, size};
    }
    if (first < 0 || (last < 0 && !lastDigits.isEmpty()) || (last >= 0 && last < first))
        return {};
    if (first >= fileSize)
        return {Range::Kind::Unsatisfiable};
    return {Range::Kind::Part, first, (last < 0 ? fileSize : qMin(last, fileSize - 1) + 1) - first};
}

QByteArray contentTypeOf(const QString &path)
{
    const QString name = QMimeDatabase().mimeTypeForFile(path, QMimeDatabase::MatchExtension).name();
    return name.toLatin1() + (name.startsWith(QLatin1String("text/")) ? "; charset=utf-8" : "");
}

Response notOpened(int error)
{
    if (error != EMFILE && error != ENFILE && error != ENOMEM)
        return Response::status(404);
    qCWarning(lcResponseFile, "A file cannot be opened to be sent: %ls", qUtf16Printable(qt_error_string(error)));
    return Response::status(503);
}

} // namespace

ResponseFile::~ResponseFile()
{
    ::close(m_descriptor);
}

QByteArray ResponseFile::read(qint64 position, qsizetype size) const
{
    QByteArray bytes(qMin<qint64>(size, m_size - position), Qt::Uninitialized);
    ssize_t count = -1;
    do {
        count = ::pread(m_descriptor, bytes.data(), size_t(bytes.size()), m_offset + position);
    } while (count < 0 && errno == EINTR);
    bytes.truncate(qMax<ssize_t>(count, 0));
    return bytes;
}

std::shared_ptr<const ResponseStream::Opened> ResponseFile::toStream(const std::shared_ptr<const ResponseFile> &file)
{
    return std::make_shared<const ResponseStream::Opened>([file](const ResponseStream &stream) {
        const auto fill = [stream, file, position = std::make_shared<qint64>(0)] {
            while (stream.hasRoom()) {
                if (*position == file->size())
                    return stream.end();
                const QByteArray bytes = file->read(*position, sliceSize);
                if (bytes.isEmpty())
                    return stream.abort();
                *position += bytes.size();
                stream.write(bytes);
            }
        };
        stream.setRunsToEnd(true);
        stream.onDrained(fill);
        fill();
    });
}

Response Response::file(const QString &path, const Request &request)
{
    if (path.contains(QChar(u'\0')))
        return Response::status(404);
    // Without O_NONBLOCK, a FIFO would block the thread.
    const int descriptor = ::open(QFile::encodeName(path).constData(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY);
    if (descriptor < 0)
        return notOpened(errno);
    struct stat status;
    const bool isFile = ::fstat(descriptor, &status) == 0 && S_ISREG(status.st_mode);
    auto whole = std::make_unique<ResponseFile>(descriptor, 0, isFile ? status.st_size : 0);
    if (!isFile)
        return Response::status(404);

    const bool isHead = request.method() == "HEAD";
    const bool isGet = request.method() == "GET";
    const Validators validators = validatorsOf(status);
    Response response;
    response.setHeader("ETag", validators.etag);
    response.setHeader("Last-Modified", httpDate(validators.modified));
    response.setHeader("Accept-Ranges", "bytes");
    if ((isGet || isHead) && isUnchanged(request, validators)) {
        response.setStatus(304);
        return response;
    }
    Range range;
    if (isGet && request.hasHeader("Range") && isRangeOfThis(request, validators))
        range = rangeIn(request.header("Range"), status.st_size);
    const QByteArray size = QByteArray::number(qint64(status.st_size));
    if (range.kind == Range::Kind::Unsatisfiable) {
        response = Response::status(416);
        response.setHeader("Content-Range", "bytes */" + size);
        return response;
    }
    response.setHeader("Content-Type", contentTypeOf(path));
    if (range.kind == Range::Kind::Part) {
        response.setStatus(206);
        response.setHeader("Content-Range", "bytes " + QByteArray::number(range.offset) + '-'
                                   + QByteArray::number(range.offset + range.size - 1) + '/' + size);
        whole->setRange(range.offset, range.size);
    }
    response.m_file = std::move(whole);
    return response;
}

} // namespace Landline
