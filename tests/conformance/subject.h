// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#ifndef LANDLINE_SUBJECT_H
#define LANDLINE_SUBJECT_H

#include "support/testauthority.h"

#include <QtCore/qstring.h>
#include <QtCore/qurl.h>

#include <memory>

namespace Landline::Conformance {

/// The server that the suite talks to. One of ours, with the backend that LANDLINE_TEST_BACKEND
/// names; or any other that echoes what it gets, told by two variables of the environment:
///
///     LANDLINE_CONFORMANCE_URL=ws://127.0.0.1:9000/   LANDLINE_CONFORMANCE_PROFILE=ws
///
/// The profile is the name under which exceptions.cpp knows what that server does differently. Such
/// a server must have the message limit below, speak permessage-deflate with context takeover (with
/// any size of message) and the subprotocols chat.v1 and chat.v2 on "/",
/// and answer a GET of "/plain" with 200.
///
/// With LANDLINE_CONFORMANCE_TLS=1 ours speaks TLS, with a certificate that nobody trusts.
///
/// There is one Subject in a process, subject().
class Subject
{
public:
    static constexpr qint64 messageLimit = 2 * 1024 * 1024;

    Subject();
    ~Subject();
    Q_DISABLE_COPY_MOVE(Subject)

    /// Starts a server of ours unless another is named; false if there is none to talk to, and then
    /// errorString().
    bool start();
    QString errorString() const { return m_error; }

    /// "qt", "native", or the name that came from the environment.
    QString profile() const { return m_profile; }
    quint16 port() const { return m_port; }
    bool speaksTls() const { return m_authority != nullptr; }

private:
    class OwnServer;

    QString m_profile;
    QUrl m_url;
    QString m_error;
    quint16 m_port = 0;
    std::unique_ptr<TestAuthority> m_authority; ///< where TLS is spoken
    std::unique_ptr<OwnServer> m_server;
};

const Subject &subject();

} // namespace Landline::Conformance

#endif
