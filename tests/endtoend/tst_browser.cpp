// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "browsertab.h"

#include "gui/connectionview.h"
#include "gui/mainwindow.h"
#include "support/backendlimits.h"
#include "support/landlineprocess.h"
#include "support/testauthority.h"

#include <QtCore/qsettings.h>
#include <QtCore/qstandardpaths.h>
#include <QtTest/qtest.h>
#include <QtWidgets/qabstractbutton.h>
#include <QtWidgets/qaction.h>
#include <QtWidgets/qcombobox.h>
#include <QtWidgets/qdialog.h>
#include <QtWidgets/qlineedit.h>
#include <QtWidgets/qplaintextedit.h>

using namespace Landline;

/// The main job on real input: a node in its own process, the console's own widgets on its admin socket, and a tab of
/// Chromium on the demo page.
class tst_Browser : public QObject
{
    Q_OBJECT

private slots:
    void initTestCase();
    void consoleSteersTheTab();
    void closedOverHttp();
    void compressedBothWays();
    void overTls();

private:
    bool openDemoPage(BrowserTab *tab, qint64 *fd) const;
    static bool openDemoPage(BrowserTab *tab, const QString &url, qint64 *fd);
    static void pushFromConsole(Gui::MainWindow *window, const QString &text);
    static void disconnectFromConsole(Gui::MainWindow *window, const QString &code, const QString &reason);

    LandlineProcess m_node;
};

namespace {

/// The servers of the demo page, and one that compresses. \a tls is the [server.tls] of the former, if they have one.
QByteArray config(const QByteArray &tls)
{
    return QByteArray(R"(
[node]
websocket_backend = "@BACKEND@"

[[server]]
name = "ws"
type = "websocket"
port = 0
@TLS@[[server.route]]
path = "/demo"
controller = "DemoController"
[[server]]
name = "compressed"
type = "websocket"
port = 0
[server.settings]
compression = true
compression_context_takeover = true
[[server.route]]
path = "/echo"
controller = "EchoController"
[[server]]
name = "http"
type = "http"
port = 0
@TLS@[[server.route]]
path = "/"
controller = "DemoPage"
[[server.route]]
path = "/server"
controller = "ServerController"
)").replace("@TLS@", tls);
}

} // namespace

void tst_Browser::initTestCase()
{
    if (BrowserTab::program().isEmpty())
        QSKIP("chromium is not installed; scripts/test installs it");
    QStandardPaths::setTestModeEnabled(true);
    QCoreApplication::setOrganizationName("landline-tests");
    m_node.setConfig(config({}));
    QVERIFY2(m_node.start(3, {"--admin-socket", m_node.filePath("admin.sock")}), m_node.errorOutput());
}

bool tst_Browser::openDemoPage(BrowserTab *tab, qint64 *fd) const
{
    return tab->start() && openDemoPage(tab, QString("http://127.0.0.1:%1/").arg(m_node.port("HTTP")), fd);
}

bool tst_Browser::openDemoPage(BrowserTab *tab, const QString &url, qint64 *fd)
{
    if (!tab->open(url))
        return false;
    const auto shown = [&] { return tab->evaluate("document.getElementById('fd')?.textContent ?? ''").toString(); };
    QString digits;
    const bool hasFd = QTest::qWaitFor([&] {
        digits.clear();
        for (const QChar character : shown()) {
            if (character.isDigit())
                digits += character;
        }
        return !digits.isEmpty();
    }, 20000);
    *fd = digits.toLongLong();
    return hasFd;
}

void tst_Browser::pushFromConsole(Gui::MainWindow *window, const QString &text)
{
    window->findChild<QAction *>("action_compose")->trigger();
    auto *editor = window->findChild<QPlainTextEdit *>("composerEditor");
    editor->setPlainText(text);
    window->findChild<QAbstractButton *>("composerPush")->click();
}

void tst_Browser::disconnectFromConsole(Gui::MainWindow *window, const QString &code, const QString &reason)
{
    window->findChild<QAction *>("action_disconnect")->trigger();
    QDialog *dialog = nullptr;
    QTRY_VERIFY((dialog = window->findChild<QDialog *>("disconnectDialog")) && dialog->isVisible());
    dialog->findChild<QComboBox *>("disconnectCode")->setEditText(code);
    dialog->findChild<QLineEdit *>("disconnectReason")->setText(reason);
    dialog->findChild<QAbstractButton *>("disconnectAccept")->click();
}

