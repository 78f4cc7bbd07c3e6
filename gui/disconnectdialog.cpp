// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/disconnectdialog.h"

#include "gui/connectionfilter.h"
#include "gui/eventtext.h"
#include "gui/icons.h"
#include "gui/tonedlabel.h"
#include "gui/units.h"
#include "gui/visibletext.h"
#include "shared/closecode.h"

#include <QtWidgets/qboxlayout.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qdialogbuttonbox.h>
#include <QtWidgets/qformlayout.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qlineedit.h>
#include <QtWidgets/qpushbutton.h>
#include <QtWidgets/qstyle.h>

namespace Landline::Gui {

static QString sampleText(const ConnectionInfo &connection)
{
    QString text = DisconnectDialog::tr("fd %1").arg(connection.fd);
    for (const QString &part : {connection.label, connection.route, peerText(connection)}) {
        if (!part.isEmpty())
            text += QStringLiteral("  \u00b7  ") + visibleText(part, 40);
    }
    return text;
}

DisconnectDialog::DisconnectDialog(int count, const QList<ConnectionInfo> &samples, QWidget *parent)
    : QDialog(parent)
    , m_count(count)
{
    setObjectName(QStringLiteral("disconnectDialog"));
    setWindowTitle(tr("Disconnect"));
    auto *layout = new QVBoxLayout(this);
    layout->setSpacing(10);
    setMinimumWidth(fontMetrics().horizontalAdvance(QLatin1Char('0')) * 60);
    addQuestion(count, samples);
    auto *form = new QFormLayout;
    addFields(form);
    layout->addLayout(form);
    m_problem = new TonedLabel(TonedLabel::Tone::Error, this);
    m_problem->setObjectName(QStringLiteral("disconnectProblem"));
    m_problem->setWordWrap(true);
    layout->addWidget(m_problem);
    addButtons();
    check();
}

void DisconnectDialog::addQuestion(int count, const QList<ConnectionInfo> &samples)
{
    const auto addLabel = [this](const QString &name, const QString &text) {
        auto *label = new QLabel(text, this);
        label->setObjectName(name);
        label->setTextFormat(Qt::PlainText);
        label->setWordWrap(true);
        layout()->addWidget(label);
        return label;
    };
    QLabel *question = addLabel(QStringLiteral("disconnectQuestion"),
                                tr("Disconnect %Ln connection(s)?", nullptr, count));
    QFont font = question->font();
    font.setBold(true);
    font.setPointSizeF(font.pointSizeF() * 1.15);
    question->setFont(font);
    QStringList lines;
    for (const ConnectionInfo &connection :
         samples.first(qMin<qsizetype>(samples.size(), MaxSamples)))
        lines.append(sampleText(connection));
    if (count > lines.size() && !lines.isEmpty())
        lines.append(tr("and %Ln more", nullptr, count - int(lines.size())));
    addLabel(QStringLiteral("disconnectSamples"), lines.join(QLatin1Char('\n')));
    addLabel(QStringLiteral("disconnectWarning"),
             tr("This cannot be undone; clients may connect again by themselves."));
}

void DisconnectDialog::addFields(QFormLayout *form)
{
    m_code = new QComboBox(this);
    m_code->setObjectName(QStringLiteral("disconnectCode"));
    m_code->setEditable(true);
    m_code->setInsertPolicy(QComboBox::NoInsert);
    for (quint16 code :
         {CloseCode::Normal, CloseCode::GoingAway, CloseCode::PolicyViolation,
          CloseCode::InternalError, CloseCode::ServiceRestart, CloseCode::TryAgainLater})
        m_code->addItem(closeCodeText(code));
    m_code->addItem(tr("4000 of your own (4000 to 4999)"));
    m_code->setToolTip(tr("The close code that the client sees; any of 1000 to 1003, 1007 to 1014 "
                          "and 3000 to 4999"));
    form->addRow(tr("&Code:"), m_code);

    m_reason = new QLineEdit(this);
    m_reason->setObjectName(QStringLiteral("disconnectReason"));
    m_reason->setPlaceholderText(tr("The client sees it too; may be empty"));
    m_reasonSize = new QLabel(this);
    m_reasonSize->setObjectName(QStringLiteral("disconnectReasonSize"));
    auto *row = new QHBoxLayout;
    row->addWidget(m_reason, 1);
    row->addWidget(m_reasonSize);
    auto *label = new QLabel(tr("&Reason:"), this);
    label->setBuddy(m_reason);
    form->addRow(label, row);

    if (m_count >= ManyTargets) {
        m_typedCount = new QLineEdit(this);
        m_typedCount->setObjectName(QStringLiteral("disconnectTypedCount"));
        m_typedCount->setPlaceholderText(QString::number(m_count));
        form->addRow(tr("&Type %1 to confirm:").arg(m_count), m_typedCount);
        connect(m_typedCount, &QLineEdit::textChanged, this, &DisconnectDialog::check);
    }
    connect(m_code, &QComboBox::currentTextChanged, this, &DisconnectDialog::check);
    connect(m_reason, &QLineEdit::textChanged, this, &DisconnectDialog::check);
}

void DisconnectDialog::addButtons()
{
    auto *buttons = new QDialogButtonBox(this);
    buttons->setObjectName(QStringLiteral("disconnectButtons"));
    m_disconnect = buttons->addButton(tr("&Disconnect %1").arg(Units::count(m_count)),
                                      QDialogButtonBox::DestructiveRole);
    m_disconnect->setObjectName(QStringLiteral("disconnectAccept"));
    m_disconnect->setIcon(symbolicIcon(QStringLiteral("network-disconnect")));
    m_disconnect->setAutoDefault(false);
    QPushButton *cancel = buttons->addButton(tr("Cancel"), QDialogButtonBox::RejectRole);
    cancel->setObjectName(QStringLiteral("disconnectCancel"));
    cancel->setDefault(true);
    cancel->setFocus();
    connect(m_disconnect, &QPushButton::clicked, this, &QDialog::accept);
    connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
    layout()->addWidget(buttons);
}

quint16 DisconnectDialog::code() const
{
    // "1000 normal closure" or "4001": the number is the first word.
    bool ok = false;
    const int code = m_code->currentText().trimmed().section(QLatin1Char(' '), 0, 0).toInt(&ok);
    return ok && CloseCode::isSendable(code) ? quint16(code) : 0;
}

QString DisconnectDialog::reason() const
{
    return m_reason->text();
}

void DisconnectDialog::check()
{
    const qsizetype size = reason().toUtf8().size();
    m_reasonSize->setText(tr("%1 / %2 bytes").arg(size).arg(CloseCode::MaxReasonBytes));
    QString problem;
    if (code() == 0)
        problem = tr("This code cannot be sent: take 1000 to 1003, 1007 to 1014 or 3000 to 4999.");
    else if (!CloseCode::isValidReason(reason()))
        problem = tr("The reason is too long: at most %1 bytes.").arg(CloseCode::MaxReasonBytes);
    const bool counted
            = !m_typedCount || m_typedCount->text().trimmed() == QString::number(m_count);
    m_problem->setText(problem);
    m_problem->setVisible(!problem.isEmpty());
    m_disconnect->setEnabled(problem.isEmpty() && counted);
}

} // namespace Landline::Gui
