// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/icons.h"

#include <QtCore/qbuffer.h>
#include <QtCore/qfile.h>
#include <QtGui/qguiapplication.h>
#include <QtGui/qiconengine.h>
#include <QtGui/qimagereader.h>
#include <QtGui/qpainter.h>
#include <QtGui/qpalette.h>

// The resources live in a static library, where nobody would register them.
static void registerIcons()
{
    Q_INIT_RESOURCE(landline_icons);
}

namespace Landline::Gui {

namespace {
QByteArray readIcon(const QString &name)
{
    registerIcons();
    QFile file(QStringLiteral(":/icons/%1.svg").arg(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

// By the image format's plugin, so that nothing but Qt Gui has to be there to build this.
QImage rendered(QByteArray svg, const QSize &size)
{
    QBuffer buffer(&svg);
    QImageReader reader(&buffer, "svg");
    reader.setScaledSize(size);
    return reader.read();
}

QColor colorFor(QIcon::Mode mode)
{
    const QPalette palette = QGuiApplication::palette();
    switch (mode) {
    case QIcon::Disabled:
        return palette.color(QPalette::Disabled, QPalette::WindowText);
    case QIcon::Selected:
        return palette.color(QPalette::Active, QPalette::HighlightedText);
    default:
        return palette.color(QPalette::Active, QPalette::WindowText);
    }
}

/// Renders an SVG that says "currentColor" where it means the text's colour.
class SymbolicIconEngine : public QIconEngine
{
public:
    explicit SymbolicIconEngine(const QString &name)
        : m_svg(readIcon(name))
    { }

    QIconEngine *clone() const override { return new SymbolicIconEngine(*this); }
    QString key() const override { return QStringLiteral("landline-symbolic"); }
    bool isNull() override { return m_svg.isEmpty(); }

    void paint(QPainter *painter, const QRect &rect, QIcon::Mode mode, QIcon::State) override
    {
        const qreal scale = painter->device()->devicePixelRatioF();
        painter->drawImage(rect, image(rect.size() * scale, mode));
    }

    QPixmap pixmap(const QSize &size, QIcon::Mode mode, QIcon::State) override
    {
        return QPixmap::fromImage(image(size, mode));
    }

private:
    QImage image(const QSize &size, QIcon::Mode mode)
    {
        const QColor color = colorFor(mode);
        if (m_lastSize != size || m_lastColor != color) {
            QByteArray svg = m_svg;
            m_last = rendered(svg.replace("currentColor", color.name().toLatin1()), size);
            m_lastSize = size;
            m_lastColor = color;
        }
        return m_last;
    }

    QByteArray m_svg;
    QImage m_last; // a button asks for the same again and again
    QSize m_lastSize;
    QColor m_lastColor;
};
} // namespace

QIcon symbolicIcon(const QString &name)
{
    return QIcon(new SymbolicIconEngine(name));
}

QIcon applicationIcon()
{
    const QByteArray svg = readIcon(QStringLiteral("landline-admin"));
    QIcon icon;
    for (int size : {16, 24, 32, 48, 64, 128, 256})
        icon.addPixmap(QPixmap::fromImage(rendered(svg, QSize(size, size))));
    return icon;
}

} // namespace Landline::Gui
