// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/stalebanner.h"

#include "gui/appearance.h"
#include "gui/icons.h"
#include "gui/tonedlabel.h"
#include "gui/units.h"
#include "gui/visibletext.h"

#include <QtCore/qcoreevent.h>
#include <QtGui/qaction.h>
#include <QtGui/qguiapplication.h>
#include <QtGui/qpainter.h>
#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qpushbutton.h>

namespace Landline::Gui {

StaleBanner::StaleBanner(QAction *reconnect, QWidget *parent)
    : QFrame(parent)
    , m_icon(new QLabel(this))
    , m_text(new TonedLabel(TonedLabel::Tone::Notice, this))
{
    setObjectName(QStringLiteral("staleBanner"));
    setAutoFillBackground(true);
    m_text->setObjectName(QStringLiteral("staleBannerText"));
    auto *button = new QPushButton(reconnect->iconText(), this);
    button->setToolTip(reconnect->toolTip());
    connect(button, &QPushButton::clicked, reconnect, &QAction::trigger);
    auto *layout = new QHBoxLayout(this);
    layout->setContentsMargins(10, 5, 6, 5);
    layout->setSpacing(8);
    layout->addWidget(m_icon);
    layout->addWidget(m_text, 1);
    layout->addWidget(button);
    updateLook();
    hide();
}

void StaleBanner::tell(Cause cause, const QDateTime &since, const QString &problem,
                       const QString &details)
{
    const QString clock = Units::localTime(since);
    QString text;
    switch (cause) {
    case Cause::LinkLost:
        text = tr("Not connected since %1 \u2014 data is stale").arg(clock);
        break;
    case Cause::NodeStopped:
        text = tr("Node stopped at %1 \u2014 data is stale").arg(clock);
        break;
    case Cause::NoAnswer:
        text = tr("No answer since %1 \u2014 data is stale").arg(clock);
        break;
    }
    m_text->setText(
            problem.isEmpty()
                    ? text
                    : tr("%1. %2.", "why data is stale, and the problem").arg(text, problem));
    setToolTip(details.isEmpty() ? details : toolTipText(details));
    show();
}

QString StaleBanner::text() const
{
    return m_text->text();
}

void StaleBanner::changeEvent(QEvent *event)
{
    QFrame::changeEvent(event);
    if (event->type() == QEvent::PaletteChange)
        updateLook();
}

static QPixmap tinted(const QIcon &icon, const QColor &color, qreal scale)
{
    QPixmap pixmap = icon.pixmap(QSize(16, 16), scale);
    QPainter painter(&pixmap);
    painter.setCompositionMode(QPainter::CompositionMode_SourceIn);
    painter.fillRect(pixmap.rect(), color);
    return pixmap;
}

void StaleBanner::updateLook()
{
    const NoticeColors colors = noticeColors(QGuiApplication::palette());
    if (palette().color(QPalette::Window) == colors.background)
        return; // else this would be a change of the palette again
    QPalette own;
    own.setColor(QPalette::Window, colors.background);
    setPalette(own);
    m_icon->setPixmap(tinted(symbolicIcon(QStringLiteral("dialog-warning")), colors.text,
                             devicePixelRatioF()));
}

} // namespace Landline::Gui
