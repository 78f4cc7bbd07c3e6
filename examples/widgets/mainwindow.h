// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef MAINWINDOW_H
#define MAINWINDOW_H

#include "connectionmodel.h"

#include <QLabel>
#include <QLineEdit>
#include <QListWidget>
#include <QMainWindow>
#include <QPushButton>
#include <QTableView>
#include <QTimer>

class Inbox;

/// Shows who is connected to a node and what they say, pushes messages and disconnects.
class MainWindow : public QMainWindow
{
    Q_OBJECT

public:
    /// \a node and \a inbox must outlive the window.
    MainWindow(Landline::Node *node, const Inbox *inbox);

private:
    QWidget *makeConnectionPane();
    QWidget *makeMessagePane();
    QLayout *makePushRow();

    void refresh();
    void updateButtons();
    void addMessage(const QString &name, const QString &text);
    /// The selected connections, or all if none is selected.
    Landline::Audience audience() const;
    void push();
    void disconnectClients();
    void showOutcome(const QString &action, const Landline::Delivery &delivery);

    Landline::Node *m_node;
    ConnectionModel m_model;
    QTimer m_timer;
    QTableView *m_table = nullptr;
    QListWidget *m_messages = nullptr;
    QLineEdit *m_text = nullptr;
    QPushButton *m_push = nullptr;
    QPushButton *m_disconnect = nullptr;
    QLabel *m_count = nullptr;
};

#endif
