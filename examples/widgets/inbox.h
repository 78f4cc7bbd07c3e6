// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef INBOX_H
#define INBOX_H

#include <QObject>

/// Carries what clients say from the node's workers to the window. Emit from any thread: a slot of an object in the main thread
/// is called there.
class Inbox : public QObject
{
    Q_OBJECT

signals:
    void received(const QString &name, const QString &text);
};

#endif
