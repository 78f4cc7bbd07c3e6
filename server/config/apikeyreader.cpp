// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "config/apikeyreader.h"

#include "api/apikeys_p.h"
#include "config/diagnostics.h"
#include "config/tablereader.h"
#include "shared/quoting.h"

#include <QtCore/qregularexpression.h>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

QString readName(TableReader &table)
{
    // It becomes the value of a label of metrics.
    static const QRegularExpression pattern(u"\\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\\z"_s);
    table.require("name"_L1);
    const std::optional<QString> name = table.text("name"_L1);
    if (name && !pattern.match(*name).hasMatch()) {
        table.reportWrong("name"_L1, u"1 to 64 letters (a-z, A-Z), digits, '-', '_' or '.', with a letter or digit first"_s);
        return {};
    }
    return name.value_or(QString());
}

void readSecret(TableReader &table, ApiKeyConfig *key)
{
    const bool hasFile = table.contains("secret_file"_L1);
    const bool hasEnv = table.contains("secret_env"_L1);
    if (!hasFile && !hasEnv)
        table.require("secret_file"_L1);
    else if (hasFile && hasEnv)
        table.report("secret_env"_L1, u"and secret_file are both set: keep one of them"_s);
    if (const std::optional<QString> file = table.text("secret_file"_L1)) {
        if (file->isEmpty())
            table.reportWrong("secret_file"_L1, u"the name of a file"_s);
        else
            key->secretFile = table.diagnostics()->filePath(*file);
    }
    if (const std::optional<QString> variable = table.text("secret_env"_L1)) {
        if (variable->isEmpty() || variable->contains(u'=') || variable->contains(QChar(u'\0')))
            table.reportWrong("secret_env"_L1, u"the name of an environment variable"_s);
        else
            key->secretEnv = *variable;
    }
    key->secretOrigin = table.place(hasFile ? "secret_file"_L1 : "secret_env"_L1);
}

ApiScopes readScopes(TableReader &table)
{
    if (!table.contains("scopes"_L1))
        table.reportWrong("scopes"_L1, u"a list of read, push and disconnect"_s);
    const std::optional<QStringList> names = table.textList("scopes"_L1);
    if (!names)
        return {};
    if (names->isEmpty())
        table.report("scopes"_L1, u"has no scope: a key without scopes may do nothing; for example: scopes = [\"read\"]"_s);
    ApiScopes scopes;
    for (qsizetype i = 0; i < names->size(); ++i) {
        const ApiScopes scope = ApiKeys::scopeOfName(names->at(i));
        if (!scope) {
            table.reportElement("scopes"_L1, i, "%1, which is no scope: known are %2"_L1.arg(
                                                        quoted(names->at(i)), ApiKeys::scopeNames().join(", "_L1)));
        }
        scopes |= scope;
    }
    return scopes;
}

} // namespace

ApiKeyConfig readApiKey(TableReader &table)
{
    ApiKeyConfig key;
    key.origin = table.place();
    key.name = readName(table);
    readSecret(table, &key);
    key.scopes = readScopes(table);
    return key;
}

} // namespace Landline
