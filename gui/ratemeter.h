// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_RATEMETER_H
#define LANDLINE_RATEMETER_H

#include <QtCore/qlist.h>

#include <chrono>

namespace Landline::Gui {

/// Messages per second out of counters that only rise, over the last few seconds so that the number
/// stays calm.
class RateMeter
{
public:
    /// Over how long it looks back.
    static constexpr std::chrono::milliseconds Window{3000};

    /// The counter stood at \a total at \a time, of a clock that only rises. A smaller total than
    /// before starts anew.
    void add(std::chrono::milliseconds time, qint64 total);
    /// 0 until there are two samples.
    double perSecond() const;
    void clear() { m_samples.clear(); }

private:
    struct Sample
    {
        std::chrono::milliseconds time;
        qint64 total;
    };

    QList<Sample> m_samples;
};

} // namespace Landline::Gui

#endif
