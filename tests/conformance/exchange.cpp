// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "conformance/exchange.h"

#include "conformance/clientframe.h"
#include "conformance/exceptions.h"
#include "conformance/peer.h"
#include "conformance/subject.h"

#include <QtTest/qtest.h>

#include <algorithm>

namespace Landline::Conformance {

using namespace Qt::StringLiterals;

namespace {

QString theme;

QByteArrayList alternatives(const QByteArray &allowed)
{
    return QByteArray(allowed).replace(" or ", "\n").split('\n'); // no transcript has a line's end
}

bool ends(const QByteArray &expected)
{
    const QByteArray last = expected.mid(expected.lastIndexOf("; ") + 1).trimmed();
    return last.startsWith("close ") || last.startsWith("... close ") || last == "cut";
}

/// Everything that is said up to the echo of a last text, or to the end.
QByteArray heard(Peer &peer, bool toTheEnd)
{
    if (toTheEnd)
        return peer.listenToEnd();
    const QByteArray marker = "still there?";
    peer.send(ClientFrame::text(marker));
    return peer.listenUntil(says::text(marker));
}

} // namespace

QString currentRow()
{
    return theme + u'/' + QLatin1StringView(QTest::currentTestFunction()) + u'/'
            + QLatin1StringView(QTest::currentDataTag());
}

void setCurrentTheme(const QString &name)
{
    theme = name;
}

bool isAllowed(const QByteArray &said, const QByteArray &allowed)
{
    const QByteArrayList list = alternatives(allowed);
    return std::any_of(list.begin(), list.end(), [&said](const QByteArray &one) {
        return one.startsWith("... ") ? said.endsWith(one.mid(4)) : said == one;
    });
}

QByteArray expectedHere(const QByteArray &expected, const QByteArray &tolerated, bool *isException)
{
    const Exception *exception = exceptionFor(subject().profile(), currentRow());
    *isException = exception;
    if (!exception)
        return expected;
    if (!exception->instead) {
        QTest::qSkip(exception->reason, __FILE__, __LINE__);
        return {};
    }
    return QByteArrayView(exception->instead) == "tolerated" ? tolerated
                                                             : QByteArray(exception->instead);
}

bool execute(const Exchange &exchange, const QByteArray &detail)
{
    bool isException = false;
    const QByteArray expected = expectedHere(exchange.expected, exchange.tolerated, &isException);
    if (expected.isNull())
        return false;
    Peer peer(subject().port());
    const bool open = peer.shakeHands(exchange.offer);
    peer.sendApart(exchange.segments);
    if (isException && !exchange.rest.isEmpty())
        peer.sendApart({{}, exchange.rest});
    const QByteArray said = heard(peer, ends(alternatives(expected).constFirst()));
    const QByteArray failure = detail + (detail.isEmpty() ? "" : ": ") + "said: " + said
            + "\n   Expected: " + expected
            + "\n   Sent    : " + exchange.segments.join().left(64).toHex(' ');
    return QTest::qVerify(open && isAllowed(said, expected), "isAllowed(said, expected)", failure,
                          __FILE__, __LINE__);
}

} // namespace Landline::Conformance
