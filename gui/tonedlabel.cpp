// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/tonedlabel.h"

#include "gui/appearance.h"

#include <QtCore/qcoreevent.h>
#include <QtGui/qguiapplication.h>

namespace Landline::Gui {

static QColor colorOf(TonedLabel::Tone tone)
{
    const QPalette palette = QGuiApplication::palette();
    switch (tone) {
    case TonedLabel::Tone::Error:
        return errorColor(palette);
    case TonedLabel::Tone::Notice:
        return noticeColors(palette).text;
    case TonedLabel::Tone::Quiet:
        break;
    }
    return quietColor(palette);
}

TonedLabel::TonedLabel(Tone tone, QWidget *parent)
    : QLabel(parent)
    , m_tone(tone)
{
    setTextFormat(Qt::PlainText);
    updateColor();
}

void TonedLabel::changeEvent(QEvent *event)
{
    QLabel::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateColor();
}

void TonedLabel::updateColor()
{
    const QColor color = colorOf(m_tone);
    if (palette().color(QPalette::WindowText) == color)
        return; // else this would be a change of the palette again
    // One role only: the others still come from the application.
    QPalette own;
    own.setColor(QPalette::WindowText, color);
    setPalette(own);
}

} // namespace Landline::Gui
