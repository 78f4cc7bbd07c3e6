// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#ifndef LANDLINE_TEST_TEST_H
#define LANDLINE_TEST_TEST_H

/// The testing kit for applications: one include for a test.
///
/// \code
/// void TestEcho::echoes()
/// {
///     Landline::Test::Node node;
///     node.addRoutes([](Landline::Router &router) { router.webSocket<EchoController>("/"); });
///     QVERIFY2(node.start(), qPrintable(node.errorString()));
///     Landline::Test::Client client(node);
///     QVERIFY2(client.open(), qPrintable(client.errorString()));
///     QVERIFY(client.send("hello"));
///     QCOMPARE(client.nextText(), "hello");
/// }
/// \endcode
///
/// docs/testing.md is the guide. Everything here belongs to the thread of the test, which needs a QCoreApplication.

#include <Landline/testing/client.h>
#include <Landline/testing/httpclient.h>
#include <Landline/testing/httpresponse.h>
#include <Landline/testing/logcapture.h>
#include <Landline/testing/node.h>
#include <Landline/testing/waiting.h>

#endif
