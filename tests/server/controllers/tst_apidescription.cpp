// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: GPL-3.0-or-later

#include "controllers/apidescription.h"

#include "controllers/connectionsapi.h"
#include "shared/connectioninfo.h"
#include "shared/connectionjson.h"

#include <Landline/version.h>

#include <QtCore/qjsonarray.h>
#include <QtTest/qtest.h>

using namespace Landline;
using namespace Qt::StringLiterals;

/// The OpenAPI document against the code.
class tst_ApiDescription : public QObject
{
    Q_OBJECT

private slots:
    void head();
    void operations();
    void connection();
    void references();
};

namespace {

QStringList sorted(QStringList list)
{
    list.sort();
    return list;
}

/// What the document says, in the form of linesOfCode().
QStringList linesOfDocument()
{
    QStringList lines;
    const QJsonObject paths = apiDescription(u"/api"_s).value(u"paths"_s).toObject();
    for (auto path = paths.begin(); path != paths.end(); ++path) {
        const QJsonObject methods = path->toObject();
        for (auto method = methods.begin(); method != methods.end(); ++method) {
            const QJsonObject operation = method->toObject();
            QStringList scopes;
            for (const QJsonValue &scope : operation.value(u"x-landline-scopes"_s).toArray())
                scopes.append(scope.toString());
            QStringList query;
            for (const QJsonValue &parameter : operation.value(u"parameters"_s).toArray()) {
                if (parameter[u"in"_s] == u"query"_s)
                    query.append(parameter[u"name"_s].toString());
            }
            lines.append(method.key().toUpper() + u' ' + path.key() + u' ' + scopes.join(u',') + u' ' + sorted(query).join(u','));
        }
    }
    return sorted(lines);
}

QStringList linesOfCode()
{
    QStringList lines;
    for (const ConnectionsApi::Operation &operation : ConnectionsApi::operations())
        lines.append(QString::fromLatin1(operation.method) + u' ' + operation.path + u' '
                     + ApiKeys::namesOf(operation.scopes).join(u',') + u' ' + sorted(operation.query).join(u','));
    return sorted(lines);
}

void collectReferences(const QJsonValue &value, QStringList *references)
{
    if (value.isArray()) {
        for (const QJsonValue &element : value.toArray())
            collectReferences(element, references);
    }
    const QJsonObject object = value.toObject();
    for (auto member = object.begin(); member != object.end(); ++member) {
        if (member.key() == "$ref"_L1)
            references->append(member->toString());
        else
            collectReferences(*member, references);
    }
}

} // namespace

void tst_ApiDescription::head()
{
    const QJsonObject document = apiDescription(u"/ops/api"_s);
    QCOMPARE(document.value(u"openapi"_s), QJsonValue(u"3.1.0"_s));
    QCOMPARE(document.value(u"info"_s)[u"version"_s], QJsonValue(QStringLiteral(LANDLINE_VERSION_STR)));
    QCOMPARE(document.value(u"servers"_s), QJsonValue(QJsonArray{QJsonObject{{u"url"_s, u"/ops/api"_s}}}));
}

void tst_ApiDescription::operations()
{
    QCOMPARE(linesOfDocument(), linesOfCode());
}

void tst_ApiDescription::connection()
{
    const QJsonValue schema = apiDescription(u"/api"_s).value(u"components"_s)[u"schemas"_s][u"Connection"_s];
    QCOMPARE(schema[u"properties"_s].toObject().keys(), toJson(ConnectionInfo()).keys());
}

void tst_ApiDescription::references()
{
    const QJsonObject document = apiDescription(u"/api"_s);
    QStringList references;
    collectReferences(document, &references);
    QVERIFY(!references.isEmpty());
    for (const QString &reference : std::as_const(references)) {
        QJsonValue value = document;
        for (const QString &part : reference.split(u'/').mid(1))
            value = value[part];
        QVERIFY2(value.isObject(), qPrintable(reference));
    }
}

QTEST_APPLESS_MAIN(tst_ApiDescription)
#include "tst_apidescription.moc"
