// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "mainwindow.h"

#include "inbox.h"

#include <QHeaderView>
#include <QHBoxLayout>
#include <QSplitter>
#include <QStatusBar>
#include <QTime>
#include <QVBoxLayout>

#include <chrono>

using namespace std::chrono_literals;

namespace {

constexpr auto refreshInterval = 500ms;
constexpr int mostMessages = 1000;

QLabel *makeHeading(const QString &text)
{
    auto *heading = new QLabel(text);
    QFont font = heading->font();
    font.setBold(true);
    heading->setFont(font);
    return heading;
}

} // namespace

MainWindow::MainWindow(Landline::Node *node, const Inbox *inbox) : m_node(node)
{
    auto *splitter = new QSplitter(Qt::Vertical);
    splitter->addWidget(makeConnectionPane());
    splitter->addWidget(makeMessagePane());
    splitter->setStretchFactor(0, 3);
    splitter->setStretchFactor(1, 2);
    splitter->setChildrenCollapsible(false);

    auto *center = new QWidget;
    auto *layout = new QVBoxLayout(center);
    layout->addWidget(splitter, 1);
    layout->addLayout(makePushRow());
    setCentralWidget(center);

    for (const Landline::ServerInfo &listener : node->listeners())
        statusBar()->addPermanentWidget(new QLabel(QStringLiteral("ws://%1:%2/").arg(listener.host).arg(listener.port)));
    setWindowTitle(tr("Guests"));
    resize(760, 520);

    connect(inbox, &Inbox::received, this, &MainWindow::addMessage);
    // The node's signals come in this thread: new and closed connections show at once, counters twice a second.
    connect(node, &Landline::Node::connectionOpened, this, &MainWindow::refresh);
    connect(node, &Landline::Node::connectionClosed, this, &MainWindow::refresh);
    connect(&m_timer, &QTimer::timeout, this, &MainWindow::refresh);
    m_timer.start(refreshInterval);
    refresh();
    updateButtons();
    m_text->setFocus();
}

QWidget *MainWindow::makeConnectionPane()
{
    m_table = new QTableView;
    m_table->setObjectName("connections");
    m_table->setModel(&m_model);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setAlternatingRowColors(true);
    m_table->setShowGrid(false);
    m_table->setWordWrap(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(fontMetrics().height() + 8);
    m_table->horizontalHeader()->setHighlightSections(false);
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(ConnectionModel::Name, QHeaderView::Stretch);
    connect(m_table->selectionModel(), &QItemSelectionModel::selectionChanged, this, &MainWindow::updateButtons);

    auto *pane = new QWidget;
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins({});
    m_count = makeHeading({});
    layout->addWidget(m_count);
    layout->addWidget(m_table);
    return pane;
}

QWidget *MainWindow::makeMessagePane()
{
    m_messages = new QListWidget;
    m_messages->setObjectName("messages");
    m_messages->setAlternatingRowColors(true);
    auto *pane = new QWidget;
    auto *layout = new QVBoxLayout(pane);
    layout->setContentsMargins({});
    layout->addWidget(makeHeading(tr("Messages")));
    layout->addWidget(m_messages);
    return pane;
}

QLayout *MainWindow::makePushRow()
{
    m_text = new QLineEdit;
    m_text->setObjectName("text");
    m_text->setPlaceholderText(tr("Message to the selected clients, or to all"));
    m_push = new QPushButton;
    m_push->setObjectName("push");
    m_disconnect = new QPushButton(tr("Disconnect"));
    m_disconnect->setObjectName("disconnect");
    connect(m_text, &QLineEdit::returnPressed, m_push, &QPushButton::click);
    connect(m_text, &QLineEdit::textChanged, this, &MainWindow::updateButtons);
    connect(m_push, &QPushButton::clicked, this, &MainWindow::push);
    connect(m_disconnect, &QPushButton::clicked, this, &MainWindow::disconnectClients);
    auto *row = new QHBoxLayout;
    row->addWidget(m_text, 1);
    row->addWidget(m_push);
    row->addWidget(m_disconnect);
    return row;
}

void MainWindow::refresh()
{
    m_node->sender().connectionsAsync().then(this, [this](const QList<Landline::ConnectionInfo> &connections) {
        m_model.setConnections(connections);
        updateButtons();
    });
}

void MainWindow::updateButtons()
{
    const int count = m_model.rowCount();
    const auto selected = m_table->selectionModel()->selectedRows().size();
    m_count->setText(count == 1 ? tr("1 connection") : tr("%1 connections").arg(count));
    m_push->setText(selected > 0 ? tr("Push to %1").arg(selected) : tr("Push to all"));
    m_push->setEnabled(count > 0 && !m_text->text().isEmpty());
    m_disconnect->setEnabled(selected > 0);
}

void MainWindow::addMessage(const QString &name, const QString &text)
{
    // A QListWidgetItem is plain text: what a client sends cannot bring markup.
    m_messages->addItem(tr("%1  %2: %3").arg(QTime::currentTime().toString("hh:mm:ss"), name, text));
    if (m_messages->count() > mostMessages)
        delete m_messages->takeItem(0);
    m_messages->scrollToBottom();
}

Landline::Audience MainWindow::audience() const
{
    QList<qint64> fds;
    for (const QModelIndex &index : m_table->selectionModel()->selectedRows())
        fds.append(m_model.fd(index.row()));
    return fds.isEmpty() ? Landline::Audience::all() : Landline::Audience::connections(fds);
}

void MainWindow::push()
{
    m_node->sender().push(audience(), m_text->text(), this,
                          [this](const Landline::Delivery &delivery) { showOutcome(tr("Pushed"), delivery); });
    m_text->clear();
}

void MainWindow::disconnectClients()
{
    m_node->sender().disconnect(audience(), Landline::CloseCode::Normal, tr("closed by the host"), this,
                                [this](const Landline::Delivery &delivery) { showOutcome(tr("Disconnected"), delivery); });
}

void MainWindow::showOutcome(const QString &action, const Landline::Delivery &delivery)
{
    statusBar()->showMessage(tr("%1: %2 of %3").arg(action).arg(delivery.queued).arg(delivery.total()));
}
