// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to the reader of filters. An error has a place in the text; the normal form is read as the same filter,
// which says the same of a connection; until the moment at which that may change it does not; and what completes a
// filter lies where it is asked for.

#include "require.h"
#include "shared/connectioninfo.h"
#include "shared/filter.h"
#include "shared/filtersubject.h"

using namespace Landline;

namespace {

constexpr qint64 opened = 1'764'380'000'000;
constexpr qint64 now = opened + 30'000;

ConnectionInfo connection(const QString &label)
{
    ConnectionInfo info;
    info.fd = 17;
    info.id = QStringLiteral("main-1764380000123-17");
    info.server = QStringLiteral("ws");
    info.path = info.route = QStringLiteral("/chat");
    info.label = label;
    info.peerAddress = QStringLiteral("192.0.2.7");
    info.peerPort = 4000;
    info.openedAt = info.lastActiveAt = QDateTime::fromMSecsSinceEpoch(opened, Qt::UTC);
    info.groups = QStringList(label);
    return info;
}

void checkFilter(const Filter &filter, const ConnectionInfo &info)
{
    const QString normal = filter.toString();
    const ConnectionInfoSubject subject(info);
    const bool isMatch = filter.matches(subject, now);
    if (normal.size() <= Filter::MaxLength) {
        const std::optional<Filter> again = Filter::parse(normal);
        require(again && again->toString() == normal);
        require(again->matches(subject, now) == isMatch);
    }
    if (const std::optional<qint64> next = filter.nextChange(subject, now)) {
        require(*next > now);
        require(filter.matches(subject, *next - 1) == isMatch);
    } else {
        require(filter.matches(subject, now + 1'000'000'000) == isMatch);
    }
}

void checkCompletions(const QString &text)
{
    for (qsizetype position = 0; position <= text.size(); ++position) {
        const FilterCompletion completion = Filter::completionsAt(text, position);
        require(completion.start >= 0 && completion.length >= 0 && completion.start <= position);
        require(position <= completion.start + completion.length && completion.start + completion.length <= text.size());
    }
}

void checkQuotedValue(const QString &text, const ConnectionInfo &info)
{
    const QString term = QStringLiteral("label:") + Filter::quotedValue(text);
    if (term.size() > Filter::MaxLength)
        return;
    const std::optional<Filter> filter = Filter::parse(term);
    require(filter && filter->matches(info, now));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QString text = QString::fromUtf8(reinterpret_cast<const char *>(data), qsizetype(size));
    const ConnectionInfo info = connection(text);
    FilterError error;
    if (const std::optional<Filter> filter = Filter::parse(text, &error))
        checkFilter(*filter, info);
    else
        require(error.position >= 0 && error.position <= text.size() && !error.message.isEmpty());
    if (text.size() < 200)
        checkCompletions(text);
    checkQuotedValue(text, info);
    return 0;
}
