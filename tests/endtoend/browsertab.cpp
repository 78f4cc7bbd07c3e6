// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "browsertab.h"

#include <QtCore/qjsonarray.h>
#include <QtCore/qjsondocument.h>
#include <QtCore/qregularexpression.h>
#include <QtCore/qstandardpaths.h>
#include <QtNetwork/qnetworkaccessmanager.h>
#include <QtNetwork/qnetworkreply.h>
#include <QtTest/qsignalspy.h>
#include <QtTest/qtest.h>

namespace Landline {

namespace {
constexpr int patience = 20000; // ms; a cold start of the browser on a busy machine takes its time
} // namespace

BrowserTab::BrowserTab() = default;

BrowserTab::~BrowserTab()
{
    m_socket.abort();
    if (m_process.state() == QProcess::NotRunning)
        return;
    m_process.terminate();
    if (!m_process.waitForFinished(5000)) {
        m_process.kill();
        m_process.waitForFinished(5000);
    }
}

QString BrowserTab::program()
{
    return QStandardPaths::findExecutable(QStringLiteral("chromium"));
}

bool BrowserTab::start(const QStringList &more)
{
    m_process.start(program(),
                    more + QStringList{"--headless", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-quic",
                     "--disable-background-networking", "--disable-component-update", "--disable-sync",
                     "--disable-dev-shm-usage", "--window-size=1000,900",
                     "--user-data-dir=" + m_profile.path(), "--remote-debugging-port=0", "about:blank"});
    const QString url = debuggerUrl();
    if (url.isEmpty())
        return false;
    QSignalSpy connected(&m_socket, &QWebSocket::connected);
    m_socket.open(QUrl(url));
    if (connected.isEmpty() && !connected.wait(patience)) {
        m_error = "the debugger does not answer: " + m_socket.errorString();
        return false;
    }
    return true;
}

QString BrowserTab::debuggerUrl()
{
    static const QRegularExpression listening(R"(DevTools listening on ws://([\d.]+:\d+)/)");
    QByteArray said;
    const auto address = [&] {
        said += m_process.readAllStandardError();
        return listening.match(QString::fromUtf8(said)).captured(1);
    };
    if (!QTest::qWaitFor([&] { return !address().isEmpty(); }, patience)) {
        m_error = "the browser does not start: " + m_process.errorString() + ' ' + said;
        return {};
    }
    QNetworkAccessManager network;
    QNetworkReply *reply = network.get(QNetworkRequest(QUrl("http://" + address() + "/json/list")));
    QSignalSpy finished(reply, &QNetworkReply::finished);
    finished.wait(patience);
    const QJsonArray targets = QJsonDocument::fromJson(reply->readAll()).array();
    for (const QJsonValue &target : targets) {
        if (target["type"] == QLatin1String("page"))
            return target["webSocketDebuggerUrl"].toString();
    }
    m_error = "the browser has no tab";
    return {};
}

QJsonObject BrowserTab::call(const QString &method, const QJsonObject &parameters)
{
    const int id = ++m_lastId;
    QJsonObject answer;
    const auto connection = connect(&m_socket, &QWebSocket::textMessageReceived, this, [&](const QString &text) {
        const QJsonObject message = QJsonDocument::fromJson(text.toUtf8()).object();
        if (message.value("id").toInt() == id)
            answer = message;
    });
    m_socket.sendTextMessage(QJsonDocument(QJsonObject{{"id", id}, {"method", method}, {"params", parameters}})
                                     .toJson(QJsonDocument::Compact));
    if (!QTest::qWaitFor([&] { return !answer.isEmpty(); }, patience))
        m_error = method + " was not answered";
    else if (answer.contains("error"))
        m_error = method + ": " + answer.value("error")["message"].toString();
    disconnect(connection);
    return answer.value("result").toObject();
}

bool BrowserTab::open(const QString &url)
{
    const QJsonObject result = call("Page.navigate", {{"url", url}});
    if (result.contains("errorText"))
        m_error = url + ": " + result.value("errorText").toString();
    return result.contains("frameId") && !result.contains("errorText");
}

QVariant BrowserTab::evaluate(const QString &expression)
{
    const QJsonObject result = call("Runtime.evaluate", {{"expression", expression}, {"returnByValue", true}});
    if (result.contains("exceptionDetails"))
        m_error = expression + " threw";
    return result.value("result")["value"].toVariant();
}

QString BrowserTab::text(const QString &id)
{
    return evaluate(QStringLiteral("(document.getElementById('%1') || {}).textContent").arg(id)).toString();
}

QByteArray BrowserTab::screenshot()
{
    const QJsonObject result = call("Page.captureScreenshot", {{"format", "png"}});
    return QByteArray::fromBase64(result.value("data").toString().toLatin1());
}

} // namespace Landline
