// SPDX-FileCopyrightText: 2026 The Landline authors
// SPDX-License-Identifier: LGPL-3.0-or-later

#include "api/apikeys_p.h"

#include "shared/secretfile.h"

#include <QtCore/qcryptographichash.h>

#include <algorithm>
#include <array>

using namespace Qt::StringLiterals;

namespace Landline {

namespace {

struct NamedScope
{
    ApiScope scope;
    QLatin1StringView name;
};

constexpr std::array namedScopes{
    NamedScope{ApiScope::Read, "read"_L1},
    NamedScope{ApiScope::Push, "push"_L1},
    NamedScope{ApiScope::Disconnect, "disconnect"_L1},
};

QByteArray hashOf(const QByteArray &secret)
{
    return QCryptographicHash::hash(secret, QCryptographicHash::Sha256);
}

bool isEqualInConstantTime(const QByteArray &left, const QByteArray &right)
{
    uchar difference = 0;
    for (qsizetype i = 0; i < left.size(); ++i)
        difference |= static_cast<uchar>(left.at(i)) ^ static_cast<uchar>(right.at(i));
    return difference == 0;
}

struct Secret
{
    QByteArray value;
    QString error;
};

Secret readSecret(const ApiKeyConfig &key)
{
    const int sources = !key.secret.isEmpty() + !key.secretFile.isEmpty() + !key.secretEnv.isEmpty();
    if (sources != 1)
        return {{}, u"needs its secret from exactly one of secret_file and secret_env"_s};
    if (!key.secret.isEmpty())
        return {key.secret, {}};
    if (!key.secretFile.isEmpty()) {
        const SecretFile file = SecretFile::read(key.secretFile);
        if (!file.error.isEmpty())
            return {{}, "secret_file %1 %2"_L1.arg(key.secretFile, file.error)};
        return {file.secret, {}};
    }
    if (!qEnvironmentVariableIsSet(key.secretEnv.toUtf8().constData()))
        return {{}, "secret_env: the environment variable %1 is not set"_L1.arg(key.secretEnv)};
    return {qgetenv(key.secretEnv.toUtf8().constData()), {}};
}

/// Clients send it in a header, where white space around it and control characters are lost or not allowed.
bool fitsHeader(const QByteArray &secret)
{
    const auto isControl = [](char c) { return static_cast<uchar>(c) < 0x20 || c == 0x7f; };
    return secret.trimmed() == secret && std::none_of(secret.begin(), secret.end(), isControl);
}

QString complaintAbout(const QByteArray &secret)
{
    if (QString::fromUtf8(secret).size() < ApiKeys::MinSecretLength)
        return "has a secret of fewer than %1 characters. Example: openssl rand -hex 24"_L1.arg(QString::number(ApiKeys::MinSecretLength));
    if (!fitsHeader(secret))
        return u"has a secret that no header can carry: it must have no control characters and no space at its ends"_s;
    return {};
}

QString at(const QString &origin)
{
    return origin.isEmpty() ? QString() : origin + ": "_L1;
}

} // namespace

ApiKeys::Loading ApiKeys::load(const QList<ApiKeyConfig> &configs)
{
    Loading loading;
    auto keys = std::make_shared<ApiKeys>();
    for (const ApiKeyConfig &config : configs) {
        const auto fail = [&](const QString &origin, const QString &error) {
            loading.errors.append("%1api_key \"%2\" %3"_L1.arg(at(origin), config.name, error));
        };
        const auto hasName = [&config](const Key &key) { return key.name == config.name; };
        if (config.name.isEmpty())
            fail(config.origin, u"needs a name"_s);
        else if (std::any_of(keys->m_keys.cbegin(), keys->m_keys.cend(), hasName))
            fail(config.origin, u"exists twice: names must be unique"_s);
        if (!config.scopes)
            fail(config.origin, "needs at least one scope of %1"_L1.arg(scopeNames().join(", "_L1)));
        const Secret secret = readSecret(config);
        if (!secret.error.isEmpty()) {
            fail(config.secretOrigin, secret.error);
            continue;
        }
        if (const QString complaint = complaintAbout(secret.value); !complaint.isEmpty())
            fail(config.secretOrigin, complaint);
        else if (const Key *other = keys->find(secret.value))
            fail(config.secretOrigin, "has the same secret as api_key \"%1\""_L1.arg(other->name));
        keys->m_keys.append({config.name, config.scopes, hashOf(secret.value)});
    }
    if (loading.errors.isEmpty())
        loading.keys = std::move(keys);
    return loading;
}

const ApiKeys::Key *ApiKeys::find(const QByteArray &secret) const
{
    // Hashes have one length, and what they have in common with another says nothing of the secrets.
    const QByteArray hash = hashOf(secret);
    const Key *found = nullptr;
    for (const Key &key : m_keys) {
        if (isEqualInConstantTime(key.hash, hash))
            found = &key;
    }
    return found;
}

QStringList ApiKeys::scopeNames()
{
    return namesOf(ApiScope::Read | ApiScope::Push | ApiScope::Disconnect);
}

QStringList ApiKeys::namesOf(ApiScopes scopes)
{
    QStringList names;
    for (const NamedScope &named : namedScopes) {
        if (scopes & named.scope)
            names.append(named.name);
    }
    return names;
}

QString ApiKeys::scopeName(ApiScope scope)
{
    for (const NamedScope &named : namedScopes) {
        if (named.scope == scope)
            return named.name;
    }
    return {};
}

ApiScopes ApiKeys::scopeOfName(const QString &name)
{
    for (const NamedScope &named : namedScopes) {
        if (named.name == name)
            return named.scope;
    }
    return {};
}

} // namespace Landline
