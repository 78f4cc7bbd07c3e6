// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "chatcontroller.h"
#include "requiretoken.h"

#include <QCoreApplication>

int main(int argc, char *argv[])
{
    QCoreApplication app(argc, argv);
    Landline::Node node(Landline::NodeConfig::fromFile(argc > 1 ? QString::fromLocal8Bit(argv[1])
                                                                : QStringLiteral("chat.toml")));
    node.registerController<ChatController>(QStringLiteral("ChatController"));
    node.addMiddleware<RequireToken>(QStringLiteral("ws"),
                                     QHash<QString, QString>{{QStringLiteral("t1"), QStringLiteral("ann")},
                                                             {QStringLiteral("t2"), QStringLiteral("bob")}});
    node.addRoutes(QStringLiteral("ws"), [](Landline::Router &router) {
        router.get(QStringLiteral("/health"), [](const Landline::Request &) { return "ok"; });
    });
    if (!node.start())
        return node.reportError();
    qInfo("%s", qPrintable(node.startupLines().join(QLatin1Char('\n'))));
    return app.exec();
}
