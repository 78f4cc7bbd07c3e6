// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TONEDLABEL_H
#define LANDLINE_TONEDLABEL_H

#include <QtWidgets/qlabel.h>

namespace Landline::Gui {

/// A label of plain text whose colour means something, in every palette that comes along.
class TonedLabel : public QLabel
{
    Q_OBJECT

public:
    enum class Tone {
        Quiet, ///< matters less
        Error,
        Notice, ///< on the background of noticeColors()
    };

    explicit TonedLabel(Tone tone, QWidget *parent = nullptr);

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateColor();

    Tone m_tone;
};

} // namespace Landline::Gui

#endif
