// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TURNENDLIST_H
#define LANDLINE_TURNENDLIST_H

#include "io/descriptorpoller.h"

#include <vector>

namespace Landline {

/// Those who want to be called at the end of a loop turn, in the order in which they asked. A DescriptorPoller has one.
/// A handler is on one list at most, once; putting it on and taking it off cost the same however many there are.
class TurnEndList
{
public:
    TurnEndList() = default;
    ~TurnEndList();
    Q_DISABLE_COPY_MOVE(TurnEndList)

    void add(TurnEndHandler *handler);
    void remove(TurnEndHandler *handler);
    bool isEmpty() const { return m_waiting == 0; }

    /// Calls those who are on the list now and takes them off it. May be entered again from within a handler, by an event
    /// loop that runs in there.
    void run();

private:
    void closeGaps();

    std::vector<TurnEndHandler *> m_handlers; ///< nullptr where one has been called or removed
    int m_waiting = 0; ///< handlers without the gaps
    int m_depth = 0; ///< of run()
};

} // namespace Landline

#endif