void tst_Browser::consoleSteersTheTab()
{
    Gui::MainWindow window(m_node.filePath("admin.sock"));
    window.resize(1280, 800);
    window.show();
    window.start();

    BrowserTab tab;
    qint64 fd = 0;
    QVERIFY2(openDemoPage(&tab, &fd), qPrintable(tab.errorString()));

    auto *view = window.findChild<Gui::ConnectionView *>("connectionView");
    QVERIFY(view);
    QTRY_VERIFY((view->selectFds({fd}), view->selectedFds() == QList<qint64>{fd}));

    pushFromConsole(&window, "Hello from the console, 你好 <b>&amp;</b>");
    QTRY_COMPARE_WITH_TIMEOUT(tab.text("last"), "Hello from the console, 你好 <b>&amp;</b>", 10000);

    disconnectFromConsole(&window, "4001", "ticket closed");
    QTRY_VERIFY_WITH_TIMEOUT(tab.text("close").contains("4001"), 10000);
    QVERIFY2(tab.text("close").contains("ticket closed"), qPrintable(tab.text("close")));
    QTRY_VERIFY((view->selectFds({fd}), view->selectedFds().isEmpty()));
}

void tst_Browser::closedOverHttp()
{
    BrowserTab tab;
    qint64 fd = 0;
    QVERIFY2(openDemoPage(&tab, &fd), qPrintable(tab.errorString()));
    QCOMPARE(tab.evaluate(QString("(() => { const r = new XMLHttpRequest(); r.open('GET', '/server/send?fd=%1', false);"
                                  " r.send(); return r.status + ':' + r.responseText; })()").arg(fd)).toString(),
             "200:");
    QTRY_COMPARE_WITH_TIMEOUT(tab.text("last"), "Hello World.", 10000);
    QCOMPARE(tab.evaluate(QString("(() => { const r = new XMLHttpRequest(); r.open('GET', '/server/close?fd=%1', false);"
                                  " r.send(); return r.status; })()").arg(fd)).toInt(),
             200);
    QTRY_VERIFY_WITH_TIMEOUT(tab.text("close").contains("1000"), 10000);
}

void tst_Browser::compressedBothWays()
{
    BrowserTab tab;
    QVERIFY2(tab.start() && tab.open(QString("http://127.0.0.1:%1/").arg(m_node.port("HTTP"))), qPrintable(tab.errorString()));
    // What came back is kept in the page, beside what was agreed on.
    tab.evaluate(QString("window.back = []; window.sent = ['x'.repeat(5000), JSON.stringify([...Array(2000).keys()]),"
                         " '你好 '.repeat(1000), '', 'x'.repeat(5000)];"
                         " window.echo = new WebSocket('ws://127.0.0.1:%1/echo');"
                         " echo.onopen = () => sent.forEach((message) => echo.send(message));"
                         " echo.onmessage = (event) => back.push(event.data); 0").arg(m_node.port("WebSocket", 1)));
    QTRY_COMPARE_WITH_TIMEOUT(tab.evaluate("back.length").toInt(), 5, 20000);
    QVERIFY(tab.evaluate("JSON.stringify(back) === JSON.stringify(sent)").toBool());
    QCOMPARE(tab.evaluate("echo.extensions").toString(), lacks(QtLimit::Extensions) ? "" : "permessage-deflate");
}

void tst_Browser::overTls()
{
    TestAuthority authority;
    QVERIFY2(authority.issue("demo", {"localhost"}), authority.error());
    LandlineProcess node;
    node.setConfig(config("[server.tls]\ncertificate = '" + authority.path("demo.pem").toUtf8() + "'\nkey = '"
                          + authority.path("demo.key").toUtf8() + "'\n"));
    QVERIFY2(node.start(3), node.errorOutput());
    BrowserTab tab;
    qint64 fd = 0;
    QVERIFY2(tab.start({"--ignore-certificate-errors"})
                     && openDemoPage(&tab, QString("https://127.0.0.1:%1/").arg(node.port("HTTP")), &fd),
             qPrintable(tab.errorString()));
    QCOMPARE(tab.evaluate("location.protocol + new URL(socket.url).protocol").toString(), "https:wss:");
    QCOMPARE(tab.evaluate(QString("(() => { const r = new XMLHttpRequest(); r.open('GET', '/server/send?fd=%1', false);"
                                  " r.send(); return r.status; })()").arg(fd)).toInt(),
             200);
    QTRY_COMPARE_WITH_TIMEOUT(tab.text("last"), "Hello World.", 10000);
    node.terminate();
    QTRY_VERIFY_WITH_TIMEOUT(tab.text("close").contains("1001"), 10000);
}

QTEST_MAIN(tst_Browser)
#include "tst_browser.moc"
