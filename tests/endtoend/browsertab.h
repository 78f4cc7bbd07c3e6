// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_BROWSERTAB_H
#define LANDLINE_BROWSERTAB_H

#include <QtCore/qjsonobject.h>
#include <QtCore/qprocess.h>
#include <QtCore/qtemporarydir.h>
#include <QtCore/qvariant.h>
#include <QtWebSockets/qwebsocket.h>

namespace Landline {

/// A tab of a headless Chromium, driven by its debugging protocol: opens a page and evaluates JavaScript in it.
///
/// start() first; each function waits for the browser and answers false or an invalid value, with errorString(), when
/// that fails. The browser and its profile are gone with this object.
class BrowserTab : public QObject
{
    Q_OBJECT

public:
    BrowserTab();
    ~BrowserTab() override;

    /// The path of Debian's chromium, or empty if it is not installed.
    static QString program();

    /// \a more are arguments of the program.
    bool start(const QStringList &more = {});
    bool open(const QString &url);
    QVariant evaluate(const QString &expression);
    /// The text of the element #\a id, or a null string if there is none.
    QString text(const QString &id);
    /// A PNG of the tab.
    QByteArray screenshot();
    QString errorString() const { return m_error; }

private:
    QString debuggerUrl();
    QJsonObject call(const QString &method, const QJsonObject &parameters);

    QTemporaryDir m_profile;
    QProcess m_process;
    QWebSocket m_socket;
    QString m_error;
    int m_lastId = 0;
};

} // namespace Landline

#endif
