// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/healthtext.h"

#include "gui/units.h"

#include <QtCore/qcoreapplication.h>

#include <algorithm>

namespace Landline::Gui::HealthText {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::HealthText)
};

constexpr qsizetype MaxWorkers = 16; ///< in a tool tip

QString nameOf(RefusalReason reason)
{
    switch (reason) {
    case RefusalReason::NodeFull:
        return Words::tr("the node is full");
    case RefusalReason::ServerFull:
        return Words::tr("the server is full");
    case RefusalReason::AddressFull:
        return Words::tr("too many connections of one address");
    case RefusalReason::HandshakeRate:
        return Words::tr("too many handshakes of one address");
    case RefusalReason::BadHandshake:
        return Words::tr("not a valid handshake");
    case RefusalReason::Origin:
        return Words::tr("pages of foreign origins");
    case RefusalReason::NoRoute:
        return Words::tr("no such route");
    case RefusalReason::Middleware:
        return Words::tr("by middleware");
    case RefusalReason::TlsHandshake:
        return Words::tr("TLS failed");
    }
    return {};
}

void addLine(QStringList *lines, const QString &name, qint64 count)
{
    if (count > 0)
        lines->append(QStringLiteral("%1\u2002%2").arg(Units::count(count), name));
}

qint64 cutOff(const Statistics &statistics)
{
    return statistics.deadPeers + statistics.slowConsumers + statistics.floods;
}
} // namespace

QString trouble(const Statistics &statistics)
{
    QStringList parts;
    if (const qint64 refused = statistics.refused.total(); refused > 0)
        parts.append(Words::tr("Refused %1").arg(Units::count(refused)));
    if (const qint64 cut = cutOff(statistics); cut > 0)
        parts.append(Words::tr("Cut off %1").arg(Units::count(cut)));
    if (statistics.droppedMessages > 0)
        parts.append(Words::tr("Dropped %1").arg(Units::count(statistics.droppedMessages)));
    return parts.join(QStringLiteral(" \u00b7 "));
}

QString troubleDetails(const Statistics &statistics)
{
    QStringList lines{Words::tr("Handshakes that were refused since the node started:")};
    for (int i = 0; i < Refusals::ReasonCount; ++i)
        addLine(&lines, nameOf(RefusalReason(i)), statistics.refused[RefusalReason(i)]);
    if (lines.size() == 1)
        lines.clear();
    if (cutOff(statistics) > 0)
        lines.append(Words::tr("Connections that were cut off:"));
    addLine(&lines, Words::tr("nothing came from the client any more"), statistics.deadPeers);
    addLine(&lines, Words::tr("the client read too slowly"), statistics.slowConsumers);
    addLine(&lines, Words::tr("the client sent too much"), statistics.floods);
    if (statistics.droppedMessages > 0)
        lines.append(Words::tr("Messages dropped for slow clients: %1")
                             .arg(Units::count(statistics.droppedMessages)));
    return lines.join(QLatin1Char('\n'));
}

QString lag(const QList<Admin::LoopLag> &lags)
{
    const auto worst = std::max_element(lags.cbegin(), lags.cend(), [](const auto &left, const auto &right) {
        return left.recent < right.recent;
    });
    return worst == lags.cend() ? QString() : Words::tr("Lag %1 ms").arg(Units::count(worst->recent));
}

QString lagDetails(const QList<Admin::LoopLag> &lags)
{
    QStringList lines{Words::tr("How long each worker let others wait")};
    for (const Admin::LoopLag &lag : lags.first(qMin(MaxWorkers, lags.size()))) {
        lines.append(Words::tr("Worker %1: %2 ms lately, %3 ms at most")
                             .arg(QString::number(lag.worker), Units::count(lag.recent),
                                  Units::count(lag.longest)));
    }
    if (lags.size() > MaxWorkers)
        lines.append(QStringLiteral("\u2026"));
    return lines.join(QLatin1Char('\n'));
}

} // namespace Landline::Gui::HealthText
