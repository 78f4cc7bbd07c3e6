// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_DISCONNECTDIALOG_H
#define LANDLINE_DISCONNECTDIALOG_H

#include "shared/connectioninfo.h"

#include <QtCore/qlist.h>
#include <QtWidgets/qdialog.h>

class QComboBox;
class QFormLayout;
class QLabel;
class QLineEdit;
class QPushButton;

namespace Landline::Gui {

/// Asks whether so many connections are really to be disconnected, and with which close code and
/// reason.
///
/// Cancel is the default button. From ManyTargets on, the number has to be typed as well.
class DisconnectDialog : public QDialog
{
    Q_OBJECT

public:
    static constexpr int ManyTargets = 50;
    static constexpr int MaxSamples = 5;

    /// \a samples are some of the \a count connections; the first MaxSamples are named.
    DisconnectDialog(int count, const QList<ConnectionInfo> &samples, QWidget *parent = nullptr);

    quint16 code() const;
    QString reason() const;

private:
    void addQuestion(int count, const QList<ConnectionInfo> &samples);
    void addFields(QFormLayout *form);
    void addButtons();
    void check();

    int m_count;
    QComboBox *m_code = nullptr;
    QLineEdit *m_reason = nullptr;
    QLabel *m_reasonSize = nullptr;
    QLineEdit *m_typedCount = nullptr; ///< none for few targets
    QLabel *m_problem = nullptr;
    QPushButton *m_disconnect = nullptr;
};

} // namespace Landline::Gui

#endif
