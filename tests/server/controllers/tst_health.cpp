// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/health.h"

#include "api/dispatch_p.h"
#include "http/pipeline.h"

#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

namespace {

class FakeDispatch : public Dispatch
{
public:
    void submit(Command, ResultHandler, CallIn) override { }
    void list(const ConnectionsHandler &) override { }
    NodeState state() const override { return nodeState; }

    NodeState nodeState = NodeState::Running;
};

} // namespace

class tst_Health : public QObject
{
    Q_OBJECT

private slots:
    void answers_data();
    void answers();
};

void tst_Health::answers_data()
{
    QTest::addColumn<QString>("mount");
    QTest::addColumn<QString>("path");
    QTest::addColumn<NodeState>("state");
    QTest::addColumn<int>("status");
    QTest::addColumn<QByteArray>("body");

    const auto row = [](const char *name, const QString &mount, const QString &path, NodeState state, int status,
                        const QByteArray &body = {}) { QTest::newRow(name) << mount << path << state << status << body; };
    row("alive", u"/"_s, u"/healthz"_s, NodeState::Running, 200, R"({"status":"ok"})");
    row("alive while draining", u"/"_s, u"/healthz"_s, NodeState::Draining, 200, R"({"status":"ok"})");
    row("ready", u"/"_s, u"/readyz"_s, NodeState::Running, 200, R"({"status":"ready"})");
    row("draining", u"/"_s, u"/readyz"_s, NodeState::Draining, 503, R"({"detail":"The node is stopping","status":"draining"})");
    row("not listening", u"/"_s, u"/readyz"_s, NodeState::Stopped, 503,
        R"({"detail":"The node has not opened all of its ports","status":"draining"})");
    row("another mount", u"/ops"_s, u"/ops/readyz"_s, NodeState::Running, 200, R"({"status":"ready"})");
    row("elsewhere", u"/ops"_s, u"/readyz"_s, NodeState::Running, 404, "Not Found");
}

void tst_Health::answers()
{
    QFETCH(const QString, mount);
    QFETCH(const QString, path);
    QFETCH(const NodeState, state);

    const auto dispatch = std::make_shared<FakeDispatch>();
    dispatch->nodeState = state;
    auto router = std::make_unique<Router>(u"http"_s, Sender(dispatch), this);
    RouteConfig route;
    route.path = mount;
    Health::mount(*router, route, {});
    const Pipeline pipeline(std::move(router), {});
    Request request;
    request.setMethod("GET");
    request.setTarget(path.toLatin1());
    const Reply reply = pipeline.run(request);
    QVERIFY(reply.isReady());
    QTEST(reply.response()->status(), "status");
    QTEST(reply.response()->body(), "body");
    if (reply.response()->status() != 404)
        QCOMPARE(reply.response()->header("Cache-Control"), "no-store");
}

QTEST_GUILESS_MAIN(tst_Health)
#include "tst_health.moc"
