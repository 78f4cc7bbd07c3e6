// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "gui/languages.h"

#include <QtCore/qcoreapplication.h>
#include <QtCore/qlibraryinfo.h>
#include <QtCore/qlocale.h>
#include <QtCore/qtranslator.h>

// The resources live in a static library, where nobody would register them.
static void registerTranslations()
{
    Q_INIT_RESOURCE(landline_translations);
}

namespace Landline::Gui {

static void install(QCoreApplication *application, const QLocale &locale, const QString &name,
                    const QString &folder)
{
    auto *translator = new QTranslator(application);
    if (translator->load(locale, name, QStringLiteral("_"), folder))
        application->installTranslator(translator);
    else
        delete translator;
}

void installLanguage(QCoreApplication *application, const QLocale &locale)
{
    registerTranslations();
    install(application, locale, QStringLiteral("qtbase"),
            QLibraryInfo::path(QLibraryInfo::TranslationsPath));
    // English first: its plurals serve every language that has no translation of its own.
    install(application, QLocale(QLocale::English), QStringLiteral("landline-admin"),
            QStringLiteral(":/i18n"));
    if (locale.language() != QLocale::English)
        install(application, locale, QStringLiteral("landline-admin"), QStringLiteral(":/i18n"));
}

} // namespace Landline::Gui
