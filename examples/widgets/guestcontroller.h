// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef GUESTCONTROLLER_H
#define GUESTCONTROLLER_H

#include <Landline/Landline>
#include "inbox.h"


/// Names each client after the query parameter `name` and hands its messages to the Inbox. Runs in the workers, so it must not
/// touch a widget.
class GuestController : public Landline::Controller
{
    Q_OBJECT

public:
    explicit GuestController(Inbox *inbox) : m_inbox(inbox) { }

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override
    {
        connection->context().set("label", request.query("name"));
        connection->push("Welcome!");
    }
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override
    {
        emit m_inbox->received(connection->label("label"), frame.text());
    }

private:
    Inbox *m_inbox;
};

#endif
