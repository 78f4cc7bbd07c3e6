// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "gui/disconnectdialog.h"
#include "shared/closecode.h"

#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qlabel.h>
#include <QtWidgets/qlineedit.h>
#include <QtWidgets/qpushbutton.h>

using namespace Landline;
using namespace Landline::Gui;

class tst_DisconnectDialog : public QObject
{
    Q_OBJECT

private slots:
    void cancelIsTheDefault();
    void escapeAndEnterDoNothing_data();
    void escapeAndEnterDoNothing();
    void namesTheTargets();
    void samplesArePlainText();
    void codes_data();
    void codes();
    void reasonIsCountedInBytes();
    void manyHaveToBeTyped();
    void fewHaveNotToBeTyped();

private:
    static QList<ConnectionInfo> samples(int count);

    template<typename Widget> static Widget *child(const DisconnectDialog &dialog, const char *name)
    {
        return dialog.findChild<Widget *>(QLatin1String(name));
    }
};

QList<ConnectionInfo> tst_DisconnectDialog::samples(int count)
{
    QList<ConnectionInfo> result;
    for (int fd = 1; fd <= count; ++fd) {
        ConnectionInfo info;
        info.fd = fd;
        info.label = QStringLiteral("<b>ann</b>");
        info.route = QStringLiteral("/echo");
        result.append(info);
    }
    return result;
}

void tst_DisconnectDialog::cancelIsTheDefault()
{
    const DisconnectDialog dialog(2, samples(2));
    QVERIFY(child<QPushButton>(dialog, "disconnectCancel")->isDefault());
    QVERIFY(!child<QPushButton>(dialog, "disconnectAccept")->isDefault());
    QVERIFY(!child<QPushButton>(dialog, "disconnectAccept")->autoDefault());
}

void tst_DisconnectDialog::escapeAndEnterDoNothing_data()
{
    QTest::addColumn<Qt::Key>("key");
    QTest::addColumn<QByteArray>("where");
    QTest::newRow("Esc") << Qt::Key_Escape << QByteArray("disconnectCancel");
    QTest::newRow("Enter at first") << Qt::Key_Return << QByteArray("disconnectCancel");
    QTest::newRow("Enter in the reason") << Qt::Key_Return << QByteArray("disconnectReason");
}

void tst_DisconnectDialog::escapeAndEnterDoNothing()
{
    QFETCH(Qt::Key, key);
    QFETCH(QByteArray, where);
    DisconnectDialog dialog(2, samples(2));
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    QSignalSpy rejected(&dialog, &QDialog::rejected);
    dialog.open();
    QTest::keyClick(child<QWidget>(dialog, where.constData()), key);
    QCOMPARE(accepted.size(), 0);
    QCOMPARE(rejected.size(), 1);
}

void tst_DisconnectDialog::namesTheTargets()
{
    const DisconnectDialog dialog(8, samples(8));
    QVERIFY(child<QLabel>(dialog, "disconnectQuestion")->text().contains(u'8'));
    const QString text = child<QLabel>(dialog, "disconnectSamples")->text();
    QCOMPARE(text.count(QStringLiteral("fd ")), DisconnectDialog::MaxSamples);
    QVERIFY(text.contains(QStringLiteral("3 more")));
}

void tst_DisconnectDialog::samplesArePlainText()
{
    const DisconnectDialog dialog(1, samples(1));
    const QList<QLabel *> labels = dialog.findChildren<QLabel *>();
    for (const QLabel *label : labels) {
        if (label->text().contains(u'<'))
            QCOMPARE(label->textFormat(), Qt::PlainText);
    }
    QVERIFY(child<QLabel>(dialog, "disconnectSamples")
                    ->text()
                    .contains(QStringLiteral("<b>ann</b>")));
}

void tst_DisconnectDialog::codes_data()
{
    QTest::addColumn<QString>("typed");
    QTest::addColumn<int>("code");
    QTest::newRow("chosen") << "1001 going away" << 1001;
    QTest::newRow("own") << "4321" << 4321;
    QTest::newRow("spaces") << " 4000 " << 4000;
    QTest::newRow("reserved") << "1005" << 0;
    QTest::newRow("too low") << "999" << 0;
    QTest::newRow("too high") << "5000" << 0;
    QTest::newRow("wraps around") << "66536" << 0;
    QTest::newRow("words") << "normal" << 0;
    QTest::newRow("empty") << "" << 0;
}

void tst_DisconnectDialog::codes()
{
    QFETCH(QString, typed);
    QFETCH(int, code);
    DisconnectDialog dialog(2, samples(2));
    QCOMPARE(dialog.code(), CloseCode::Normal);
    child<QComboBox>(dialog, "disconnectCode")->setEditText(typed);
    QCOMPARE(int(dialog.code()), code);
    QCOMPARE(child<QPushButton>(dialog, "disconnectAccept")->isEnabled(), code != 0);
    QCOMPARE(child<QLabel>(dialog, "disconnectProblem")->text().isEmpty(), code != 0);
}

void tst_DisconnectDialog::reasonIsCountedInBytes()
{
    DisconnectDialog dialog(2, samples(2));
    auto *reason = child<QLineEdit>(dialog, "disconnectReason");
    reason->setText(QString(41, QChar(0x674e)));
    QVERIFY(child<QLabel>(dialog, "disconnectReasonSize")
                    ->text()
                    .startsWith(QStringLiteral("123 / 123")));
    QVERIFY(child<QPushButton>(dialog, "disconnectAccept")->isEnabled());
    reason->setText(reason->text() + QLatin1Char('x'));
    QVERIFY(!child<QPushButton>(dialog, "disconnectAccept")->isEnabled());
}

void tst_DisconnectDialog::manyHaveToBeTyped()
{
    DisconnectDialog dialog(DisconnectDialog::ManyTargets, samples(5));
    auto *accept = child<QPushButton>(dialog, "disconnectAccept");
    auto *typed = child<QLineEdit>(dialog, "disconnectTypedCount");
    QVERIFY(typed);
    QVERIFY(!accept->isEnabled());
    typed->setText(QStringLiteral("49"));
    QVERIFY(!accept->isEnabled());
    typed->setText(QStringLiteral("50"));
    QVERIFY(accept->isEnabled());
    QSignalSpy accepted(&dialog, &QDialog::accepted);
    accept->click();
    QCOMPARE(accepted.size(), 1);
}

void tst_DisconnectDialog::fewHaveNotToBeTyped()
{
    const DisconnectDialog dialog(DisconnectDialog::ManyTargets - 1, samples(5));
    QVERIFY(!child<QLineEdit>(dialog, "disconnectTypedCount"));
    QVERIFY(child<QPushButton>(dialog, "disconnectAccept")->isEnabled());
}

QTEST_MAIN(tst_DisconnectDialog)
#include "tst_disconnectdialog.moc"
