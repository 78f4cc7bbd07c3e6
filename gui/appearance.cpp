// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/appearance.h"

#include <QtCore/qstring.h>
#include <QtWidgets/qapplication.h>
#include <QtWidgets/qproxystyle.h>

#include <cmath>
#include <optional>

namespace Landline::Gui {

namespace {
struct Shades
{
    QRgb window, base, alternate, button, text, quiet, disabled, border, shadow, highlight,
            highlighted, link;
};

constexpr Shades LightShades{0xfff3f4f6, 0xffffffff, 0xfff7f8fa, 0xfffafbfc,
                             0xff1c2026, 0xff5d6673, 0xff8a929e, 0xffc3c9d1,
                             0xff9aa2ad, 0xff1d5fbf, 0xffffffff, 0xff1a56b0};
constexpr Shades DarkShades{0xff1f2226, 0xff17191d, 0xff1c1f23, 0xff2a2e34, 0xffe3e6ea, 0xff9aa3ae,
                            0xff717982, 0xff3a4048, 0xff0c0d0f, 0xff2c64b4, 0xffffffff, 0xff7fb0f5};

QPalette toPalette(const Shades &shades)
{
    QPalette palette(QColor::fromRgb(shades.button), QColor::fromRgb(shades.window));
    const auto set = [&palette](QPalette::ColorRole role, QRgb color) {
        palette.setColor(role, QColor::fromRgb(color));
    };
    set(QPalette::Window, shades.window);
    set(QPalette::Base, shades.base);
    set(QPalette::AlternateBase, shades.alternate);
    set(QPalette::Button, shades.button);
    for (QPalette::ColorRole role :
         {QPalette::WindowText, QPalette::Text, QPalette::ButtonText, QPalette::ToolTipText})
        set(role, shades.text);
    set(QPalette::ToolTipBase, shades.button);
    set(QPalette::PlaceholderText, shades.quiet);
    set(QPalette::BrightText, 0xffffffff);
    set(QPalette::Mid, shades.border);
    set(QPalette::Dark, shades.shadow);
    set(QPalette::Highlight, shades.highlight);
    set(QPalette::HighlightedText, shades.highlighted);
    set(QPalette::Link, shades.link);
    set(QPalette::LinkVisited, shades.link);
    for (QPalette::ColorRole role : {QPalette::WindowText, QPalette::Text, QPalette::ButtonText})
        palette.setColor(QPalette::Disabled, role, QColor::fromRgb(shades.disabled));
    palette.setColor(QPalette::Disabled, QPalette::Highlight, QColor::fromRgb(shades.border));
    palette.setColor(QPalette::Disabled, QPalette::HighlightedText, QColor::fromRgb(shades.text));
    return palette;
}

/// Fusion with a little more air around what stands in tables and lists.
class ConsoleStyle : public QProxyStyle
{
public:
    ConsoleStyle()
        : QProxyStyle(QStringLiteral("Fusion"))
    { }

    int pixelMetric(PixelMetric metric, const QStyleOption *option,
                    const QWidget *widget) const override
    {
        switch (metric) {
        case PM_FocusFrameHMargin:
        case PM_HeaderMargin:
            return 5;
        default:
            return QProxyStyle::pixelMetric(metric, option, widget);
        }
    }

    QSize sizeFromContents(ContentsType type, const QStyleOption *option, const QSize &size,
                           const QWidget *widget) const override
    {
        const QSize result = QProxyStyle::sizeFromContents(type, option, size, widget);
        return type == CT_ItemViewItem ? result + QSize(0, 4) : result;
    }
};

double luminance(const QColor &color)
{
    const auto linear = [](double channel) {
        return channel <= 0.03928 ? channel / 12.92 : std::pow((channel + 0.055) / 1.055, 2.4);
    };
    return 0.2126 * linear(color.redF()) + 0.7152 * linear(color.greenF())
            + 0.0722 * linear(color.blueF());
}

bool desktopHasPalette()
{
    static std::optional<bool> answer; // only the first look sees the desktop's palette, not ours
    if (!answer)
        answer = QGuiApplication::palette() != QApplication::style()->standardPalette();
    return *answer;
}
} // namespace

QPalette paletteOf(Appearance appearance)
{
    return toPalette(appearance == Appearance::Dark ? DarkShades : LightShades);
}

void apply(Appearance appearance)
{
    if (!dynamic_cast<ConsoleStyle *>(QApplication::style()))
        QApplication::setStyle(new ConsoleStyle);
    const bool hasPalette = desktopHasPalette();
    if (appearance == Appearance::System && hasPalette)
        QApplication::setPalette(QPalette());
    else
        QApplication::setPalette(paletteOf(appearance));
}

QString toKey(Appearance appearance)
{
    switch (appearance) {
    case Appearance::Light:
        return QStringLiteral("light");
    case Appearance::Dark:
        return QStringLiteral("dark");
    case Appearance::System:
        break;
    }
    return QStringLiteral("system");
}

Appearance appearanceFromKey(const QString &key)
{
    for (Appearance appearance : {Appearance::Light, Appearance::Dark}) {
        if (key == toKey(appearance))
            return appearance;
    }
    return Appearance::System;
}

bool isDark(const QPalette &palette)
{
    return palette.color(QPalette::Window).lightness() < 128;
}

NoticeColors noticeColors(const QPalette &palette)
{
    return isDark(palette) ? NoticeColors{QColor::fromRgb(0xff4a3b12), QColor::fromRgb(0xffffe9b3)}
                           : NoticeColors{QColor::fromRgb(0xfffff1cc), QColor::fromRgb(0xff553f00)};
}

QColor errorColor(const QPalette &palette)
{
    return QColor::fromRgb(isDark(palette) ? 0xffff9a90 : 0xffb3261e);
}

QColor quietColor(const QPalette &palette)
{
    return palette.color(QPalette::PlaceholderText);
}

double contrast(const QColor &first, const QColor &second)
{
    const double a = luminance(first) + 0.05;
    const double b = luminance(second) + 0.05;
    return a > b ? a / b : b / a;
}

} // namespace Landline::Gui
