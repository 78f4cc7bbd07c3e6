// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/aboutbox.h"

#include <Landline/version.h>

#include <QtCore/qcoreapplication.h>
#include <QtWidgets/qmessagebox.h>

namespace Landline::Gui {

namespace {
struct Words
{
    Q_DECLARE_TR_FUNCTIONS(Landline::Gui::AboutBox)
};
} // namespace

void showAboutBox(QWidget *window)
{
    auto *box = new QMessageBox(window);
    box->setObjectName(QStringLiteral("aboutBox"));
    box->setAttribute(Qt::WA_DeleteOnClose);
    box->setTextFormat(Qt::PlainText);
    box->setWindowTitle(Words::tr("About Landline Console"));
    box->setIconPixmap(window->windowIcon().pixmap(64));
    box->setText(Words::tr("Landline Console %1").arg(QStringLiteral(LANDLINE_VERSION_STR)));
    box->setInformativeText(Words::tr(
            "Shows the live connections of a Landline node, pushes to them and disconnects "
            "them.\n\n"
            "Free software under the GNU Lesser General Public License, version 3 or later."));
    box->open();
}

} // namespace Landline::Gui
