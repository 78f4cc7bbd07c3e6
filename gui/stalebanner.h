// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_STALEBANNER_H
#define LANDLINE_STALEBANNER_H

#include <QtWidgets/qframe.h>

class QAction;
class QLabel;

namespace Landline::Gui {

/// The strip above the table that says that what the table shows is old, and since when.
class StaleBanner : public QFrame
{
    Q_OBJECT

public:
    enum class Cause { LinkLost, NodeStopped, NoAnswer };

    /// \a reconnect is the action of the button; it stays the caller's.
    explicit StaleBanner(QAction *reconnect, QWidget *parent = nullptr);

    /// Shows itself and says since when the data is old and why. \a problem names what keeps a
    /// lost link from coming back, or is empty; \a details are its tool tip, in plain text.
    void tell(Cause cause, const QDateTime &since, const QString &problem = {},
              const QString &details = {});
    QString text() const;

protected:
    void changeEvent(QEvent *event) override;

private:
    void updateLook();

    QLabel *m_icon;
    QLabel *m_text;
};

} // namespace Landline::Gui

#endif
