// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef REQUIRETOKEN_H
#define REQUIRETOKEN_H

#include <Landline/Landline>

/// Lets in who brings `Authorization: Bearer <token>` or `?token=`; everybody else gets a real 401.
class RequireToken : public Landline::Middleware
{
public:
    explicit RequireToken(const QHash<QString, QString> &users);

    Landline::Reply process(Landline::Request request, const Landline::Next &next) override;

private:
    QHash<QString, QString> m_users; ///< by token
};

#endif
