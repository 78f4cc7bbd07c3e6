// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "chatcontroller.h"
#include "requiretoken.h"

namespace {

/// The table [app.users] of the configuration: token = "user".
QHash<QString, QString> usersIn(const Landline::NodeConfig &config)
{
    QHash<QString, QString> users;
    const QVariantMap table = config.app().value(QStringLiteral("users")).toMap();
    for (auto user = table.cbegin(); user != table.cend(); ++user)
        users.insert(user.key(), user->toString());
    return users;
}

QStringList errorsIn(const Landline::NodeConfig &config)
{
    if (!usersIn(config).isEmpty())
        return {};
    return {QStringLiteral("There are no users: [app.users] needs at least one line such as t1 = \"ann\"")};
}

} // namespace

int main(int argc, char *argv[])
{
    Landline::Program program(argc, argv);
    program.setDescription(QStringLiteral("A chat room."));
    program.addConfigurationCheck(errorsIn);
    program.node().registerController<ChatController>(QStringLiteral("ChatController"));
    program.node().addMiddleware<RequireToken>(QStringLiteral("ws"), usersIn(program.config()));
    program.node().addRoutes(QStringLiteral("ws"), [](Landline::Router &router) {
        router.get(QStringLiteral("/health"), [](const Landline::Request &) { return "ok"; });
    });
    return program.run();
}
