// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Feeds random bytes to the percent-decoder and to the canonical form of paths. What is well-formed must be what Qt says;
// a cut must change nothing but the escape that it goes through; a canonical path must be final and mean the same.

#include "api/percentencoding_p.h"
#include "http/routepattern.h"
#include "require.h"

using namespace Landline;

namespace {

void checkDecoder(const QByteArray &text)
{
    const QByteArray decoded = PercentEncoding::decoded(text);
    const bool valid = PercentEncoding::isValid(text);
    require(decoded.size() <= text.size() && (text.size() - decoded.size()) % 2 == 0);
    require(!valid || decoded == QByteArray::fromPercentEncoding(text));
    require(valid || text.contains('%'));
    require(PercentEncoding::decoded(text.toPercentEncoding()) == text);
    require(PercentEncoding::isValid(text.toPercentEncoding()));
    require(decoded.isValidUtf8() == !PercentEncoding::decodedText(text).contains(QChar::ReplacementCharacter)
            || decoded.contains("\xef\xbf\xbd"));
}

/// \a cut is a place in \a text.
void checkCut(const QByteArray &text, qsizetype cut)
{
    const qsizetype percent = text.lastIndexOf('%', cut - 1);
    if (cut > 0 && percent >= 0 && cut - percent < 3)
        return; // perhaps in the middle of an escape
    require(PercentEncoding::decoded(text) == PercentEncoding::decoded(text.first(cut)) + PercentEncoding::decoded(text.sliced(cut)));
}

void checkPath(const QByteArray &text)
{
    const QString canonical = RoutePattern::canonicalPath(QString::fromLatin1(text));
    const QByteArray bytes = canonical.toLatin1();
    require(RoutePattern::canonicalPath(canonical) == canonical);
    require(PercentEncoding::isValid(bytes));
    require(PercentEncoding::decoded(bytes) == PercentEncoding::decoded(QString::fromLatin1(text).toUtf8()));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const unsigned char *data, size_t size)
{
    const QByteArray text(reinterpret_cast<const char *>(data), qsizetype(size));
    checkDecoder(text);
    for (qsizetype cut = 0; cut <= text.size() && cut < 64; ++cut)
        checkCut(text, cut);
    checkPath(text);
    return 0;
}
