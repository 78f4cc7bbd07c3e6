// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/windowlayout.h"

#include <QtWidgets/qheaderview.h>
#include <QtWidgets/qmainwindow.h>

namespace Landline::Gui {

static QString key(const char *name)
{
    return QStringLiteral("window/") + QLatin1String(name);
}

WindowLayout::WindowLayout(QMainWindow *window, QHeaderView *table)
    : m_window(window)
    , m_table(table)
    , m_firstState(window->saveState(Version))
    , m_firstTable(table->saveState())
{ }

void WindowLayout::save(QSettings &settings) const
{
    settings.setValue(key("version"), Version);
    settings.setValue(key("geometry"), m_window->saveGeometry());
    settings.setValue(key("docks"), m_window->saveState(Version));
    settings.setValue(key("columns"), m_table->saveState());
}

bool WindowLayout::restore(const QSettings &settings)
{
    if (settings.value(key("version")).toInt() != Version)
        return false;
    const bool placed = m_window->restoreGeometry(settings.value(key("geometry")).toByteArray());
    m_window->restoreState(settings.value(key("docks")).toByteArray(), Version);
    // A header that cannot read its state may be left half-way.
    if (!m_table->restoreState(settings.value(key("columns")).toByteArray()))
        m_table->restoreState(m_firstTable);
    return placed;
}

void WindowLayout::reset()
{
    m_window->restoreState(m_firstState, Version);
    m_table->restoreState(m_firstTable);
}

} // namespace Landline::Gui
