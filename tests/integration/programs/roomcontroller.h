// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_TESTS_ROOMCONTROLLER_H
#define LANDLINE_TESTS_ROOMCONTROLLER_H

#include <Landline/Landline>

/// Sends each message back; what both applications have.
class RoomController : public Landline::Controller
{
    Q_OBJECT

public:
    static const QByteArray Config; ///< without --config
    /// [app] must have a greeting.
    static QStringList check(const Landline::NodeConfig &config);

    void onMessage(Landline::Connection *connection, const Landline::Frame &frame) override;
};

#endif
