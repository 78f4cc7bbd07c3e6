// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef CHATCONTROLLER_H
#define CHATCONTROLLER_H

#include <Landline/Landline>

/// A room for everybody: what one says, all hear, whatever worker they are on.
class ChatController : public Landline::Controller
{
    Q_OBJECT

public:
    explicit ChatController(const Landline::Sender &sender);

public slots:
    void onOpen(Landline::Connection *connection, const Landline::Request &request) override;
    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
    void onClose(Landline::Connection *connection, const Landline::CloseInfo &close) override;

private:
    void tellAll(const QString &who, const QString &text) const;

    Landline::Sender m_sender;
};

#endif
